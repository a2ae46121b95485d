from shared.lexicon.build.dictd import Entry, glosses, number, parse

HAUS = """Haus /haʊ̯s/ <n, neut>
1. maison 2.
zu einem bestimmten Zweck erbautes Gebäude
 3.
zum Wohnen dienendes Gebäude
2. coquille, maison
bestimmte Tiere umgebende Umhüllung"""


def test_numbered_senses_hold_translations_and_no_explanations():
    assert list(parse(HAUS)) == [Entry("Haus", "noun", "n", (("maison",), ("coquille", "maison")))]


def test_a_single_sense_stands_below_the_headword():
    (entry,) = parse("laufen /ˈlaʊ̯fn̩/ <v>\njuosta\nsich schnell fortbewegen; gehen")
    assert entry.senses == (("juosta",),)


def test_stress_marks_come_off_cyrillic_but_not_accents_off_french():
    (entry,) = parse("house <n>\nкъ́ща, дом")
    assert entry.senses == (("къща", "дом"),)
    (entry,) = parse("Fluss <n, masc>\nrivière")
    assert entry.senses == (("rivière",),)


def test_an_article_without_part_of_speech_is_left_out():
    assert list(parse("ab\nfoo")) == []


def test_explanations_are_the_lines_that_are_no_translations():
    assert list(glosses("river <n>\n1. река\nany large flow of a liquid\n2. поток")) == ["any large flow of a liquid"]


def test_the_index_counts_in_base_64():
    assert [number("A"), number("BA"), number("Dj")] == [0, 64, 227]
