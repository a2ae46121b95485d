"""Which candidates become pairs."""

import pytest

from shared.lexicon.candidate import Candidate, Options
from shared.lexicon.translation import translate

WORDS = (
    "mill river stone flour wheel grain bread oven bridge boat house tree water horse table chair window door garden "
    "street city school book letter king queen church tower castle forest mountain island sea ship harbour market "
    "money shop knife spoon cup plate bottle kitchen bed"
)
KNOWN = WORDS.split()


def candidates(*lemmas: str) -> list[Candidate]:
    return [
        Candidate(lemma, lemma, "noun", 9.0 - place / 100, 1, 0, f"The {lemma}.", position=100 - place)
        for place, lemma in enumerate(lemmas)
    ]


def terms(found: list[Candidate], most: int) -> list[str]:
    options = Options("en", "de", max_words=most, order="importance")
    return [pair.term for pair in translate(found, options)]


def unknown(number: int) -> list[str]:
    return [f"xqzword{place}" for place in range(number)]


@pytest.mark.parametrize(("most", "blanks"), [(10, 0), (20, 1), (40, 2)])
def test_of_twenty_terms_one_may_be_blank_where_others_can_be_had(most: int, blanks: int):
    found = terms(candidates(*unknown(5), *KNOWN), most)
    assert len(found) == most
    assert found[:blanks] == unknown(blanks)
    assert not any(term.startswith("xqz") for term in found[blanks:])


def test_blank_terms_fill_a_list_that_nothing_else_can_fill_and_keep_their_places():
    assert terms(candidates("mill", *unknown(3), "river"), 4) == ["mill", "xqzword0", "xqzword1", "river"]


def test_a_list_in_the_order_of_the_document_is_chosen_by_importance_first():
    options = Options("en", "de", max_words=2, order="document")
    assert [pair.term for pair in translate(candidates("mill", "river", "stone"), options)] == ["river", "mill"]
