"""The reading order of a page: bands from top to bottom, columns within them, tables where short cells line up.

Surprise: columns and tables look the same to geometry, text with a gutter that runs on. What tells them apart is how
full their lines are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from shared.documents.direction import is_right_to_left
from shared.documents.gutters import EDGE, Span, parted_bands, shared_gutters, split_at
from shared.documents.lines import Line
from shared.documents.rows import rows_joined, table_rows

DEEPEST = 6
"""Columns within columns."""
MOST_LINES = 2_000
"""Lines on one page beyond which no columns are looked for; a newspaper has half of it."""
FULL = 0.55
"""Share of a column's width that lines of prose fill; cells of a table rarely do."""
WORDS = 3.2
"""Words that a line of prose has on average, in the narrowest column."""


@dataclass(slots=True)
class Column:
    """Lines that follow each other, one per row."""

    lines: list[Line]


@dataclass(slots=True)
class Grid:
    """A table: rows of cells, each a line or nothing."""

    rows: list[list[Line | None]]


def arranged(lines: list[Line], depth: int = 0) -> Iterator[Column | Grid]:
    """The columns and tables of a page in reading order."""
    plain: list[Line] = []
    size = median(line.size for line in lines) if lines else 0.0
    bands = _bands(lines)
    is_small = depth <= DEEPEST and len(lines) <= MOST_LINES
    at = 0
    while at < len(bands):
        end, gutters = shared_gutters(bands, at, size) if is_small else (at, [])
        if not gutters:
            plain += bands[at]
            at += 1
            continue
        before, inner, after = _parts(bands[at:end], gutters)
        plain += before
        if plain:
            yield Column(rows_joined(plain))
        if _is_prose(split_at(inner, gutters)):
            for column in _in_order(split_at(inner + after, gutters)):
                yield from arranged(column, depth + 1)
            plain = []
        else:
            yield Grid(table_rows(inner, gutters, size))
            plain = after
        at = end
    if plain:
        yield Column(rows_joined(plain))


def _parts(group: list[list[Line]], gutters: list[Span]) -> tuple[list[Line], list[Line], list[Line]]:
    """A group's lines before, within and after the bands that a gutter really parts."""
    start, stop = parted_bands(group, gutters)
    before, inner, after = (
        [line for band in bands for line in band] for bands in (group[:start], group[start:stop], group[stop:])
    )
    return before, inner, after


def _in_order(columns: list[list[Line]]) -> list[list[Line]]:
    lines = [line for column in columns for line in column]
    is_leftward = sum(is_right_to_left(line.text) for line in lines) * 2 > len(lines)
    return columns[::-1] if is_leftward else columns


def _bands(lines: list[Line]) -> list[list[Line]]:
    """Groups of lines between which a horizontal cut touches nothing."""
    bands: list[list[Line]] = []
    floor = -EDGE
    for line in sorted(lines, key=lambda line: (line.top, line.left)):
        # Lines set tight overlap a little; only their middle counts.
        shrunk = 0.25 * line.size
        if not bands or line.top + shrunk >= floor:
            bands.append([])
            floor = -EDGE
        bands[-1].append(line)
        floor = max(floor, line.bottom - shrunk)
    return bands


def _is_prose(columns: list[list[Line]]) -> bool:
    """Whether columns are to be read one after the other rather than row by row."""
    fills, words, counted = 0.0, 0.0, 0
    for column in columns:
        rows = rows_joined(column)
        width = max(line.right for line in rows) - min(line.left for line in rows)
        # The last line of a paragraph says nothing about the width.
        fills += sum((line.right - line.left) / max(width, 1.0) for line in rows)
        words += sum(_word_count(line.text) for line in rows)
        counted += len(rows)
    fewest = min(len(column) for column in columns)
    return fewest >= 3 and fills / counted > FULL and words / counted > WORDS


def _word_count(text: str) -> float:
    return len(text.split()) if text.isascii() or " " in text else len(text) / 2
