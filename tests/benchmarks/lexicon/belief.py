"""Fits what `shared.lexicon.belief` makes of the lexicon's confidences, to all judges there are.

    python -m tests.benchmarks.lexicon.belief       prints the numbers that stand there

Surprise: what ships is fitted to every word that the judges have; what is measured of a word comes from numbers fitted
without a fifth of the words, it among them. One half to measure with is too small: of seventy buckets three were then
more than five points off by the luck of the halves alone, whatever the curve.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from shared.lexicon.belief import Curve, corrected, terms
from shared.lexicon.dictionary import unpack
from shared.lexicon.table import Table
from shared.lexicon.words import DATA, vocabulary
from tests.benchmarks.lexicon.calibration import COMMON, JUDGED, fit
from tests.benchmarks.lexicon.gold import gold, plain

DIRECTIONS = (*JUDGED, "es-de", "de-es", "fr-es", "es-fr")
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A word's first translation."""

    word: str
    pos: str
    text: str
    confidence: float
    is_right: bool


@lru_cache(maxsize=len(DIRECTIONS))
def judged(direction: str) -> tuple[Judged, ...]:
    """What the judges know of a direction, at the confidence that the lexicon ships."""
    source, target = direction.split("-")
    answers, words = gold(source, target), vocabulary(source)
    found = []
    for key, pos, lemma, packed in Table(DATA / direction):
        right = answers.get(plain(lemma))
        if right and pos in {"noun", "verb", "adj", "adv"} and words.zipf(key) >= COMMON:
            best = unpack(packed)[0]
            found.append(Judged(lemma, pos, best.text, best.confidence, plain(best.text) in right))
    return tuple(found)


def outcomes(rows: Sequence[Judged]) -> list[tuple[float, bool]]:
    """(confidence as it would be stated, right) of each, by a curve fitted to the words of the other folds."""
    curves = [curve([row for row in rows if fold(row.word) != out]) for out in range(FOLDS)]
    return [(round(corrected(row.confidence, curves[fold(row.word)]), 2), row.is_right) for row in rows]


def curve(rows: Sequence[Judged]) -> Curve:
    numbers = fit([terms(row.confidence) for row in rows], [row.is_right for row in rows])
    shift, low, high = (round(float(number), 2) + 0.0 for number in numbers)  # no -0.0
    return shift, low, high


def fold(word: str) -> int:
    """By the word, so that its parts of speech and its capitals stay together."""
    return zlib.crc32(word.casefold().encode()) % FOLDS


def main() -> None:
    for direction in DIRECTIONS:
        numbers = ", ".join(f"{number:.2f}" for number in curve(judged(direction)))
        print(f'    "{direction}": ({numbers}),')


if __name__ == "__main__":
    main()
