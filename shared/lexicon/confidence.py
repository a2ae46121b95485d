"""How likely a translation is right, from what speaks for it.

Surprise: this is used when the lexicon is built; what ships is the number. The engine only lowers or raises it by
what the sentence says.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one translation of one word."""

    votes: int
    reach: int
    share: float
    """Its part of all that was found for the word."""
    hubs: int
    direct: float
    backward: float
    rank: int
    fits: bool
    """The translation is a headword of the same part of speech."""
    clashes: bool
    """It is a headword, but never of that part of speech."""


def probability(evidence: Evidence) -> float:
    strength = evidence.votes + 0.5 * evidence.hubs + 4 * evidence.direct
    score = -1.2 + 0.45 * min(strength, 8) + 1.2 * evidence.share - 0.35 * evidence.rank
    score += 0.4 * evidence.fits - 1.0 * evidence.clashes
    return 1 / (1 + math.exp(-score))
