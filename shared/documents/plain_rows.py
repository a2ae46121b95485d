"""Rows of a worksheet as nearly every program writes them, taken straight from the bytes.

Surprise: an XML parser makes two objects of each cell, which is most of the time a big sheet takes. A row that differs
by one character from the usual form raises `NotPlain`, and the caller goes on with a real parser.
"""

import re
from collections.abc import Iterator

from shared.documents.office_xml import DtdGuard

Cell = tuple[bytes, bytes, bytes, bytes, bytes]
"""Column's letters, style, type, value, string written in place."""

_CELL = (
    rb'<c r="([A-Z]{1,3})\d{1,7}"(?: s="(\d{1,6})")?(?: t="(s|n|str|b|e|inlineStr)")?'
    rb"(?:/>|>(?:<v>([^<>&]*)</v>|<is><t>([^<>&]*)</t></is>)?</c>)"
)
_CELLS = re.compile(_CELL)
# The same without groups: whether a row is plain is asked before its cells are taken.
_ROW = re.compile(rb"\s*<row([^<>]*)>(?:" + re.sub(rb"\((?!\?)", b"(?:", _CELL) + rb")*\Z")
_EMPTY = re.compile(rb"(?:\s*<row[^<>]*/>)+")
_NUMBER = re.compile(rb"""\sr=["'](\d{1,7})["']""")
LONGEST = 1 << 22
"""Bytes of one row; more is no plain row."""


class NotPlain(Exception):
    """A row needs a real parser."""


def plain_rows(chunks: Iterator[bytes]) -> Iterator[tuple[int, list[Cell]]]:
    """Number (0 where none is given) and cells of each row."""
    rest = b""
    for chunk in _after_start(chunks):
        *rows, rest = (rest + chunk).split(b"</row>")
        for row in rows:
            yield _parsed(row)
        if len(rest) > LONGEST:
            raise NotPlain
    last, mark, _ = rest.partition(b"</sheetData>")
    if not mark or not _EMPTY.fullmatch(last.strip() or b"<row/>"):
        raise NotPlain


def _after_start(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The part's bytes from its first row on."""
    guard = DtdGuard()
    head = b""
    for chunk in chunks:
        guard.feed(chunk)
        head += chunk
        before, mark, after = head.partition(b"<sheetData>")
        if mark:
            if b"<!--" in before or b"\0" in before:
                raise NotPlain
            yield after
            yield from chunks
            return
        if len(head) > LONGEST:
            raise NotPlain
    raise NotPlain


def _parsed(row: bytes) -> tuple[int, list[Cell]]:
    empty = _EMPTY.match(row)
    found = _ROW.match(row, empty.end() if empty else 0)
    if not found:
        raise NotPlain
    number = _NUMBER.search(found.group(1))
    return int(number.group(1)) if number else 0, _CELLS.findall(row)
