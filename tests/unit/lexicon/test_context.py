from shared.lexicon.context import Context
from shared.lexicon.dictionary import Translation
from shared.lexicon.words import vocabulary

BAKERY = [
    (Translation("flour", 0.9),),
    (Translation("oven", 0.9),),
    (Translation("bread", 0.9),),
    (Translation("yeast", 0.8),),
]
CHESS = [(Translation("chess", 0.9),), (Translation("chessboard", 0.9),), (Translation("bishop", 0.8),)]
BAUER = (Translation("farmer", 0.6), Translation("pawn", 0.5))


def test_the_document_may_change_which_translation_leads():
    assert Context([*CHESS, BAUER], vocabulary("en")).choose(BAUER)[0].text == "pawn"


def test_a_document_that_says_nothing_changes_nothing():
    assert Context([], vocabulary("en")).choose(BAUER) == BAUER


def test_a_translation_that_takes_the_lead_is_less_sure_than_the_one_before_was():
    best = Context([*CHESS, BAUER], vocabulary("en")).choose(BAUER)[0]
    assert 0.5 < best.confidence < 0.6


def test_all_translations_are_kept():
    found = (Translation("pasta", 0.6), Translation("dough", 0.5), Translation("paste", 0.2))
    chosen = Context([*BAKERY, found], vocabulary("en")).choose(found)
    assert {one.text for one in chosen} == {"pasta", "dough", "paste"}
