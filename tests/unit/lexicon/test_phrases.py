"""Which words are taken together, and under what name."""

import pytest

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.dictionary import dictionary
from shared.lexicon.mentions import Mention, collect
from shared.lexicon.phrases import Phrases
from shared.lexicon.tokens import sentences
from shared.lexicon.words import vocabulary


def phrases(text: str, code: str) -> dict[str, Mention]:
    words, known = vocabulary(code), dictionary(code, "de" if code == "en" else "en")
    zone = Zone(0, 1, ZoneType.PARAGRAPH, text)
    found = collect(sentences(zone, words.language), words, Phrases(words, known.part_of_speech))
    return {mention.lemma: mention for mention in found.values() if mention.parts}


@pytest.mark.parametrize(
    ("code", "text", "phrase"),
    [
        ("en", "We can see a Doppler shift in its light.", "Doppler shift"),
        ("en", "The spring obeys Hooke's law as long as it is short.", "Hooke's law"),
        ("en", "We measure the Right Ascension of a star.", "right ascension"),
        ("en", "It is one of the derived units that we use.", "derived unit"),
        ("es", "Nadie cambia la ley de la oferta.", "ley de la oferta"),
        ("fr", "Il parle de la théorie de l'évolution.", "théorie de l'évolution"),
        ("it", "Parla della velocità della luce.", "velocità della luce"),
    ],
)
def test_a_phrase_may_hold_a_name_a_participle_or_an_article(code: str, text: str, phrase: str):
    assert phrase in phrases(text, code)


@pytest.mark.parametrize(
    "text", ["The plant has produced bonds for years.", "They enjoy forming bonds.", "He met Anna Miller."]
)
def test_what_only_looks_like_one_is_none(text: str):
    assert not phrases(text, "en")


def test_capitals_of_a_heading_are_no_part_of_a_phrase_but_those_of_signs_are():
    assert {"unit conversion", "SI unit"} <= set(phrases("Then Unit Conversion helps. Use SI units.", "en"))


def test_a_phrase_is_one_whatever_article_stands_in_it():
    text = "Voici la liste de paquets. Elle lit la liste des paquets."
    assert [mention.count for lemma, mention in phrases(text, "fr").items() if "liste" in lemma] == [2]


def test_of_a_plural_that_describes_another_noun_the_singular_is_not_what_it_means():
    (mention,) = (one for lemma, one in phrases("Count the number of days.", "en").items() if lemma == "number of days")
    assert mention.parts == (("number", "noun"), ("days", "noun"))


@pytest.mark.parametrize(
    ("code", "text", "cited"),
    [
        ("de", "Er wartet mit mäßigem Gefälle.", "mäßiges Gefälle"),
        ("de", "Sie sahen die wilden Bäche.", "wilder Bach"),
        ("en", "We draw polar molecules.", "polar molecule"),
        ("en", "They know the laws of demand.", "law of demand"),
        ("fr", "Il paie les coûts élémentaires.", "coût élémentaire"),
        ("es", "Usa las coordenadas ecuatoriales.", "coordenada ecuatorial"),
        ("es", "Mira las listas de paquetes.", "lista de paquetes"),
    ],
)
def test_a_phrase_is_cited_in_its_basic_form(code: str, text: str, cited: str):
    assert cited in phrases(text, code)
