"""A workbook with one sheet: a frozen heading, a filter on every column, numbers as numbers, text as text.

Surprise: openpyxl takes "=1+1" for a formula and "#N/A" for an error, and stamps each file with the time; cells here
are told their type, text that looks like a formula carries Excel's own quote mark (so that it stays text when
somebody edits it), and the archive is packed anew with one fixed date.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from shared.domain.wordlist import Pair, Wordlist
from shared.exports.format import COLUMNS, Choice, Value, clean_text
from shared.exports.packing import PACKED, packed_anew

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_LIMIT = 32_767
SHEET_NAME_LIMIT = 31
FORMULA_STARTS = ("=", "+", "-", "@")
LINE_POINTS = 15
ROW_LIMIT_POINTS = 409


@dataclass(frozen=True, slots=True)
class Xlsx:
    """For Excel, LibreOffice, Numbers and Google Sheets."""

    name: str = "xlsx"
    extension: str = "xlsx"
    mime_type: str = MIME_TYPE
    options: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    def write(self, wordlist: Wordlist, *, title: str, options: Mapping[str, Choice]) -> bytes:
        del options  # it takes none
        from openpyxl import Workbook  # 130 ms that no other format should pay

        book = Workbook()
        book.properties.creator = "Wordmill"
        book.properties.title = clean_text(title)
        sheet = book.worksheets[0]
        sheet.title = sheet_name(title)
        _lay_out(sheet, rows=len(wordlist.pairs))
        _fill(sheet, wordlist)
        return _packed(book)


FORMAT = Xlsx()


def sheet_name(title: str) -> str:
    """`title` as Excel allows a sheet to be called."""
    allowed = re.sub(r"[\[\]:*?/\\\s]+", " ", clean_text(title)).strip(" '")[:SHEET_NAME_LIMIT].strip(" '")
    # Excel keeps the name History for itself.
    return allowed if allowed and allowed.casefold() != "history" else "Wordlist"


def _lay_out(sheet: "Worksheet", *, rows: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    letters = [get_column_letter(number) for number in range(1, len(COLUMNS) + 1)]
    for letter, column in zip(letters, COLUMNS, strict=True):
        sheet.column_dimensions[letter].width = column.width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{letters[-1]}{rows + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fill(sheet: "Worksheet", wordlist: Wordlist) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    wrapped, heading = Alignment(vertical="top", wrap_text=True), Font(bold=True)
    shade = PatternFill("solid", start_color="FFE7EEF7")
    for number, column in enumerate(COLUMNS, start=1):
        top = sheet.cell(1, number, column.heading)
        top.font, top.fill = heading, shade
        for row, pair in enumerate(wordlist.pairs, start=2):
            cell = sheet.cell(row, number)
            cell.alignment = wrapped
            _set(cell, column.value(pair))
            if column.key == "confidence":
                cell.number_format = "0%"
    for row, pair in enumerate(wordlist.pairs, start=2):
        # Excel makes room for wrapped text by itself, LibreOffice prints the next row over it.
        if (lines := _lines_of(pair)) > 1:
            sheet.row_dimensions[row].height = min(lines * LINE_POINTS, ROW_LIMIT_POINTS)


def _lines_of(pair: Pair) -> int:
    """How many lines the fullest cell takes: a column's width is counted in digits, and most letters are narrower."""
    texts = ((str(column.value(pair)), column.width) for column in COLUMNS)
    return max(sum(_broken(line, width) for line in text.splitlines()) for text, width in texts)


def _broken(line: str, width: int) -> int:
    wide = sum(east_asian_width(sign) in "WF" for sign in line)
    return max(1, ceil((len(line) + wide) / width))


def _set(cell: "Cell | MergedCell", value: Value) -> None:
    """Write `value` as what it is: an empty text is an empty cell, any other text is text."""
    if not isinstance(value, str):
        cell.value = value
    elif text := clean_text(value)[:CELL_LIMIT]:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_STARTS)


def _packed(book: "Workbook") -> bytes:
    """The workbook's bytes with every trace of the present time taken out."""
    from openpyxl.xml.constants import ARC_CORE
    from openpyxl.xml.functions import tostring

    rough = io.BytesIO()
    book.save(rough)
    # Saving writes the time of day into the properties, so they are written again behind it.
    book.properties.created = book.properties.modified = PACKED
    return packed_anew(rough.getvalue(), instead={ARC_CORE: tostring(book.properties.to_tree())})
