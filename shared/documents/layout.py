"""The reading order of a page: bands from top to bottom, columns within them, tables where short cells line up.

Surprise: columns and tables look the same to geometry, text with a gutter that runs on. What tells them apart is how
full their lines are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from shared.documents.lines import Line, is_right_to_left

DEEPEST = 6
"""Columns within columns."""
MOST_LINES = 2_000
"""Lines on one page beyond which no columns are looked for; a newspaper has half of it."""
FULL = 0.55
"""Share of a column's width that lines of prose fill; cells of a table rarely do."""
WORDS = 3.2
"""Words that a line of prose has on average, in the narrowest column."""
_EDGE = 1e6

Span = tuple[float, float]


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
        end, gutters = _columned(bands, at, size) if is_small else (at, [])
        if not gutters:
            plain += bands[at]
            at += 1
            continue
        before, inner, after = _parts(bands[at:end], gutters)
        plain += before
        if plain:
            yield Column(_rows_joined(plain))
        if _is_prose(_split(inner, gutters)):
            for column in _in_order(_split(inner + after, gutters)):
                yield from arranged(column, depth + 1)
            plain = []
        else:
            yield Grid(_table_rows(inner, gutters, size))
            plain = after
        at = end
    if plain:
        yield Column(_rows_joined(plain))


def _parts(group: list[list[Line]], gutters: list[Span]) -> tuple[list[Line], list[Line], list[Line]]:
    """A group's lines before, within and after the bands that a gutter really parts."""
    start, stop = _trimmed(group, gutters)
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
    floor = -_EDGE
    for line in sorted(lines, key=lambda line: (line.top, line.left)):
        # Lines set tight overlap a little; only their middle counts.
        shrunk = 0.25 * line.size
        if not bands or line.top + shrunk >= floor:
            bands.append([])
            floor = -_EDGE
        bands[-1].append(line)
        floor = max(floor, line.bottom - shrunk)
    return bands


def _free(band: list[Line]) -> list[Span]:
    """Where a vertical cut through the band touches nothing."""
    spans: list[Span] = []
    edge = -_EDGE
    for line in sorted(band, key=lambda line: line.left):
        if line.left > edge:
            spans.append((edge, line.left))
        edge = max(edge, line.right)
    spans.append((edge, _EDGE))
    return spans


def _common(ours: list[Span], theirs: list[Span], least: float) -> list[Span]:
    """The overlaps of two sorted lists of spans that are wide enough."""
    found: list[Span] = []
    a = b = 0
    while a < len(ours) and b < len(theirs):
        left, right = max(ours[a][0], theirs[b][0]), min(ours[a][1], theirs[b][1])
        if right - left >= least:
            found.append((left, right))
        if ours[a][1] < theirs[b][1]:
            a += 1
        else:
            b += 1
    return found


def _columned(bands: list[list[Line]], at: int, size: float) -> tuple[int, list[Span]]:
    """The end of the longest run of bands from `at` that share a gutter, and their gutters."""
    least = max(0.8 * size, 4.0)
    free = _common(_free(bands[at]), [(-_EDGE, _EDGE)], least)
    best: tuple[int, list[Span]] = (at, [])
    if len(free) < 3:
        return best
    seen = list(bands[at])
    for end in range(at + 1, len(bands) + 1):
        gutters = _supported(seen, free, size)
        # A band that closes a gutter of a table is no longer part of it.
        if len(gutters) < len(best[1]):
            break
        if gutters:
            best = (end, gutters)
        if end == len(bands):
            break
        free = _common(free, _free(bands[end]), least)
        if len(free) < 3:
            break
        seen += bands[end]
    return best


def _supported(lines: list[Line], free: list[Span], size: float) -> list[Span]:
    """The free spans that part at least two lines from two others."""
    found = []
    for span in free:
        if span[0] <= -_EDGE or span[1] >= _EDGE:
            continue
        middle = (span[0] + span[1]) / 2
        rights = [line for line in lines if line.left > middle]
        lefts = len(lines) - len(rights)
        least = 2 if span[1] - span[0] > 2 * size else 3
        if min(lefts, len(rights)) >= least and _distinct_rows(rights) >= least:
            found.append(span)
    return found


def _distinct_rows(lines: list[Line]) -> int:
    return len({round(line.middle / max(line.size, 1)) for line in lines})


def _trimmed(group: list[list[Line]], gutters: list[Span]) -> tuple[int, int]:
    """Where in the group the first and the last band lie that have text on both sides of a gutter."""

    def is_parted(band: list[Line]) -> bool:
        return any(
            any(line.right <= span[0] + 1 for line in band) and any(line.left >= span[1] - 1 for line in band)
            for span in gutters
        )

    parted = [number for number, band in enumerate(group) if is_parted(band)]
    return (parted[0], parted[-1] + 1) if parted else (0, len(group))


def _split(lines: list[Line], gutters: list[Span]) -> list[list[Line]]:
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for line in lines:
        columns[_column_of(line, gutters)].append(line)
    return [column for column in columns if column]


def _column_of(line: Line, gutters: list[Span]) -> int:
    return sum(1 for span in gutters if line.left >= (span[0] + span[1]) / 2)


def _is_prose(columns: list[list[Line]]) -> bool:
    """Whether columns are to be read one after the other rather than row by row."""
    fills, words, counted = 0.0, 0.0, 0
    for column in columns:
        rows = _rows_joined(column)
        width = max(line.right for line in rows) - min(line.left for line in rows)
        # The last line of a paragraph says nothing about the width.
        fills += sum((line.right - line.left) / max(width, 1.0) for line in rows)
        words += sum(_word_count(line.text) for line in rows)
        counted += len(rows)
    fewest = min(len(column) for column in columns)
    return fewest >= 3 and fills / counted > FULL and words / counted > WORDS


def _word_count(text: str) -> float:
    return len(text.split()) if text.isascii() or " " in text else len(text) / 2


def _rows(lines: list[Line]) -> list[list[Line]]:
    """Lines side by side on one baseline."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.middle, line.left)):
        last = rows[-1][-1] if rows else None
        if last is not None and line.middle - last.middle < 0.45 * max(min(line.size, last.size), 0.1):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _rows_joined(lines: list[Line]) -> list[Line]:
    """One line per row."""
    return [_joined(row) for row in _rows(lines)]


def _joined(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    row = sorted(row, key=lambda line: line.left)
    if is_right_to_left(row[0].text):
        row.reverse()
    tall = max(row, key=lambda line: line.size)
    return Line(
        " ".join(line.text for line in row),
        min(line.left for line in row),
        tall.top,
        max(line.right for line in row),
        tall.bottom,
        is_bold=all(line.is_bold for line in row),
        emphasis=tuple(phrase for line in row for phrase in line.emphasis),
    )


def _table_rows(lines: list[Line], gutters: list[Span], size: float) -> list[list[Line | None]]:
    rows: list[list[Line | None]] = []
    floor = -_EDGE
    for row in _rows(lines):
        cells: list[Line | None] = [None] * (len(gutters) + 1)
        for number in range(len(cells)):
            own = [line for line in row if _column_of(line, gutters) == number]
            cells[number] = _joined(own) if own else None
        top = min(line.top for line in row)
        if rows and cells[0] is None and top - floor < 0.6 * size:
            # A cell whose text went on in a second line.
            rows[-1] = [_stacked(above, below) for above, below in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        floor = max(line.bottom for line in row)
    return rows


def _stacked(above: Line | None, below: Line | None) -> Line | None:
    if above is None or below is None:
        return above or below
    return Line(
        f"{above.text}\n{below.text}",
        min(above.left, below.left),
        above.top,
        max(above.right, below.right),
        below.bottom,
        is_bold=above.is_bold and below.is_bold,
        emphasis=above.emphasis + below.emphasis,
    )
