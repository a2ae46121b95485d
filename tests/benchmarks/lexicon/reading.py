"""How often is a first translation right, if somebody reads it? What the judges confirm is less.

    python -m tests.benchmarks.lexicon.reading       the tables

Surprise: the pairs in tests/data/judged were drawn by checksum, by confidence and by what the judges say, and read by
one reader; of all but 280 stated .8 and more, which were known to be unconfirmed, without seeing either. A translation
is right where it is one of the word's main meanings; what was doubtful counts as wrong. Most are pairs that the judges
do not confirm: those that they confirm are taken to be right.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from shared.lexicon.dictionary import dictionary
from tests.benchmarks.lexicon.belief import DIRECTIONS, judged, outcomes
from tests.benchmarks.lexicon.gold import apertium, free_dictionary, gold, plain
from tests.benchmarks.lexicon.synonyms import synonyms

READ = Path("tests/data/judged")
BUCKETS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 1.01)
SURE = 0.8
SHARE = 0.9
UNJUDGED = ("de-fr", "fr-de")
Verdicts = dict[tuple[str, str, str], bool]


def verdicts(direction: str) -> Verdicts:
    """(word, part of speech, translation) -> whether the reader calls it right."""
    lines = (READ / f"{direction}.txt").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return {(word, pos, text): mark == "right" for word, pos, text, mark in cells}


def count() -> int:
    return sum(len(verdicts(path.stem)) for path in READ.glob("*.txt"))


@dataclass(frozen=True, slots=True)
class Pair:
    direction: str
    confidence: float
    is_confirmed: bool
    is_near: bool
    """A judge has it, or a synonym of it."""
    verdict: bool | None


def pairs(direction: str) -> Iterator[Pair]:
    source, target = direction.split("-")
    answers, said, rows = gold(source, target), verdicts(direction), judged(direction)
    for row, (confidence, is_confirmed) in zip(rows, outcomes(rows), strict=True):
        others = synonyms(target).get(plain(row.text), set())
        is_near = is_confirmed or not others.isdisjoint(answers[plain(row.word)])
        yield Pair(direction, confidence, is_confirmed, is_near, said.get((row.word, row.pos, row.text)))


def table() -> str:
    every = [pair for direction in DIRECTIONS for pair in pairs(direction)]
    sure = [pair for pair in every if pair.confidence >= SURE]
    lines = [head("stated, all directions")]
    for low, high in pairwise(BUCKETS):
        lines.append(row(f"{low:.1f}-{min(high, 1):.1f}", [pair for pair in every if low <= pair.confidence < high]))
    lines += ["", head("stated .8 and more")]
    for direction in DIRECTIONS:
        lines.append(row(direction, [pair for pair in sure if pair.direction == direction]))
    near = [pair.verdict for pair in sure if pair.verdict is not None and pair.is_near and not pair.is_confirmed]
    confirmed = [pair.verdict for pair in every if pair.verdict is not None and pair.is_confirmed]
    return "\n".join([
        *lines, "",
        f"Stated .8 and more and confirmed less than .90: {under([pair for pair in sure if pair.is_confirmed], sure)};",
        f"with synonyms: {under([pair for pair in sure if pair.is_near], sure)}.",
        "",
        f"Of those stated .8 and more that only a synonym confirms {len(near)} were read: {sum(near)} are right;",
        f"of those at any confidence that a judge confirms, {sum(confirmed)} of {len(confirmed)}.",
    ])  # fmt: skip


def peer() -> str:
    """Apertium's own translations, which people chose to translate texts with, before FreeDict as the only judge.

    Surprise: it does not say which part of speech it answers for, so any of a word's translations counts, of ours too.
    """
    lines = ["| direction | stated | words of both | Apertium right | ours right |", "|---|---|---|---|---|"]
    for source, target in (("es", "en"), ("en", "es")):
        answers, theirs = gold(source, target, (free_dictionary,)), defaultdict[str, set[str]](set)
        for word, meaning in apertium(source, target):
            theirs[word].add(meaning)
        ours, surest = defaultdict[str, set[str]](set), defaultdict[str, float](float)
        rows = judged(f"{source}-{target}")
        for word, text, (confidence, _) in ((plain(row.word), plain(row.text), out)
                                            for row, out in zip(rows, outcomes(rows), strict=True)):  # fmt: skip
            ours[word].add(text)
            surest[word] = max(surest[word], confidence)
        for least in (0, SURE):
            both = [word for word in ours if word in theirs and word in answers and surest[word] >= least]
            shares = [
                sum(not answers[word].isdisjoint(one[word]) for word in both) / len(both) for one in (theirs, ours)
            ]
            lines.append(f"| {source}-{target} | {least}-1.0 | {len(both)} | {shares[0]:.3f} | {shares[1]:.3f} |")
    return "\n".join(lines)


def under(confirmed: list[Pair], every: list[Pair]) -> str:
    """The directions in which less than .90 of all are confirmed."""
    part, whole = (Counter(pair.direction for pair in pairs) for pairs in (confirmed, every))
    return ", ".join(direction for direction in DIRECTIONS if part[direction] < SHARE * whole[direction]) or "none"


def head(name: str) -> str:
    cells = [name, "pairs", "stated", "confirmed", "or by a synonym", "right though not confirmed", "right, estimated"]
    return f"| {' | '.join(cells)} |\n{'|---' * len(cells)}|"


def row(name: str, inside: list[Pair]) -> str:
    count = len(inside)
    stated = sum(pair.confidence for pair in inside) / count
    confirmed = sum(pair.is_confirmed for pair in inside) / count
    near = sum(pair.is_near for pair in inside) / count
    read = [pair.verdict for pair in inside if pair.verdict is not None and not pair.is_confirmed]
    right, width = estimate(confirmed, read)
    return (
        f"| {name} | {count} | {stated:.2f} | {confirmed:.3f} | {near:.3f} | {sum(read)} of {len(read)} "
        f"| {right:.3f} ±{width:.3f} |"
    )


def estimate(confirmed: float, read: Sequence[bool]) -> tuple[float, float]:
    """The share that is right, if so much is confirmed and these are some of the others; and what chance may add."""
    share = sum(read) / len(read)
    # As if one more of each kind had been read: a few that are all right make nothing certain.
    likely = (sum(read) + 1) / (len(read) + 2)
    width = 1.96 * math.sqrt(likely * (1 - likely) / len(read))
    return confirmed + (1 - confirmed) * share, (1 - confirmed) * width


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
