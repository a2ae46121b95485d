"""Lines side by side: put together to rows of text, or to rows of a table.

Surprise: a row of a table whose first cell is blank goes on with the row above, for cells are wrapped.
"""

from shared.documents.direction import is_right_to_left
from shared.documents.gutters import EDGE, Span, column_of
from shared.documents.lines import Line


def rows_joined(lines: list[Line]) -> list[Line]:
    """One line per row."""
    return [_joined(row) for row in _rows(lines)]


def table_rows(lines: list[Line], gutters: list[Span], size: float) -> list[list[Line | None]]:
    rows: list[list[Line | None]] = []
    floor = -EDGE
    for row in _rows(lines):
        cells: list[Line | None] = [None] * (len(gutters) + 1)
        for number in range(len(cells)):
            own = [line for line in row if column_of(line, gutters) == number]
            cells[number] = _joined(own) if own else None
        top = min(line.top for line in row)
        if rows and cells[0] is None and top - floor < 0.6 * size:
            # A cell whose text went on in a second line.
            rows[-1] = [_stacked(above, below) for above, below in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        floor = max(line.bottom for line in row)
    return rows


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
