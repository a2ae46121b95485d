"""How likely a translation is right, from what speaks for it.

Surprise: this is used when the lexicon is built; what ships is the number. The weights were fitted to one half of the
words of dictionaries that are not in the pack (tests/benchmarks/lexicon/calibration.py), and measured on the other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from shared.lexicon.weights import FIRST, FIRST_OFFSETS, LINK


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one translation of one word."""

    word: str
    other: str
    pos: str
    votes: int
    """Languages that agree, of `reach` that could have."""
    reach: int
    forward: float
    backward: float
    share: float
    """Its part of all that was found for the word."""
    hubs: int
    hub_share: float
    direct: float
    fits: bool
    """The translation is a headword of the same part of speech."""
    clashes: bool
    """It is a headword, but never of that part of speech."""
    zipf: float
    """How common the word is, and how common its translation."""
    other_zipf: float


def features(one: Evidence) -> list[float]:
    """What the weights multiply; the order is that of `weights.LINK`."""
    likeness = SequenceMatcher(None, one.word.lower(), one.other.lower(), autojunk=False).ratio()
    return [
        1.0,
        math.log1p(one.votes),
        one.votes / one.reach if one.reach else 0.0,
        math.log1p(one.hubs),
        one.hub_share,
        float(one.direct > 0),
        one.direct,
        one.forward,
        one.backward,
        math.sqrt(one.forward * one.backward),
        one.share,
        float(one.fits),
        float(one.clashes),
        one.other_zipf,
        abs(one.zipf - one.other_zipf),
        max(0.0, one.zipf - one.other_zipf),
        likeness,
        float(" " in one.other) - float(" " in one.word),
        float(one.pos == "verb"),
        float(one.pos in {"adj", "adv"}),
        float(one.pos not in {"noun", "verb", "adj", "adv"}),
    ]


def strength(one: Evidence) -> float:
    """The log odds that a translation is right; what translations are ranked by."""
    return sum(weight * value for weight, value in zip(LINK, features(one), strict=True))


def first_features(strengths: Sequence[float], zipf: float) -> list[float]:
    """What the confidence of the first of several translations is computed from."""
    best = strengths[0]
    second = strengths[1] if len(strengths) > 1 else -4.0
    return [1.0, best, max(best - second, 0.0), float(len(strengths) == 1), zipf]


def first_probability(strengths: Sequence[float], zipf: float, direction: str) -> float:
    """How likely the best translation is right, calibrated for the direction."""
    total = sum(weight * value for weight, value in zip(FIRST, first_features(strengths, zipf), strict=True))
    return sigmoid(total + FIRST_OFFSETS.get(direction, 0.0))


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))
