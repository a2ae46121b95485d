import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.engine import Options, find_pairs

TEXT = (
    "Der Hund bellt. die Häuser L'eau d' Qu'est-ce aujourd'hui steht auf ! ? ... https://a.b/c x=1; {} [1] "
    "(siehe S. 3) 3.14 Ü ß ﬁ 漢字 Ωμέγα e.V. z.B. -- – „Wort“ «mot» A ’ ' '' -bindestrich- O’Neill ALLES GROSS"
)
PIECES = st.sampled_from([*TEXT.split(), "\t", "\n", "\n\n"])


@settings(max_examples=80, deadline=None)
@given(
    texts=st.lists(st.lists(PIECES, max_size=30).map(" ".join), max_size=4),
    kind=st.sampled_from(list(ZoneType)),
    code=st.sampled_from(["de", "fr", "es", "en"]),
)
def test_any_text_gives_pairs_that_can_be_found_in_it(texts: list[str], kind: ZoneType, code: str):
    zones = [Zone(number, 1, kind, text) for number, text in enumerate(texts)]
    for pair in find_pairs(zones, Options(code, "de" if code == "en" else "en")).pairs:
        assert pair.term in pair.sentence
        assert pair.sentence in " ".join(texts[pair.zone].split())
        assert bool(pair.translation) == (pair.confidence > 0)


def test_a_very_long_sentence_is_cut_around_its_term():
    text = "und ".join(f"die Brücke{'' if number else ' am Fluss'} " for number in range(300)) + "."
    pairs = find_pairs([Zone(0, 1, ZoneType.PARAGRAPH, text)], Options("de", "en")).pairs
    assert pairs
    for pair in pairs:
        assert len(pair.sentence) <= 400
        assert pair.term in pair.sentence
        assert pair.sentence in " ".join(text.split())


@pytest.mark.parametrize("text", ["", "   ", "12 13 14", "!!!"])
def test_a_document_without_words_gives_an_empty_list(text: str):
    assert find_pairs([Zone(0, 1, ZoneType.PARAGRAPH, text)], Options("de", "en")).pairs == ()


def test_a_gender_comes_from_the_articles_of_the_document_before_the_ending():
    text = "La mano recoge aceitunas. El agua cae. Vemos ceniza y cráteres cerca del planeta. El problema crece."
    genders = {
        pair.lemma: pair.gender
        for pair in find_pairs([Zone(0, 1, ZoneType.PARAGRAPH, text)], Options("es", "en")).pairs
    }
    assert genders["mano"] == "f"
    assert genders["aceituna"] == "f"
    assert genders["problema"] == "m"
    assert genders["planeta"] == "m"
    assert genders["cráter"] == ""


def test_a_gender_that_is_listed_is_not_told_by_articles_of_plurals_or_before_a_stressed_a():
    italian = "Ho piegato le lenzuola. Le lenzuola sono nel baule e le braccia fanno male."
    spanish = "El agua del pozo es fría. El hacha corta la rama y el arpa suena."
    for code, text, expected in (
        ("it", italian, {"lenzuolo": "m", "baule": "m"}),
        ("es", spanish, {"agua": "f", "hacha": "f", "arpa": "f"}),
    ):
        pairs = find_pairs([Zone(0, 1, ZoneType.PARAGRAPH, text)], Options(code, "en")).pairs
        assert expected.items() <= {pair.lemma: pair.gender for pair in pairs}.items()


def test_a_german_gender_is_the_heads_and_of_two_the_one_that_an_article_tells():
    text = "Über dem Tal steht eine Gewitterwolke. Die Bank gibt ihm einen Kredit. Am Ufer hängt ein Notenschlüssel."
    pairs = find_pairs([Zone(0, 1, ZoneType.PARAGRAPH, text)], Options("de", "en")).pairs
    genders = {pair.lemma: pair.gender for pair in pairs}
    assert (genders["Gewitterwolke"], genders["Kredit"], genders["Notenschlüssel"]) == ("f", "m", "m")


MIXED = [
    Zone(0, 1, ZoneType.PARAGRAPH, "Der Müller mahlt das Getreide zwischen den schweren Mühlsteinen.", lang="de"),
    Zone(1, 1, ZoneType.PARAGRAPH, "The miller grinds the grain between heavy stones in the village.", lang="en"),
    Zone(2, 1, ZoneType.PARAGRAPH, "Am Bach steht eine alte Wassermühle aus dunklem Holz."),
    Zone(3, 2, ZoneType.LIST, "river bank\nwooden wheel\nflour sack", lang="en"),
]


@pytest.mark.parametrize(("source", "target", "zones"), [("de", "en", {0, 2}), ("en", "de", {1, 2, 3})])
def test_only_zones_of_the_source_language_and_unknown_ones_give_terms(source: str, target: str, zones: set[int]):
    pairs = find_pairs(MIXED, Options(source, target)).pairs
    assert {pair.zone for pair in pairs} <= zones
    assert len({pair.zone for pair in pairs}) >= 2
    other = {word.lower().strip(".") for zone in MIXED if zone.index not in zones for word in zone.text.split()}
    assert not {pair.term.lower() for pair in pairs} & other


def test_a_document_all_of_whose_zones_are_told_otherwise_is_read_as_the_learner_says():
    assert find_pairs(MIXED[1:2], Options("de", "en")) == find_pairs(
        [Zone(1, 1, ZoneType.PARAGRAPH, MIXED[1].text)], Options("de", "en")
    )


def test_a_bilingual_list_keeps_both_its_sides_whatever_its_zone_was_taken_for():
    rows = "Mühle\tmill\nBach\tstream\nKorn\tgrain\nRad\twheel\nSack\tsack\nStein\tstone"
    zones = [MIXED[0], Zone(1, 1, ZoneType.TABLE, rows, lang="en")]
    terms = {pair.term: pair.translation for pair in find_pairs(zones, Options("de", "en")).pairs}
    assert {"Mühle": "mill", "Bach": "stream", "Korn": "grain"}.items() <= terms.items()
