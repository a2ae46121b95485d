import pytest

from shared.lexicon.compounds import by_parts, joined, split
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


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((("window", "noun"), ("function", "noun")), "Fensterfunktion"),
        ((("thermal", "adj"), ("radiation", "noun")), ""),
    ],
)
def test_into_german_go_two_nouns_and_never_an_adjective(parts: tuple[tuple[str, str], ...], whole: str):
    found = by_parts(parts, 1, dictionary("en", "de"), "de")
    assert "".join(one.text for one in found) == whole
    assert all(0.2 <= one.confidence < 0.3 for one in found)
