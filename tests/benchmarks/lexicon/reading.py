"""How often is a first translation right, if somebody reads it? What the judges confirm is less.

    python -m tests.benchmarks.lexicon.reading       the tables

Surprise: the pairs in tests/data/judged were drawn by checksum, by confidence and by what the judges say, and read by
one reader who saw neither. A translation counts as right where it is one of the word's main meanings; what was doubtful
counts as wrong. They are no random sample, so each share is weighed by how often the judges say the same.
"""

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from shared.lexicon.dictionary import dictionary
from tests.benchmarks.lexicon.belief import DIRECTIONS, judged, outcomes

READ = Path("tests/data/judged")
BUCKETS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 1.01)
SURE = 0.8
UNJUDGED = ("de-fr", "fr-de")
Verdicts = dict[tuple[str, str, str], bool]


def verdicts(direction: str) -> Verdicts:
    """(word, part of speech, translation) -> whether the reader calls it right."""
    lines = (READ / f"{direction}.txt").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return {(word, pos, text): mark == "right" for word, pos, text, mark in cells}


class Group:
    """Pairs of like confidence: how many the judges confirm, and what the reader says of some of either kind."""

    def __init__(self) -> None:
        self.stated = 0.0
        self.judged: Counter[bool] = Counter()
        self.read: Counter[bool] = Counter()
        self.right: Counter[bool] = Counter()

    def add(self, confidence: float, *, confirmed: bool, verdict: bool | None) -> None:
        self.stated += confidence
        self.judged[confirmed] += 1
        if verdict is not None:
            self.read[confirmed] += 1
            self.right[confirmed] += verdict

    def share(self, *, confirmed: bool) -> float:
        """The part of all that the judges confirm, or do not."""
        return self.judged[confirmed] / self.judged.total()

    def estimate(self) -> tuple[float, float]:
        """The share that is right, and how far off that may be by chance (95 of 100 times no farther)."""
        right, variance = 0.0, 0.0
        for confirmed in (True, False):
            share = self.share(confirmed=confirmed)
            right += share * self.right[confirmed] / self.read[confirmed]
            # One more of each kind: a few that are all right do not make it certain.
            likely = (self.right[confirmed] + 1) / (self.read[confirmed] + 2)
            variance += share**2 * likely * (1 - likely) / self.read[confirmed]
        return right, 1.96 * math.sqrt(variance)

    def row(self, name: str) -> str:
        right, width = self.estimate()
        return (
            f"| {name} | {self.judged.total()} | {self.stated / self.judged.total():.2f} "
            f"| {self.share(confirmed=True):.2f} | {self.right[False]} of {self.read[False]} "
            f"| {self.right[True]} of {self.read[True]} | {right:.3f} ±{width:.3f} |"
        )


def groups() -> tuple[dict[float, Group], dict[str, Group]]:
    """By the least confidence of a bucket; and, of the confident, by direction."""
    by_bucket = {low: Group() for low in BUCKETS[:-1]}
    by_direction = {direction: Group() for direction in DIRECTIONS}
    for direction in DIRECTIONS:
        said, rows = verdicts(direction), judged(direction)
        for row, (confidence, confirmed) in zip(rows, outcomes(rows), strict=True):
            verdict = said.get((row.word, row.pos, row.text))
            low = max(low for low in by_bucket if low <= confidence)
            by_bucket[low].add(confidence, confirmed=confirmed, verdict=verdict)
            if confidence >= SURE:
                by_direction[direction].add(confidence, confirmed=confirmed, verdict=verdict)
    return by_bucket, by_direction


def table() -> str:
    by_bucket, by_direction = groups()
    head = "pairs | stated | confirmed by the judges | right though not confirmed | right of the confirmed | right, estimated |"
    lines = [f"| stated, all directions | {head}", "|---" * 7 + "|"]
    lines += [by_bucket[low].row(f"{low:.1f}-{min(high, 1):.1f}") for low, high in pairwise(BUCKETS)]
    lines += ["", f"| stated .8 and more | {head}", "|---" * 7 + "|"]
    return "\n".join([*lines, *(group.row(direction) for direction, group in by_direction.items())])


def unjudged() -> str:
    """Of the directions that no dictionary judges, only what was read."""
    names = [f"{low:.1f}-{min(high, 1):.1f}" for low, high in pairwise(BUCKETS)]
    lines = [f"| direction | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for direction in UNJUDGED:
        found = list(as_shipped(direction))
        cells = [[right for confidence, right in found if low <= confidence < high] for low, high in pairwise(BUCKETS)]
        lines.append(f"| {direction} | {' | '.join(f'{sum(cell)} of {len(cell)}' for cell in cells)} |")
    return "\n".join(lines)


def as_shipped(direction: str) -> Iterator[tuple[float, bool]]:
    source, target = direction.split("-")
    known = dictionary(source, target)
    for (word, pos, text), right in verdicts(direction).items():
        best = known.translations(word, pos)[:1]
        if best and best[0].text == text:
            yield best[0].confidence, right


if __name__ == "__main__":
    print(table())
    print(unjudged())
