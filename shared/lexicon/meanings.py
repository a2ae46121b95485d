"""Tells which translations of a word mean the same: those that are the same words in other languages.

Surprise: the word's own language is not asked. "Pawn", "farmer" and "peasant" are all Bauer, but only the last two
share French and Spanish words.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from shared.lexicon.dictionary import Translation, dictionary, languages

ELSEWHERE = frozenset({"de", "es", "fr"})
"""The languages that are asked: their dictionaries are the largest, and more of them cost memory and change nothing."""
ALIKE = 0.5
"""How much of what they mean elsewhere two translations must share to have one meaning."""

Vector = Mapping[str, float]


def likenesses(found: Sequence[Translation], pos: str, source: str, target: str) -> list[list[float]]:
    """How alike each of the translations is to each of the others: 1 to itself, 0 where that is too little."""
    others = tuple(sorted(other for one, other in languages() if one == target and other in ELSEWHERE - {source}))
    meant = [elsewhere(one.text, pos, target, others) for one in found]
    rows = [[shared(one, other) for other in meant] for one in meant]
    return [
        [1.0 if place == own else value if value >= ALIKE else 0.0 for place, value in enumerate(row)]
        for own, row in enumerate(rows)
    ]


def together(found: Sequence[Translation], likeness: Sequence[float]) -> float:
    """How likely a meaning is, if any of the translations with that meaning makes it so."""
    return 1 - math.prod(1 - alike * one.confidence for one, alike in zip(found, likeness, strict=True))


@lru_cache(maxsize=4_000)
def elsewhere(text: str, pos: str, code: str, others: tuple[str, ...]) -> Vector:
    """What a word of one language means in the others, the likelier heavier; of length 1."""
    return scaled(
        {
            f"{other} {one.text}": one.confidence
            for other in others
            for one in dictionary(code, other).translations(text, pos)
        }
    )


def shared(one: Vector, other: Vector) -> float:
    return sum(value * other.get(word, 0.0) for word, value in one.items())


def scaled(vector: Vector) -> Vector:
    size = length(vector)
    return {word: value / size for word, value in vector.items()} if size else {}


def length(vector: Vector) -> float:
    return math.sqrt(sum(value * value for value in vector.values()))
