"""Is the first translation right as often as its confidence says? Judged by dictionaries that are not in the pack.

Surprise: only words that the weights were not fitted to are counted, and a right answer that the judge lacks counts as
wrong: the figures are lower bounds.
"""

import zlib
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from shared.lexicon.belief import believed
from shared.lexicon.compounds import by_parts, split
from shared.lexicon.dictionary import Translation, dictionary
from shared.lexicon.engine import Options, find_pairs
from shared.lexicon.words import vocabulary
from tests.benchmarks.lexicon.belief import DIRECTIONS, judged
from tests.benchmarks.lexicon.glossaries import chapters
from tests.benchmarks.lexicon.gold import gold, plain

JUDGED = Path("tests/data/judged")
BUCKETS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


@lru_cache(maxsize=len(DIRECTIONS))
def outcomes(direction: str) -> list[tuple[float, bool]]:
    """(confidence, right) for the held-out words of a direction that the judges have."""
    found = []
    for _, _, text, confidence, is_right in judged(direction, fitted=False):
        (best,) = believed([Translation(text, confidence)], direction)
        found.append((round(best.confidence, 2), is_right))
    return found


def calibration() -> str:
    names = [f"{low:.1f}-{min(high, 1):.1f}" for low, high in pairwise(BUCKETS)]
    lines = [
        f"| direction | words | {' | '.join(names)} | confident (>= .8) |",
        "|---|---|" + "---|" * (len(names) + 1),
    ]
    for direction in DIRECTIONS:
        found = outcomes(direction)
        cells = [cell(found, low, high) for low, high in pairwise(BUCKETS)]
        lines.append(f"| {direction} | {len(found)} | {' | '.join(cells)} | {cell(found, 0.8, 1.01)} |")
    return "\n".join(lines)


def cell(found: list[tuple[float, bool]], low: float, high: float) -> str:
    inside = [(chance, right) for chance, right in found if low <= chance < high]
    if not inside:
        return "-"
    stated = sum(chance for chance, _ in inside) / len(inside)
    measured = sum(right for _, right in inside) / len(inside)
    return f"{stated:.2f} -> {measured:.2f} ({len(inside)})"


def read_by_hand() -> str:
    """What became of the confident pairs that the judges called wrong, once somebody read them."""
    lines = [
        "| direction | confident | right by the judges | read | right after all | right, estimated |",
        "|---" * 6 + "|",
    ]
    for path in sorted(JUDGED.glob("*.txt")):
        sure = [is_right for confidence, is_right in outcomes(path.stem) if confidence >= 0.8]
        share = sum(sure) / len(sure)
        marks = [line.split("|")[-1].strip() for line in path.read_text("utf-8").splitlines()]
        good = marks.count("right") / len(marks)
        estimate = share + (1 - share) * good
        lines.append(f"| {path.stem} | {len(sure)} | {share:.3f} | {len(marks)} | {good:.3f} | {estimate:.3f} |")
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
        if found := by_parts(parts, len(parts) - 1, known, "en"):
            count += 1
            stated += found[0].confidence
            right += plain(found[0].text) in answers[word] or found[0].text.replace(" ", "") in {
                answer.replace(" ", "") for answer in answers[word]
            }
    return count, stated / count, right / count


if __name__ == "__main__":
    print(compounds())
    print(calibration())
    print(in_lists())
