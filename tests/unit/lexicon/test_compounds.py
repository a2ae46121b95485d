import pytest

from shared.lexicon.compounds import split
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
