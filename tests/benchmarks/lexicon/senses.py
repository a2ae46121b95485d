"""Of several translations, is the one that fits the text first? Words of two meanings, each in a short text of its own.

    python -m tests.benchmarks.lexicon.senses       the tables, and what went wrong in what may be looked at

Surprise: the texts are ours (tests/data/senses) and far shorter than a document, which makes the choice harder than it
is in use. Every second word is held out: rules were mended with the others only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.dictionary import dictionary
from shared.lexicon.engine import Options, find_candidates, translate
from tests.benchmarks.lexicon.glossaries import CHAPTERS, Chapter, load
from tests.benchmarks.lexicon.gold import plain

SENSES = Path("tests/data/senses")
EVERYDAY = Path("tests/data/everyday")


@dataclass(frozen=True, slots=True)
class Sense:
    direction: str
    word: str
    right: frozenset[str]
    text: str
    held_out: bool


def senses() -> Iterator[Sense]:
    for path in sorted(SENSES.glob("*.txt")):
        words: dict[str, int] = {}
        for line in path.read_text("utf-8").splitlines():
            word, right, text = (part.strip() for part in line.split("|"))
            # By word and not by line: what is mended for one meaning must not help the other in the held-out half.
            place = words.setdefault(word, len(words))
            yield Sense(path.stem, word, frozenset(map(plain, right.split(","))), text, bool(place % 2))


def judge(sense: Sense) -> tuple[bool, bool, bool, str]:
    """Whether the likeliest is right, whether ours is, whether any is; and what ours is."""
    source, target = sense.direction.split("-")
    options = Options(source, target)
    found = find_candidates([Zone(0, 1, ZoneType.PARAGRAPH, sense.text)], options)
    pair = next((one for one in translate(found, options) if one.lemma == sense.word and one.pos == "noun"), None)
    known = [plain(one.text) for one in dictionary(source, target).translations(sense.word, "noun")]
    ours = pair.translation if pair else ""
    return known[:1] != [] and known[0] in sense.right, plain(ours) in sense.right, bool(sense.right & set(known)), ours


def table() -> str:
    lines = [
        "| direction | half | texts | likeliest right | ours right | right one known |",
        "|---|---|---|---|---|---|",
    ]
    found = [(sense, judge(sense)) for sense in senses()]
    for direction in [*sorted({sense.direction for sense, _ in found}), ""]:
        for held_out in (False, True):
            rows = [result for sense, result in found
                    if (sense.direction == direction or not direction) and sense.held_out == held_out]  # fmt: skip
            counts = " | ".join(f"{sum(row[place] for row in rows)}" for place in range(3))
            half = "held out" if held_out else "looked at"
            lines.append(f"| {direction or '**all**'} | {half} | {len(rows)} | {counts} |")
    return "\n".join(lines)


def whole_texts() -> Iterator[tuple[Chapter, dict[str, frozenset[str]]]]:
    """Texts as people have them, and what is right in them for words whose translation was once in doubt."""
    rights: dict[str, dict[str, frozenset[str]]] = {}
    for line in (EVERYDAY / "right.txt").read_text("utf-8").splitlines():
        text, lemma, right = (part.strip() for part in line.split("|"))
        rights.setdefault(text, {})[lemma] = frozenset(map(plain, right.split(",")))
    for text, right in rights.items():
        folder = CHAPTERS if (CHAPTERS / f"{text}.txt").exists() else EVERYDAY
        yield load(folder / f"{text}.txt"), right


def in_whole_texts() -> Iterator[tuple[str, str, bool, bool]]:
    """Each such word as it is translated, and whether the likeliest translation and that one are right."""
    for chapter, rights in whole_texts():
        options = Options(chapter.lang, "en", max_words=40)
        for pair in translate(find_candidates(chapter.zones, options), options):
            if right := rights.get(pair.lemma):
                known = dictionary(chapter.lang, "en").translations(pair.lemma, pair.pos)
                likeliest = bool(known) and plain(known[0].text) in right
                yield pair.lemma, pair.translation, likeliest, plain(pair.translation) in right


def everyday() -> str:
    rows = list(in_whole_texts())
    return (
        f"In whole texts ({EVERYDAY}, {CHAPTERS}), of {len(rows)} words once in doubt the likeliest "
        f"is right for {sum(row[2] for row in rows)}, ours for {sum(row[3] for row in rows)}."
    )


if __name__ == "__main__":
    print(table())
    print(everyday())
    for lemma, said, likeliest, ours in in_whole_texts():
        if not ours:
            print(f"{lemma}: {said}; likeliest: {likeliest}")
    for sense in senses():
        first, ours, known, said = judge(sense)
        if not sense.held_out and known and not ours:
            print(f"{sense.direction} {sense.word}: {said}, not {', '.join(sorted(sense.right))}; likeliest: {first}")
