import pytest

from shared.documents.plain_rows import NotPlain, plain_rows
from shared.errors import Corrupt

HEAD, TAIL = b'<?xml version="1.0"?><worksheet xmlns="x"><sheetData>', b"</sheetData></worksheet>"


def rows(inside: bytes, step: int = 7) -> list[tuple[int, list[bytes]]]:
    data = HEAD + inside + TAIL
    chunks = (data[start : start + step] for start in range(0, len(data), step))
    return [(number, [cell[3] or cell[4] for cell in cells]) for number, cells in plain_rows(chunks)]


def test_rows_come_out_whatever_the_chunks():
    inside = (
        b'<row r="1" spans="1:2"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2"/></row><row><c r="A2"><v>5</v></c></row>'
    )
    for step in (1, 7, 1_000):
        assert rows(inside, step) == [(1, [b"0", b""]), (0, [b"5"])]


def test_empty_rows_are_passed_over():
    assert rows(b'<row r="1"/><row r="2"><c r="A2"><v>5</v></c></row>') == [(2, [b"5"])]


@pytest.mark.parametrize(
    "inside",
    [
        b'<row><c r="A1"><f>1+1</f><v>2</v></c></row>',
        b'<row><c t="s" r="A1"><v>2</v></c></row>',
        b'<row><c r="A1" t="str"><v>a &amp; b</v></c></row>',
        b'<row><!-- --><c r="A1"><v>2</v></c></row>',
        b'<x:row><x:c r="A1"/></x:row>',
        b'<row><c r="A1"><v>2</v></c>',
    ],
)
def test_whatever_is_unusual_is_left_to_a_real_parser(inside: bytes):
    with pytest.raises(NotPlain):
        rows(inside)


def test_a_dtd_is_refused_here_too():
    data = b'<!DOCTYPE a [<!ENTITY b "c">]>' + HEAD[21:] + TAIL
    with pytest.raises(Corrupt):
        list(plain_rows(iter([data])))
