import pytest

from shared.documents.hyphens import Vocabulary, complete_last_words
from shared.documents.paragraphs import Block


def joined(*lines: str, context: str = "") -> str:
    words = Vocabulary()
    words.learn(context.splitlines())
    words.learn(lines)
    return words.joined(lines)


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\ufffe", "\u00ad"])
def test_a_divided_word_is_joined(hyphen: str):
    assert joined(f"Das Rad der Wasser{hyphen}", "mühle dreht sich") == "Das Rad der Wassermühle dreht sich"


@pytest.mark.parametrize(
    ("lines", "context", "wanted"),
    [
        (("a dual-", "encoder model"), "the dual-encoder is", "a dual-encoder model"),
        (("some-", "thing else"), "and something", "something else"),
        (("Nord-", "Süd-Gefälle"), "", "Nord-Süd-Gefälle"),
        (("Vor-", "und Nachteile"), "", "Vor- und Nachteile"),
        (("peut-", "être demain"), "", "peut-être demain"),
        (("est-", "ce que"), "", "est-ce que"),
        (("self-", "taught learners"), "was taught", "self-taught learners"),
        (("long-", "term and"), "in the long-term view", "long-term and"),
        (("la transfor-", "mación del"), "", "la transformación del"),
        (("1914-", "1918"), "", "1914-1918"),
        (("A-", "rated"), "", "A-rated"),
        (("no hyphen", "here"), "", "no hyphen here"),
        (("日本語の文", "章です"), "", "日本語の文章です"),
        (("either/", "or"), "", "either/or"),
    ],
)
def test_the_document_decides_what_a_hyphen_means(lines: tuple[str, ...], context: str, wanted: str):
    assert joined(*lines, context=context) == wanted


def test_halves_of_divided_words_are_not_learnt_as_words():
    assert joined("ein Wasser-", "rad", context="ein Wasser-\nrad und ein Wasser-\nrad") == "ein Wasserrad"


def test_a_word_that_a_page_divides_is_completed_where_it_began():
    blocks = [
        Block(page, [text], 0, 0, 9, 9, 9)
        for page, text in ((1, "das Wasser-"), (1, "1 a note below"), (2, "rad dreht sich"), (2, "und mahlt"))
    ]
    complete_last_words(blocks)
    assert [block.lines for block in blocks] == [
        ["das Wasser-", "rad"],
        ["1 a note below"],
        ["dreht sich"],
        ["und mahlt"],
    ]
