"""XLSX, read back by openpyxl and by calamine, which is another reader altogether."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from shared.domain.wordlist import MAX_PAIRS, Wordlist
from shared.exports.format import COLUMNS, clean_text, write_export
from shared.exports.formats.xlsx import CELL_LIMIT, sheet_name
from tests.unit.exports.wordlists import HOSTILE, MILL, STRANGE, pair, wordlist


def sheet_of(content: Wordlist, title: str = "Mühle") -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(write_export("xlsx", content, title=title)[1])).worksheets[0]


def test_a_wordlist_reads_back_with_its_types():
    heading, first, second = (list(row) for row in sheet_of(MILL).iter_rows(values_only=True))
    assert heading == [column.heading for column in COLUMNS]
    assert first[:5] == ["Mühle", "Mühle", None, "noun", "f"]
    assert dict(zip(heading, first, strict=True))["Page"] == 3
    assert dict(zip(heading, first, strict=True))["Confidence"] == 0.91
    assert dict(zip(heading, second, strict=True))["Translation"] is None


def test_a_term_that_looks_like_a_formula_stays_text():
    cell = sheet_of(wordlist(pair("=1+1")))["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert cell.quotePrefix


def test_no_cell_of_a_hostile_document_is_anything_but_text():
    sheet = sheet_of(STRANGE)
    cells = [cell for row in sheet.iter_rows(min_row=2, max_col=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    archive = zipfile.ZipFile(io.BytesIO(write_export("xlsx", STRANGE, title="x")[1]))
    assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_another_reader_finds_the_same_text():
    data = write_export("xlsx", STRANGE, title="x")[1]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert len(rows) == len(HOSTILE) + 1
    for text, row in zip(HOSTILE, rows[1:], strict=True):
        assert str(row[0]).replace("\r", "\n") == clean_text(text).replace("\r", "\n")


def test_the_heading_stays_in_sight_and_can_be_filtered():
    sheet = sheet_of(MILL)
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:N3"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["H"].width == 70


def test_a_row_is_as_high_as_its_fullest_cell_asks_for():
    long = sheet_of(wordlist(pair("Bach", sentence="Wort " * 50), pair("水" * 40), pair("kurz"), pair("a" * 40_000)))
    assert [long.row_dimensions[row].height for row in (2, 3, 4, 5)] == [60, 60, None, 409]


def test_confidence_is_shown_as_a_percentage():
    assert sheet_of(MILL)["K2"].number_format == "0%"


def test_nothing_in_the_file_tells_when_it_was_written():
    archive = zipfile.ZipFile(io.BytesIO(write_export("xlsx", MILL, title="x")[1]))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"1980-01-01" in archive.read("docProps/core.xml")


def test_a_cell_holds_what_excel_allows_and_no_more():
    cell = sheet_of(wordlist(pair("a" * 40_000)))["A2"]
    assert len(str(cell.value)) == CELL_LIMIT


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("wassermuehle.pdf", "wassermuehle.pdf"),
        ("a/b: [c]?*\\d", "a b c d"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 31),
        ("History", "Wordlist"),
        ("", "Wordlist"),
        ("///", "Wordlist"),
        ("bell\x07\n", "bell"),
    ],
)
def test_a_sheet_is_called_what_excel_allows(title: str, name: str):
    assert sheet_name(title) == name
    assert sheet_of(MILL, title).title == name


def test_a_full_wordlist_is_small_and_quick():
    data = write_export("xlsx", wordlist(*(pair(f"Wort {number}") for number in range(MAX_PAIRS))), title="x")[1]
    assert len(data) < 20_000
