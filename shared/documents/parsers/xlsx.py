"""XLSX: every visible sheet, cell by cell as its reader sees it, cut into tables and paragraphs.

Surprise: a sheet claims its own size, and a cell its own place. Neither is believed: rows are taken as they come, and
nothing is laid out as a grid.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from shared.documents.archive_guard import Archive
from shared.documents.limits import OnPage
from shared.documents.number_format import built_in_format, is_date_format, shown
from shared.documents.office_xml import attribute, drop, ended_elements, local, main_part, relationships, whole_tree
from shared.documents.plain_rows import Cell, NotPlain, plain_rows
from shared.documents.sheet_blocks import Row, sheet_zones
from shared.documents.zones import Zones
from shared.domain.zone import ParsedDocument
from shared.errors import NoText, ResourceLimit, TypeMismatch

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST_CELL = 32_767
LAST_COLUMN, LONGEST_NAME, LONGEST_FORMAT = 16_384, 31, 255
"""Excel's own limits; the first and the last two count characters."""


class XlsxParser:
    """Reads Excel workbooks."""

    def read(self, file: BinaryIO, zones: Zones, *, skip: frozenset[int], on_page: OnPage) -> ParsedDocument:
        archive = Archive(file, zones.limits)
        part = main_part(archive, "xl/workbook.xml")
        if part not in archive or part.startswith("word/"):
            raise TypeMismatch("The file is no Excel workbook inside. Upload a PDF, DOCX, XLSX or TXT file.")
        book = _Book(archive, part)
        zones.tool = "xlsx-xml"
        cells = _CellCount(zones.limits.max_cells)
        for number, sheet in enumerate(book.sheets, 1):
            if sheet.is_hidden:
                zones.warn(f"The sheet {sheet.name!r} is hidden and was left out.")
            elif number in skip:
                zones.warn(f"The sheet {sheet.name!r} could not be read and was left out.")
            elif sheet.part in archive and not zones.is_full:
                rows = _with_progress(book.rows(sheet.part, cells), number - 1, len(book.sheets), on_page)
                sheet_zones(rows, page=number, zones=zones)
            on_page(number, len(book.sheets))
        if cells.is_spent:
            zones.warn(f"Only the first {zones.limits.max_cells:,} cells were read.")
        if not zones.has_text:
            raise NoText("The workbook holds no text in its visible sheets. Choose another file.")
        labels = tuple(sheet.name for sheet in book.sheets)
        return zones.document(len(labels), page_labels=labels)


PARSER = XlsxParser()


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str
    is_hidden: bool


@dataclass(slots=True)
class _CellCount:
    left: int

    @property
    def is_spent(self) -> bool:
        return self.left <= 0


class _Book:
    """The workbook's sheets, strings and formats."""

    def __init__(self, archive: Archive, part: str) -> None:
        self._archive = archive
        related = relationships(archive, part)
        parts = {kind: path for kind, path in related.values() if kind != "worksheet"}
        self.sheets: list[_Sheet] = []
        self._is_1904 = False
        taken: set[str] = set()
        for element in ended_elements(archive, part, ("sheet", "workbookPr")):
            if local(element) == "workbookPr":
                self._is_1904 = attribute(element, "date1904") in {"1", "true"}
                continue
            kind, path = related.get(_relation(element), ("", ""))
            is_hidden = attribute(element, "state") in {"hidden", "veryHidden"}
            # Two sheets of one part would be read twice, a thousand a thousand times.
            is_new = kind == "worksheet" and path not in taken
            taken.add(path)
            name = (attribute(element, "name") or "")[:LONGEST_NAME]
            self.sheets.append(_Sheet(name, path if is_new else "", is_hidden))
            if len(self.sheets) > archive.limits.max_pages:
                raise ResourceLimit("The workbook lists more sheets than is allowed. Split it into smaller ones.")
        self._strings = list(_shared_strings(archive, parts.get("sharedStrings", "xl/sharedStrings.xml")))
        self._formats, self._bold = _formats(whole_tree(archive, parts.get("styles", "xl/styles.xml")))

    def rows(self, part: str, cells: _CellCount) -> Iterator[Row]:
        """The rows that hold something, with the numbers they claim."""
        done = number = 0
        try:
            for claimed, plain in plain_rows(self._archive.chunks(part)):
                done, number = done + 1, claimed or number + 1
                values, is_bold = self._plain_values(plain)
                cells.left -= 1 + len(plain)
                if values:
                    yield Row(number, values, is_bold=is_bold)
                if cells.is_spent:
                    return
        except NotPlain:
            yield from self._other_rows(part, cells, done)

    def _other_rows(self, part: str, cells: _CellCount, done: int) -> Iterator[Row]:
        """The rows after the first `done`, through a real parser."""
        number = 0
        for position, element in enumerate(ended_elements(self._archive, part, ("row",))):
            claimed = element.get("r", "")
            number = int(claimed) if claimed.isdigit() and len(claimed) < 9 else number + 1
            if position >= done:
                values, is_bold = self._values(element, cells)
                if values:
                    yield Row(number, values, is_bold=is_bold)
            drop(element)
            if cells.is_spent:
                return

    def _plain_values(self, cells: list[Cell]) -> tuple[dict[int, str], bool]:
        values: dict[int, str] = {}
        bold = True
        for letters, style, kind, value, inline in cells:
            text = self._plain_text(kind, value or inline, style) if value or inline else ""
            if text:
                values[_column_number(letters)] = text
                bold = bold and style.decode() in self._bold
        return values, bold and bool(values)

    def _plain_text(self, kind: bytes, value: bytes, style: bytes) -> str:
        if kind == b"s":
            at = int(value) if value.isdigit() and len(value) < 9 else -1
            return self._strings[at] if 0 <= at < len(self._strings) else ""
        text = value.decode("utf-8", "replace")
        if kind in {b"", b"n"}:
            return shown(text, self._formats.get(style.decode(), "General"), is_1904=self._is_1904)
        if kind == b"b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        return " ".join(text[:LONGEST_CELL].split())

    def _values(self, row: "_Element", cells: _CellCount) -> tuple[dict[int, str], bool]:
        values: dict[int, str] = {}
        column, bold = 0, True
        cells.left -= 1
        for cell in row:
            column = _column(cell.get("r", ""), column + 1)
            cells.left -= 1
            style = cell.get("s", "0")
            text = self._text(cell, style)
            if text and column <= LAST_COLUMN:
                values[column] = text
                bold = bold and style in self._bold
        return values, bold and bool(values)

    def _text(self, cell: "_Element", style: str) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _rich_text(cell)
        value = next((child.text or "" for child in cell if local(child) == "v"), "")
        match kind:
            case "s":
                at = int(value) if value.isdigit() and len(value) < 9 else -1
                return self._strings[at] if 0 <= at < len(self._strings) else ""
            case "b":
                return {"1": "TRUE", "0": "FALSE"}.get(value, value)
            case "n" if value:
                return shown(value, self._formats.get(style, "General"), is_1904=self._is_1904)
        return " ".join(value[:LONGEST_CELL].split())


def _with_progress(rows: Iterator[Row], done: int, total: int, on_page: OnPage) -> Iterator[Row]:
    """The same rows; a long sheet shows now and then that it is still being read."""
    for number, row in enumerate(rows):
        if number % 1_000 == 0:
            on_page(done, total)
        yield row


def _shared_strings(archive: Archive, part: str) -> Iterator[str]:
    if part not in archive:
        return
    for element in ended_elements(archive, part, ("si",)):
        yield _rich_text(element)
        drop(element)


def _rich_text(element: "_Element") -> str:
    """The text of all runs; the readings above Japanese words stay out."""
    first = next(iter(element), None)
    if first is not None and len(element) == 1 and local(first) == "t":
        return " ".join((first.text or "")[:LONGEST_CELL].split())
    texts = element.iter("{*}t")
    pieces = [text.text or "" for text in texts if next(text.iterancestors("{*}rPh"), None) is None]
    return " ".join("".join(pieces)[:LONGEST_CELL].split())


def _relation(element: "_Element") -> str:
    """The `r:id` of a sheet; its plain `sheetId` has nothing to do with it."""
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")


@cache
def _column_number(letters: bytes) -> int:
    return _column(letters.decode(), 0)


def _column(reference: str, following: int) -> int:
    column = 0
    for char in reference[:4]:
        if not "A" <= char <= "Z":
            break
        column = column * 26 + ord(char) - 64
    return column or following


def _formats(tree: "_Element | None") -> tuple[dict[str, str], set[str]]:
    """Style number -> format code, for those that are not General; and the styles that are bold."""
    codes: dict[str, str] = {}
    formats: dict[str, str] = {}
    fonts: list[bool] = []
    bold: set[str] = set()
    for group in tree if tree is not None else ():
        match local(group):
            case "numFmts":
                named = ((attribute(item, "numFmtId") or "", attribute(item, "formatCode") or "") for item in group)
                codes = {number: code[:LONGEST_FORMAT] for number, code in named}
            case "fonts":
                fonts = [any(local(child) == "b" for child in font) for font in group]
            case "cellXfs":
                for number, style in enumerate(group):
                    key, font = style.get("numFmtId", "0"), style.get("fontId", "0")
                    code = codes.get(key) or built_in_format(int(key) if key.isdigit() else 0)
                    if code != "General" or is_date_format(code):
                        formats[str(number)] = code
                    if font.isdigit() and int(font) < len(fonts) and fonts[int(font)]:
                        bold.add(str(number))
    return formats, bold
