from shared.lexicon.build.pack import Side
from shared.lexicon.build.supplement import supplemented
from shared.lexicon.build.triangulate import Link, Links
from shared.lexicon.languages import LANGUAGES

GOOD = Link(votes=3, reach=3, forward=0.5, backward=0.5)
FAIR = Link(votes=2, reach=3, forward=0.3, backward=0.3)
WEAK = Link(votes=1, reach=3, forward=0.2, backward=0.2)
UNTOLD = Link(votes=0, reach=3, forward=0.0, backward=0.0, hubs=4, hub_share=0.9)
FORMS = {"Kinder": "Kind", "lachend": "lachen"}


def more(links: Links, code: str = "de", nouns: tuple[str, ...] = (), zipf: float = 4.0) -> dict[str, dict[str, str]]:
    side = Side({"Kind": {"noun": "n"}}, {word.lower(): zipf for word, _ in links})
    found = supplemented(
        side, [links], LANGUAGES.get(code), lemma_of=lambda word: FORMS.get(word, word), nouns=frozenset(nouns)
    )
    return {word: dict(tags) for word, tags in found.parts.items() if word != "Kind"}


def test_a_word_is_known_by_what_other_languages_mean_by_it():
    links: Links = {("sofort", "adv"): {"at once": GOOD}, ("sofort", "verb"): {"go": WEAK}}
    assert more(links) == {"sofort": {"adv": ""}}


def test_a_small_dictionary_is_told_by_others_what_its_words_are():
    links: Links = {
        ("letto", "noun"): {"bed": GOOD}, ("piatto", "noun"): {"dish": GOOD}, ("piatto", "adj"): {"flat": FAIR},
        ("oro", "noun"): {"gold": GOOD}, ("oro", "adj"): {"golden": WEAK}, ("dire", "noun"): {"saying": GOOD},
        ("raro", "adj"): {"rare": UNTOLD},
    }  # fmt: skip
    parts = {
        "letto": {"adj": ""},
        "piatto": {"noun": ""},
        "oro": {"noun": ""},
        "dire": {"verb": ""},
        "raro": {"adv": ""},
    }
    italian = {"letto": {"noun"}, "piatto": {"noun", "adj"}, "oro": {"noun"}, "dire": {"verb"}, "raro": {"adv"}}
    for code, expected in (("it", italian), ("fr", {word: set(tags) for word, tags in parts.items()})):
        found = supplemented(Side(parts, {}), [links], LANGUAGES.get(code), lemma_of=str, nouns=())
        assert {word: set(tags) for word, tags in found.parts.items()} == expected


def test_a_german_noun_must_be_in_the_list_of_nouns():
    links: Links = {("Treppenhaus", "noun"): {"staircase": GOOD}, ("Soll", "noun"): {"target": GOOD}}
    assert more(links, nouns=("Treppenhaus",)) == {"Treppenhaus": {"noun": ""}}


def test_forms_small_words_and_headwords_are_not_taken():
    links: Links = {
        ("Kinder", "noun"): {"children": GOOD}, ("lachend", "adj"): {"laughing": GOOD}, ("der", "verb"): {"the": GOOD},
        ("kind", "adj"): {"kind": GOOD},
    }  # fmt: skip
    assert more(links, nouns=("Kinder",)) == {}


def test_what_nobody_uses_or_no_language_votes_for_is_not_taken():
    assert more({("theatre", "noun"): {"Theater": GOOD}}, "en", zipf=2.0) == {}
    assert more({("theatre", "noun"): {"Theater": UNTOLD}}, "en") == {}
    assert more({("theatre", "noun"): {"Theater": GOOD}}, "en") == {"theatre": {"noun": ""}}


def test_names_are_written_with_a_capital_and_other_words_are_not():
    links: Links = {
        ("Denver", "propn"): {"Denver": GOOD},
        ("Denver", "noun"): {"x": GOOD},
        ("reims", "propn"): {"y": GOOD},
    }
    assert more(links, "en") == {"Denver": {"propn": ""}}
