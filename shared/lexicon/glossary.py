"""Recognises documents that are bilingual lists themselves and takes their own pairs.

Surprise: a table counts only as a whole. Its columns must read as the two languages in most rows, or the lexicon must
confirm some of its pairs; two columns of names and numbers are no vocabulary list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.dictionary import Dictionary
from shared.lexicon.words import Vocabulary

FEWEST = 4
"""Rows that make a list."""
LONGEST_CELL = 8
"""Words in a cell that is still a term."""
SEPARATOR = re.compile(r"\t+|\s{1,99}[-–—=|→]+\s+|\s{0,99}[=→|：]\s*|:\s+")
CONFIRMED = 0.12
"""Share of rows that the lexicon has to know, where the spelling alone does not tell."""


@dataclass(frozen=True, slots=True)
class Row:
    """Two cells that face each other in the document."""

    zone: Zone
    left: str
    right: str
    text: str


def document_pairs(
    zones: Sequence[Zone], source: Vocabulary, target: Vocabulary, known: Dictionary
) -> list[tuple[Row, bool]]:
    """The rows of bilingual lists, and whether each is written the other way round (target language first)."""
    found: list[tuple[Row, bool]] = []
    for rows in groups(zones):
        if len(rows) < FEWEST:
            continue
        forward = likeness(rows, source, target, known, swapped=False)
        backward = likeness(rows, source, target, known, swapped=True)
        if max(forward, backward) >= 1.0:
            found.extend((row, backward > forward) for row in rows)
    return found


def groups(zones: Sequence[Zone]) -> Iterator[list[Row]]:
    """Rows that are judged together: each pair of columns of a table, and all lines with a separator."""
    lines: list[Row] = []
    for zone in zones:
        if zone.type == ZoneType.TABLE:
            yield from columns(zone)
        else:
            lines.extend(split_lines(zone))
    yield lines


def columns(zone: Zone) -> Iterator[list[Row]]:
    cells = [(line, [" ".join(cell.split()) for cell in line.split("\t")]) for line in zone.text.split("\n")]
    width = max((len(row) for _, row in cells), default=0)
    for first in range(width - 1):
        yield [
            Row(zone, row[first], row[first + 1], " ".join(line.split()))
            for line, row in cells
            if len(row) > first + 1 and is_term(row[first]) and is_term(row[first + 1])
        ]


def split_lines(zone: Zone) -> Iterator[Row]:
    for line in zone.text.split("\n"):
        parts = SEPARATOR.split(line.strip(" •▪-*"), maxsplit=1)
        if len(parts) == 2 and is_term(parts[0]) and is_term(parts[1]):  # noqa: PLR2004
            left, right = (" ".join(part.split()) for part in parts)
            yield Row(zone, left, right, " ".join(line.split()))


def is_term(cell: str) -> bool:
    is_long = len(cell.split()) > LONGEST_CELL or cell.endswith("。")
    # One sign of Chinese is a word: 犬.
    return not is_long and (len(cell) > 1 or cell > "\u3400") and any(char.isalpha() for char in cell)


def likeness(
    rows: Sequence[Row], source: Vocabulary, target: Vocabulary, known: Dictionary, *, swapped: bool
) -> float:  # fmt: skip
    """How much the rows look like a list of this direction; 1 and more is one."""
    pairs = [(row.right, row.left) if swapped else (row.left, row.right) for row in rows]
    confirmed = sum(confirms(left, right, known) for left, right in pairs) / len(pairs)
    left_is_source = sum(reads(left, source) - reads(left, target) for left, _ in pairs) / len(pairs)
    right_is_target = sum(reads(right, target) - reads(right, source) for _, right in pairs) / len(pairs)
    spelling = min(left_is_source, right_is_target)
    return confirmed / CONFIRMED + (spelling / 0.25 if spelling > 0 else 2 * spelling)


def reads(cell: str, words: Vocabulary) -> float:
    """Share of a cell's words that the language knows, weighted by how common they are."""
    found = re.findall(r"[^\W\d_]+", cell.lower())
    return sum(min(words.zipf(word), 5.0) / 5.0 for word in found) / max(len(found), 1)


def confirms(left: str, right: str, known: Dictionary) -> bool:
    """Whether the lexicon has one of the right cell's words for the left cell."""
    plain = bare(left).lower()
    meanings = {one.text.lower() for pos in ("noun", "verb", "adj", "adv") for one in known.translations(plain, pos)}
    return any(bare(part).lower() in meanings for part in re.split(r"[,;/]", right))


ARTICLE = re.compile(
    r"^(?:(?:der|die|das|ein|eine|the|an?|to|le|la|les|un|une|des|el|los|las|una|il|lo|gli|o|os|as|um|uma)\s+|l['’])",
    re.IGNORECASE,
)
GENDERS = {
    "der": "m", "die": "f", "das": "n", "le": "m", "un": "m", "une": "f", "el": "m", "la": "f", "una": "f", "il": "m",
    "lo": "m", "o": "m", "um": "m", "uma": "f",
}  # fmt: skip


def bare(cell: str) -> str:
    """A cell without brackets, its article, and the plural that dictionaries of German add after a comma."""
    text = re.sub(r"\([^)]{0,200}\)|\[[^\]]{0,200}\]", "", cell).strip()
    text = re.split(r",\s*[-¨⸚]", text)[0]
    return ARTICLE.sub("", text).strip() or cell.strip()


def gender_in(cell: str) -> str:
    """The gender that the cell's article tells; "" where it tells none."""
    match = ARTICLE.match(cell.strip())
    return GENDERS.get(match.group().strip().lower(), "") if match else ""
