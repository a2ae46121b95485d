import pytest

from shared.lexicon.compounds import by_parts, described, joined, split
from shared.lexicon.dictionary import dictionary
from shared.lexicon.words import vocabulary


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Umweltschutzgesetz", ("Umweltschutz", "Gesetz")),
        ("Fahrkartenautomat", ("Fahrkarte", "Automat")),
        ("Wasserkraftwerk", ("Wasser", "Kraftwerk")),
        ("Backstein", ("backen", "Stein")),
        ("Kartoffel", ()),
        ("Bremse", ()),
    ],
)
def test_compounds_come_apart_at_their_joint(word: str, parts: tuple[str, ...]):
    assert split(word, vocabulary("de")) == parts


@pytest.mark.parametrize(
    ("first", "head", "whole"),
    [
        ("Fenster", "Funktion", "Fensterfunktion"),
        ("Stunde", "Winkel", "Stundenwinkel"),
        ("Liebe", "Klage", "Liebesklage"),
        ("Transaktion", "Dauer", "Transaktionsdauer"),
        ("Ei", "Regal", ""),
        ("Quxbald", "Dach", ""),
        ("Haus", "grüne Wiese", ""),
    ],
)
def test_two_nouns_are_joined_as_known_compounds_of_the_first_are(first: str, head: str, whole: str):
    assert joined(first, head, vocabulary("de")) == whole


def adjective(word: str, noun: str) -> tuple[tuple[str, str], ...]:
    return (word, "adj"), (noun, "noun")


@pytest.mark.parametrize(
    ("target", "parts", "whole"),
    [
        ("de", (("window", "noun"), ("function", "noun")), "Fensterfunktion"),
        ("de", adjective("thermal", "radiation"), "thermische Strahlung"),
        ("de", adjective("interstellar", "gas"), "interstellares Gas"),
        ("de", adjective("local", "horizon"), "lokaler Horizont"),
        ("fr", adjective("modern", "physics"), "physique moderne"),
        ("es", adjective("cosmic", "distance"), "distancia cósmica"),
        ("it", adjective("numeric", "value"), "valore numerico"),
        ("pt", adjective("modern", "physics"), "física moderna"),
        ("fr", (("data", "noun"), ("synchronization", "noun")), "synchronisation de données"),
        ("de", adjective("composite", "type"), ""),
        ("de", adjective("quxbald", "type"), ""),
    ],
)
def test_a_phrase_of_two_words_is_put_together_where_both_are_sure(
    target: str, parts: tuple[tuple[str, str], ...], whole: str
):
    found = by_parts(parts, 1, dictionary("en", target), target, is_word=False)
    assert "".join(one.text for one in found) == whole
    assert all(0.36 <= one.confidence < 0.8 for one in found)


@pytest.mark.parametrize(
    ("code", "word", "noun", "whole"),
    [
        ("de", "dunkel", "Materie", "dunkle Materie"),
        ("de", "hoch", "Haus", "hohes Haus"),
        ("de", "leise", "Ton", "leiser Ton"),
        ("de", "lila", "Haus", ""),
        ("es", "superior", "capa", "capa superior"),
        ("es", "conservador", "fuerza", "fuerza conservadora"),
        ("es", "corto", "onda", "onda corta"),
        ("es", "absoluto", "planeta", "planeta absoluto"),
        ("es", "absoluto", "periodista", ""),
        ("fr", "actif", "force", "force active"),
        ("fr", "public", "force", ""),
        ("fr", "grand", "force", ""),
        ("it", "motore", "forza", ""),
    ],
)
def test_an_adjective_takes_the_form_its_noun_asks_for_or_none_is_given(code: str, word: str, noun: str, whole: str):
    assert described(word, noun, vocabulary(code)) == whole


def test_a_german_compound_of_one_word_is_less_sure_than_a_phrase():
    known, parts = dictionary("de", "en"), (("Wasser", "noun"), ("Garten", "noun"))
    (word,), (phrase,) = (by_parts(parts, 1, known, "en", is_word=is_word) for is_word in (True, False))
    assert (word.text, word.confidence < 0.3 < phrase.confidence) == ("water garden", True)
