import io
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.documents.parser import Limits, parse_here
from shared.domain.zone import ParsedDocument, ZoneType
from shared.errors import NoText, ResourceLimit
from tests.support import hostile
from tests.support.hostile import S, xlsx
from tests.support.make_samples import SAMPLES, prose_blocks


def read(data: bytes, **limits: int) -> ParsedDocument:
    return parse_here(data, filename="a.xlsx", limits=Limits(**limits))


def workbook(fill: Any) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_sample_comes_back_sheet_by_sheet():
    found = read((SAMPLES / "aceite-de-oliva.xlsx").read_bytes())
    prose = [line for kind, lines in prose_blocks("olives.es.txt") if kind == "text" for line in lines]
    assert [zone.text for zone in found.zones if zone.type is not ZoneType.TABLE] == prose
    assert found.page_labels == ("El olivar", "La almazara", "La cocina")
    assert [zone.page for zone in found.zones if zone.type is ZoneType.TABLE] == [1, 2, 3]
    assert "verano\tregar los árboles jóvenes\tmanguera\t22" in found.zones[4].text


def test_cells_look_as_their_reader_sees_them():
    def fill(book: Any) -> None:
        sheet = book.active
        sheet.append(["day", "share", "sum", "yes", "sum of"])
        sheet.append([datetime(2025, 1, 21, tzinfo=UTC).replace(tzinfo=None), 0.22, 1234.5, True, "=1+1"])
        sheet["A2"].number_format, sheet["B2"].number_format, sheet["C2"].number_format = "dd.mm.yyyy", "0%", "#,##0.00"

    assert read(workbook(fill)).zones[0].text == "day\tshare\tsum\tyes\tsum of\n21.01.2025\t22%\t1,234.50\tTRUE"


def test_a_formula_is_the_value_that_was_stored_with_it():
    cells = '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"tw"&amp;"o"</f><v>two</v></c><c r="C1"><f>A1</f></c>'
    assert [zone.text for zone in read(xlsx(f'<row r="1">{cells}</row>')).zones] == ["2\ttwo"]


def test_hidden_sheets_are_left_out_with_a_warning():
    def fill(book: Any) -> None:
        book.active.append(["shown", "here"])
        secret = book.create_sheet("Secret")
        secret.append(["hidden", "there"])
        secret.sheet_state = "hidden"

    found = read(workbook(fill))
    assert [zone.text for zone in found.zones] == ["shown\there"]
    assert found.warnings == ("The sheet 'Secret' is hidden and was left out.",)


def test_a_merged_cell_is_read_once():
    def fill(book: Any) -> None:
        book.active.append(["wide", None, "end"])
        book.active.append(["a", "b", "c"])
        book.active.merge_cells("A1:B1")

    assert read(workbook(fill)).zones[0].text == "wide\t\tend\na\tb\tc"


def test_rich_text_is_one_string_and_readings_stay_out():
    strings = f'<sst xmlns="{S}"><si><r><t>水</t></r><r><t>車</t></r><rPh sb="0" eb="1"><t>みず</t></rPh></si></sst>'
    found = read(xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=strings.encode()))
    assert [zone.text for zone in found.zones] == ["水車"]


def test_strict_workbooks_are_read_like_others():
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    sheet = f'<worksheet xmlns="{strict}"><sheetData><row><c t="str"><v>strict</v></c></row></sheetData></worksheet>'
    assert [zone.text for zone in read(xlsx(sheet.encode())).zones] == ["strict"]


def test_prose_stands_apart_from_tables():
    rows = "".join(
        f'<row r="{row}">' + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"
        for row, cells in enumerate(
            [["Title"], ["word " * 30], ["a", "b"], ["c", "d"], ["This is a sentence."], ["e", "f"]], 1
        )
    )
    found = read(xlsx(rows)).zones
    assert [zone.type.value for zone in found] == ["heading", "paragraph", "table", "paragraph", "table"]
    assert found[2].text == "a\tb\nc\td"


def test_two_cells_at_the_ends_of_the_world_cost_two_cells():
    cells = '<c r="{}" t="inlineStr"><is><t>word</t></is></c>'
    found = read(xlsx(f"<row>{cells.format('A1')}</row><row r='1048576'>{cells.format('XFD1048576')}</row>"))
    assert [zone.text for zone in found.zones] == ["word", "word"]


def test_reading_stops_at_the_ceiling_of_cells_and_says_so():
    rows = "".join(f'<row r="{n}"><c t="str"><v>w{n}</v></c><c t="str"><v>x</v></c></row>' for n in range(1, 99))
    found = read(xlsx(rows), max_cells=30)
    assert "Only the first 30 cells were read." in found.warnings
    assert "w9\t" in found.zones[0].text
    assert "w50" not in found.zones[0].text


def test_an_empty_workbook_has_no_text():
    with pytest.raises(NoText):
        read(xlsx("<row/>"))


def test_no_part_is_read_for_two_sheets():
    found = read(hostile.xlsx('<row r="1"><c t="str"><v>once</v></c></row>', names=5))
    assert [zone.text for zone in found.zones] == ["once"]


def test_a_list_of_sheets_without_an_end_is_refused():
    with pytest.raises(ResourceLimit, match="sheets"):
        read(hostile.xlsx("<row/>", names=50), max_pages=40)
