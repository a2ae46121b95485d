import pytest

from shared.lexicon.candidate import Candidate
from shared.lexicon.context import Context, explanation, rarity
from shared.lexicon.dictionary import Translation
from shared.lexicon.meanings import likenesses, together

CHESS = {"Schach": "noun", "Läufer": "noun", "Turm": "noun", "König": "noun"}
FIELD = {"Weizen": "noun", "säen": "verb", "Ernte": "noun", "pflügen": "verb", "Acker": "noun"}
BAKERY = {"Mehl": "noun", "Ofen": "noun", "Brot": "noun", "Hefe": "noun"}
PAWN, FARMER = Translation("pawn", 0.6), Translation("farmer", 0.5)


def term(lemma: str, *near: str) -> Candidate:
    return Candidate(lemma, lemma, "noun", 1.0, page=1, zone=0, sentence=lemma, near=near)


def lead(terms: dict[str, str], *found: Translation, near: tuple[str, ...] = ()) -> Translation:
    return Context({**terms, "Bauer": "noun"}, "de", "en").choose(term("Bauer", *near), found)[0]


def test_the_document_decides_which_translation_leads():
    assert lead(CHESS, PAWN, FARMER).text == lead(CHESS, FARMER, PAWN).text == "pawn"
    assert lead(FIELD, PAWN, FARMER).text == lead(FIELD, FARMER, PAWN).text == "farmer"


def test_what_stands_near_counts_more_than_the_rest_of_the_document():
    found = (Translation("farmer", 0.7), Translation("pawn", 0.3))
    for terms, right in ((CHESS, "pawn"), (FIELD, "farmer")):
        near = tuple(lemma.lower() for lemma in terms)
        assert lead(CHESS | FIELD, *found, near=near).text == right


def test_a_document_that_says_nothing_changes_nothing():
    assert Context({}, "de", "en").choose(term("Bauer"), (PAWN, FARMER)) == (PAWN, FARMER)


def test_a_term_is_no_witness_of_its_own_meaning():
    alone = Context({"Bauer": "noun", "Bauer Tisch": "noun"}, "de", "en")
    assert alone.choose(term("Bauer"), (PAWN, FARMER)) == (PAWN, FARMER)


def test_a_translation_that_takes_the_lead_is_less_sure_than_the_one_before_was():
    assert lead(FIELD, PAWN, FARMER).confidence == pytest.approx(0.55)


def test_all_translations_are_kept():
    found = (Translation("pasta", 0.6), Translation("dough", 0.5), Translation("paste", 0.2))
    chosen = Context({**BAKERY, "Teig": "noun"}, "de", "en").choose(term("Teig"), found)
    assert {one.text for one in chosen} == {"pasta", "dough", "paste"}


def test_another_term_that_means_the_same_is_no_witness():
    found = (Translation("hurt", 0.65), Translation("morning", 0.34))
    told = Context({"ferito": "adj", "mattina": "noun", "bosco": "noun"}, "it", "en").choose(term("ferito"), found)
    assert told[0].text == "hurt"


def test_words_that_explain_everything_say_nothing_of_a_document():
    """Slang is explained as such, which a fairy tale with a word for 'familiar' has nothing to do with."""
    assert rarity("colloquial") < rarity("wheat")
    assert rarity("person") < rarity("colloquial")


def test_a_recipe_has_onions_and_nutmeg_in_it():
    recipe = dict.fromkeys(("Kartoffel", "Lauch", "Sahne", "Pfeffer", "Suppe", "Zwiebel", "Muskat"), "noun")
    context = Context(recipe, "de", "en")
    assert context.choose(term("Zwiebel"), (Translation("onion", 0.9), Translation("bulb", 0.66)))[0].text == "onion"
    assert context.choose(term("Muskat"), (Translation("nutmeg", 0.84), Translation("mace", 0.18)))[0].text == "nutmeg"


def test_it_works_into_other_languages_by_what_their_words_mean_in_english():
    river = {"fish": "noun", "river": "noun", "water": "noun", "boat": "noun"}
    found = (Translation("banque", 0.5), Translation("rive", 0.4))
    assert Context({**river, "bank": "noun"}, "en", "fr").choose(term("bank"), found)[0].text == "rive"


def test_a_meaning_with_two_words_is_as_likely_as_both():
    """Nothing here is about fish, bottles or jewels; a loan and a sack of wheat are no reason to change that."""
    found = (Translation("pawn", 0.6), Translation("farmer", 0.55), Translation("peasant", 0.5))
    terms = {"Mehl": "noun", "Sack": "noun"}
    assert lead(terms, *found[:2]).text == "pawn"
    assert lead(terms, *found).text == "farmer"


def test_what_has_no_explanation_fits_as_what_means_the_same():
    mill = dict.fromkeys(("Reibung", "Mühlstein", "Zahn", "Rad"), "noun")
    found = (Translation("usury", 0.27), Translation("loansharking", 0.17), Translation("abrasion", 0.15))
    assert explanation("loansharking") == []
    context = Context({**mill, "Verschleiß": "noun"}, "de", "en")
    assert context.choose(term("Verschleiß", "reibung"), found)[0].text == "abrasion"


@pytest.mark.parametrize("british", ["defence", "colour", "harbour", "theatre", "plough"])
def test_british_spellings_are_explained(british: str):
    assert len(explanation(british)) > 5


def test_translations_of_one_meaning_are_told_by_their_words_in_other_languages():
    found = (Translation("pawn", 0.6), Translation("farmer", 0.55), Translation("peasant", 0.5))
    pawn, farmer, peasant = likenesses(found, "noun", "de", "en")
    assert pawn == [1.0, 0.0, 0.0]
    assert farmer[1] == peasant[2] == 1.0
    assert farmer[2] == pytest.approx(peasant[1])
    assert 0.5 <= farmer[2] < 1.0
    assert together(found, farmer) == pytest.approx(1 - 0.45 * (1 - 0.5 * farmer[2]))
    assert together(found, pawn) == pytest.approx(0.6)
