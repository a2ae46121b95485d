"""What a confidence of the lexicon is worth in its direction, by all independent dictionaries there are to judge it.

Surprise: it is how often such a dictionary gives the same translation, and so less than how often it is right: they
lack most of what they do not confirm (tests/benchmarks/results/lexicon.md says what readers find).
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from shared.lexicon.dictionary import Translation

Curve = tuple[float, float, float]
CURVES: dict[str, Curve] = {
    "de-en": (-0.08, 0.86, 1.06),
    "en-de": (0.19, 1.21, 0.86),
    "fr-en": (0.68, 1.42, 0.66),
    "en-fr": (0.14, 1.16, 0.96),
    "es-en": (0.00, 0.84, 1.15),
    "en-es": (0.36, 1.14, 1.68),
    "it-en": (0.75, 1.29, 0.63),
    "en-it": (0.52, 1.37, 0.75),
    "pt-en": (0.26, 0.99, 0.84),
    "en-pt": (0.12, 1.19, 1.23),
    "es-de": (0.43, 1.07, 0.92),
    "de-es": (-0.31, 0.93, 1.36),
    "fr-es": (-0.34, 1.15, 1.42),
    "es-fr": (-0.33, 0.75, 1.37),
}
"""A shift, and what log p and -log(1 - p) count, fitted by tests/benchmarks/lexicon/belief.py: a straight line in the
log odds where both count the same, a bend where not. What is not here is left as it is."""
LEAST, MOST = 0.02, 0.985


def believed(found: Sequence[Translation], direction: str) -> tuple[Translation, ...]:
    """The translations with the confidence that they deserve in that direction."""
    if direction not in CURVES:
        return tuple(found)
    return tuple(replace(one, confidence=corrected(one.confidence, CURVES[direction])) for one in found)


def corrected(confidence: float, curve: Curve) -> float:
    """What the curve makes of a confidence."""
    return chance(sum(weight * term for weight, term in zip(curve, terms(confidence), strict=True)))


def terms(confidence: float) -> tuple[float, float, float]:
    """What the numbers of a curve multiply."""
    bounded = min(max(confidence, LEAST), MOST)
    return 1.0, math.log(bounded), -math.log(1 - bounded)


def log_odds(confidence: float) -> float:
    return sum(terms(confidence)[1:])


def chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
