"""Estimates how hard a word is for a learner, as a CEFR level, from how common it is.

Surprise: this is an estimate from frequency alone, no official list; a pair's note says so wherever a level was used.
"""

from collections.abc import Mapping

LEVELS = ("a1", "a2", "b1", "b2", "c1", "c2")
FLOORS = (5.2, 4.7, 4.2, 3.7, 3.1)
"""The least zipf frequency of a word of each level but the last: roughly the first 700, 1,700, 4,000, 9,000, 22,000."""
NOTE = "level estimated from frequency"


def level_of(zipf: float) -> str:
    """The level at which a learner is likely to meet a word of that frequency."""
    return next((level for level, floor in zip(LEVELS, FLOORS, strict=False) if zipf >= floor), LEVELS[-1])


def is_easier(level: str, wanted: str, order: Mapping[str, int] | None = None) -> bool:
    """Whether a word of `level` is below what a learner of level `wanted` needs."""
    places = order or {name: place for place, name in enumerate(LEVELS)}
    return places[level] < places[wanted.lower()]
