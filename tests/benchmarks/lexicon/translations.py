"""Is the first translation right as often as its confidence says? Judged by dictionaries that are not in the pack.

Surprise: each word is stated by numbers fitted without it, and a right answer that the judge lacks counts as wrong:
the figures are lower bounds, and `reading.py` says of what.
"""

import math
import zlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from shared.lexicon.belief import corrected
from shared.lexicon.compounds import by_parts, split
from shared.lexicon.dictionary import dictionary
from shared.lexicon.engine import Options, find_pairs
from shared.lexicon.words import vocabulary
from tests.benchmarks.lexicon.belief import DIRECTIONS, Judged, curve, judged, outcomes
from tests.benchmarks.lexicon.calibration import is_fitted
from tests.benchmarks.lexicon.glossaries import chapters
from tests.benchmarks.lexicon.gold import gold, plain

COMPOSED = Path("tests/data/composed.txt")
BUCKETS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
NEAR = 0.05
"""How far the stated and the measured may lie apart."""
Outcomes = Sequence[tuple[float, bool]]


def calibration() -> str:
    names = [f"{low:.1f}-{min(high, 1):.1f}" for low, high in pairwise(BUCKETS)]
    lines = [
        f"| direction | words | {' | '.join(names)} | confident (>= .8) |",
        "|---|---|" + "---|" * (len(names) + 1),
    ]
    far = []
    for direction in DIRECTIONS:
        found = outcomes(judged(direction))
        cells = [cell(found, low, high) for low, high in pairwise(BUCKETS)]
        lines.append(f"| {direction} | {len(found)} | {' | '.join(cells)} | {cell(found, 0.8, 1.01)} |")
        far += [f"{direction} {name}" for name, bounds in zip(names, pairwise(BUCKETS), strict=True)
                if is_far(found, *bounds)]  # fmt: skip
    return "\n".join([*lines, "", f"More than five points off: {', '.join(far) or 'none'}."])


def by_halves(times: int = 20) -> float:
    """How many buckets from .5 on are too far off, on average, if one half is fitted to and the other measured."""
    far = 0
    for direction in DIRECTIONS:
        rows = judged(direction)
        for salt in range(times):
            halves: tuple[list[Judged], list[Judged]] = ([], [])
            for row in rows:
                halves[zlib.crc32(f"{salt} {row.word.casefold()}".encode()) >> 8 & 1].append(row)
            fitted = curve(halves[0])
            found = [(round(corrected(row.confidence, fitted), 2), row.is_right) for row in halves[1]]
            far += sum(is_far(found, low, high) for low, high in pairwise(BUCKETS[1:]))
    return far / times


def surprise(*, fitted: bool) -> float:
    """Mean log loss of the words that the lexicon's own formula was fitted to, or of the others."""
    losses = []
    for direction in DIRECTIONS:
        rows = judged(direction)
        for row, (chance, is_right) in zip(rows, outcomes(rows), strict=True):
            if is_fitted(row.word) == fitted:
                bounded = min(max(chance, 0.01), 0.99)
                losses.append(-math.log(bounded if is_right else 1 - bounded))
    return sum(losses) / len(losses)


def cell(found: Outcomes, low: float, high: float) -> str:
    inside = [one for one in found if low <= one[0] < high]
    if not inside:
        return "-"
    stated, measured, width = summary(inside)
    return f"{stated:.2f} -> {measured:.2f} ±{width:.2f} ({len(inside)})"


def is_far(found: Outcomes, low: float, high: float) -> bool:
    inside = [one for one in found if low <= one[0] < high]
    if not inside:
        return False
    stated, measured, _ = summary(inside)
    return abs(stated - measured) > NEAR


def summary(inside: Outcomes) -> tuple[float, float, float]:
    """Mean confidence, share right, and how far off that share may be by chance: 95 of 100 times no farther."""
    count = len(inside)
    stated = sum(chance for chance, _ in inside) / count
    measured = sum(right for _, right in inside) / count
    return stated, measured, 1.96 * math.sqrt(measured * (1 - measured) / count)


def composed() -> str:
    """Phrases put together from their words, as they were read one by one: what was stated, and the share right."""
    rows = [line.split(" | ") for line in COMPOSED.read_text("utf-8").splitlines()]
    lines = ["| direction | read | stated | right |", "|---|---|---|---|"]
    for direction in [*dict.fromkeys(row[0] for row in rows), "**all**"]:
        own = [row for row in rows if direction in {row[0], "**all**"}]
        stated, right = sum(float(row[3]) for row in own), sum(row[4] == "right" for row in own)
        lines.append(f"| {direction} | {len(own)} | {stated / len(own):.2f} | {right / len(own):.2f} |")
    return "\n".join(lines)


def in_lists() -> str:
    """What a reader gets: the share translated of the lists of the chapters, and how sure."""
    lines = ["| chapter | pairs | translated | confident (>= .8) | by parts |", "|---|---|---|---|---|"]
    for chapter in chapters():
        pairs = find_pairs(chapter.zones, Options(chapter.lang, "de" if chapter.lang == "en" else "en")).pairs
        done = sum(bool(pair.translation) for pair in pairs)
        sure = sum(pair.confidence >= 0.8 for pair in pairs)
        parts = sum(pair.source == "compound" for pair in pairs)
        lines.append(f"| {chapter.name} | {len(pairs)} | {done} | {sure} | {parts} |")
    return "\n".join(lines)


def compounds(most: int = 1500) -> tuple[int, float, float]:
    """German compounds put together from parts though the judge has them: (how many, stated, right)."""
    answers, words, known = gold("de", "en"), vocabulary("de"), dictionary("de", "en")
    stated, right, count = 0.0, 0, 0
    for word in sorted(answers, key=lambda word: zlib.crc32(word.encode())):
        if count == most or not word.isalpha() or len(word) < 9 or known.translations(word, "noun"):
            continue
        parts = tuple((part, "noun" if part[:1].isupper() else "verb") for part in split(word, words))
        if found := by_parts(parts, len(parts) - 1, known, "en", is_word=True):
            count += 1
            stated += found[0].confidence
            right += plain(found[0].text) in answers[word] or found[0].text.replace(" ", "") in {
                answer.replace(" ", "") for answer in answers[word]
            }
    return count, stated / count, right / count


if __name__ == "__main__":
    print(compounds())
    print(calibration())
    print(composed())
    print(in_lists())
