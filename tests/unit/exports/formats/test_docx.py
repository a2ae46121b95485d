"""DOCX, read back by python-docx and by our own reader of documents."""

import io
import zipfile

import docx
from docx.enum.section import WD_ORIENT

from shared.documents.limits import Limits
from shared.documents.parsers.docx import PARSER
from shared.documents.zones import Zones
from shared.domain.wordlist import MAX_PAIRS, Wordlist
from shared.exports.format import clean_text, write_export
from shared.exports.formats.docx import WIDTHS_CM
from tests.unit.exports.wordlists import HOSTILE, MILL, STRANGE, pair, wordlist


def sheet_of(content: Wordlist, title: str = "Mühle"):
    return docx.Document(io.BytesIO(write_export("docx", content, title=title)[1]))


def test_a_row_shows_what_a_learner_wants_to_know():
    sheet = sheet_of(MILL)
    assert [paragraph.text for paragraph in sheet.paragraphs] == ["Mühle", "2 terms, de to en"]
    heading, first, second = ([cell.text for cell in row.cells] for row in sheet.tables[0].rows)
    assert heading == ["Term", "Translation", "Sentence", "Page", "Sure"]
    assert first == ["Mühle\nnoun f", "mill\nor: mills; grinder", "Satz: Mühle", "3", "91%"]
    assert second == ["Zugbrücke\nnoun", "", "Satz: Zugbrücke", "12", ""]


def test_a_page_is_called_what_the_document_calls_it():
    row = sheet_of(wordlist(pair("Mühle", page_label="iii"))).tables[0].rows[1]
    assert row.cells[3].text == "3 (iii)"


def test_how_a_word_is_read_stands_beside_it():
    row = sheet_of(wordlist(pair("水車", reading="すいしゃ"))).tables[0].rows[1]
    assert row.cells[0].text == "水車\nすいしゃ, noun"


def test_every_program_finds_the_columns_widths():
    table = sheet_of(MILL).tables[0]
    grid = [round(column.width.cm, 1) for column in table.columns]
    assert grid == [round(cell.width.cm, 1) for cell in table.rows[1].cells] == list(WIDTHS_CM)


def test_nothing_in_a_hostile_document_breaks_the_sheet():
    rows = sheet_of(STRANGE, "a\x00\ud83d\ntitle").tables[0].rows
    assert len(rows) == len(HOSTILE) + 1
    for text, row in zip(HOSTILE, rows[1:], strict=True):
        assert row.cells[1].text == " ".join(clean_text(text).split())


def test_the_sheet_lies_on_its_side_and_repeats_its_heading():
    sheet = sheet_of(MILL)
    assert sheet.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert "w:tblHeader" in sheet.tables[0].rows[0]._tr.xml


def test_nothing_in_the_file_tells_when_it_was_written():
    data = write_export("docx", MILL, title="x")[1]
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"1980-01-01" in archive.read("docProps/core.xml")
    assert data == write_export("docx", MILL, title="x")[1]


def test_our_own_reader_finds_every_term_again():
    data = write_export("docx", MILL, title="x")[1]
    parsed = PARSER.read(io.BytesIO(data), Zones(Limits()), skip=frozenset(), on_page=lambda *_: None)
    text = "\n".join(zone.text for zone in parsed.zones)
    assert all(entry.term in text for entry in MILL.pairs)


def test_a_full_wordlist_is_small():
    data = write_export("docx", wordlist(*(pair(f"Wort {number}") for number in range(MAX_PAIRS))), title="x")[1]
    assert len(data) < 100_000
