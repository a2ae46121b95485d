"""Cuts the rows of a sheet into headings, paragraphs and tables.

Surprise: people write prose into spreadsheets. A row with one long cell is a paragraph, wherever it stands.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.documents.zones import Zones
from shared.domain.zone import ZoneType

ROWS_PER_ZONE = 100
LONG = 80
"""Characters from which a lone cell is prose and not an entry."""
_MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells by column; blank cells are not there."""

    number: int
    values: dict[int, str]
    is_bold: bool = False

    @property
    def lone(self) -> str:
        return next(iter(self.values.values())) if len(self.values) == 1 else ""


def sheet_zones(rows: Iterable[Row], *, page: int, zones: Zones) -> None:
    """Add the zones of one sheet."""
    for block in _blocks(rows):
        table: list[Row] = []
        for at, row in enumerate(block):
            kind = _kind_alone(row, at, block)
            if kind is None:
                table.append(row)
                continue
            _add_table(table, page, zones)
            table = []
            zones.add(page, kind, row.lone)
        _add_table(table, page, zones)
        if zones.is_full:
            return


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows that follow each other without a blank one."""
    block: list[Row] = []
    for row in rows:
        if block and (row.number > block[-1].number + 1 or len(block) >= _MOST_ROWS):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _kind_alone(row: Row, at: int, block: list[Row]) -> ZoneType | None:
    """What a row is when it is no part of a table."""
    text = row.lone
    if not text:
        return None
    if len(text) > LONG:
        return ZoneType.PARAGRAPH
    is_title = at == 0 and (len(block) == 1 or len(block[1].values) > 1 or len(block[1].lone) > LONG)
    if (is_title or row.is_bold) and any(map(str.isalpha, text)):
        return ZoneType.HEADING
    return ZoneType.PARAGRAPH if text.endswith((".", "!", "?", "。")) and " " in text else None


def _add_table(rows: list[Row], page: int, zones: Zones) -> None:
    for start in range(0, len(rows), ROWS_PER_ZONE):
        piece = rows[start : start + ROWS_PER_ZONE]
        columns = sorted({column for row in piece for column in row.values})
        if len(columns) * len(piece) > 20 * sum(len(row.values) for row in piece):
            # Cells strewn over a wide sheet: their order is kept, their distance is not.
            lines = ["\t".join(row.values[column] for column in sorted(row.values)) for row in piece]
        else:
            lines = ["\t".join(row.values.get(column, "") for column in columns) for row in piece]
        zones.add(page, ZoneType.TABLE, "\n".join(line.rstrip("\t") for line in lines))
