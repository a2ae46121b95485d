"""How much of its sentence goes along with a word."""

from shared.llm.word import Word, afford, grouped, window

SENTENCE = "Die alte Mühle am Bach, die lange still stand, mahlt seit gestern wieder das Korn der Bauern."


def words(count: int, **facts: object) -> list[Word]:
    return [
        Word(at, f"Wort{at}", f"Wort{at}", "noun", f"Hier steht Wort{at} im Satz.", doubt=1 / at)
        for at in range(1, count + 1)
    ]


def test_a_window_holds_the_words_around_the_term():
    assert window(SENTENCE, "Mühle", each_side=2) == "Die alte Mühle am Bach,"
    assert window(SENTENCE, "mahlt", each_side=1) == "stand, mahlt seit"
    assert window(SENTENCE, "Mühle", each_side=99) == SENTENCE


def test_a_term_that_is_not_there_has_no_window():
    assert window(SENTENCE, "Rad", each_side=3) == ""


def test_a_short_document_pays_for_its_most_doubtful_words_without_context():
    asked = afford(words(40), tokens=70, bare=7)
    assert [word.number for word in asked] == list(range(1, 11))
    assert all(not word.context for word in asked)


def test_a_few_are_asked_about_however_short_it_is():
    assert len(afford(words(40), tokens=-100, bare=7)) == 4


def test_a_long_document_pays_for_whole_sentences():
    asked = afford(words(40), tokens=10_000, bare=7)
    assert len(asked) == 40
    assert all(word.context == word.sentence for word in asked)


def test_a_shared_sentence_is_written_once():
    one = [
        Word(at, term, term, "noun", "", page=3, context="Der Bach am Hof.") for at, term in ((1, "Bach"), (2, "Hof"))
    ]
    assert grouped(one, {1: "1 Bach", 2: "2 Hof"}) == ['p3 "Der Bach am Hof."', "1 Bach", "2 Hof"]
