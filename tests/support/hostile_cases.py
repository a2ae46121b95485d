"""The hostile files by name, each with the name it is uploaded under.

Surprise: some of them are refused and some are survived; the tests ask only that one of the two happens, soon, within
the memory, and with a stable code.
"""

import io
import zipfile
from collections.abc import Callable

from tests.support import hostile as h
from tests.support.make_samples import SAMPLES

Case = tuple[str, Callable[[], bytes]]
MIB = h.MIB


def _sample(ending: str) -> bytes:
    return next(SAMPLES.glob(f"*.{ending}")).read_bytes()


def _shared(strings: str) -> bytes:
    return f'<sst xmlns="{h.S}">{strings}</sst>'.encode()


def _cell(reference: str, text: str = "word") -> str:
    return f'<row><c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def _nested_zip() -> bytes:
    data = h.zipped({"bomb": b" " * (50 * MIB)})
    for level in range(5):
        data = h.zipped({f"{level}-{copy}.zip": data for copy in range(10)})
    return data


def _renamed(name: str) -> bytes:
    return h.zipped({"[Content_Types].xml": h.CONTENT_TYPES, "word/document.xml": b"<a/>", name: b"x"})


def _doubled_entry() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", b"<a/>")
        archive.writestr("word/Document.xml", b"<b/>")
    return out.getvalue()


def _utf16_dtd() -> bytes:
    text = h.entities(h.laughs(), "j").decode()
    return h.docx(("\ufeff" + text).encode("utf-16-le"))


def _circular_styles() -> bytes:
    style = '<w:style w:styleId="a"><w:basedOn w:val="a"/></w:style>'
    return f'<w:styles xmlns:w="{h.W}">{style}</w:styles>'.encode()


def _sheet(before: str = "", after: str = "") -> bytes:
    return f'<worksheet xmlns="{h.S}">{before}<sheetData>{_cell("A1")}</sheetData>{after}</worksheet>'.encode()


def _format(code: str) -> bytes:
    formats = f'<numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>'
    styles = f'<styleSheet xmlns="{h.S}">{formats}</styleSheet>'.encode()
    return h.xlsx('<row><c r="A1" s="0"><v>1234.5</v></c></row>' * 5_000 + _cell("B2"), styles=styles)


def _footnote_bomb() -> bytes:
    note = f'<w:footnote w:id="2">{h.paragraphs("wörd " * 200_000)}</w:footnote>'
    notes = f'<w:footnotes xmlns:w="{h.W}">{note}</w:footnotes>'.encode()
    references = "<w:r><w:footnoteReference w:id='2'/></w:r>" * 100_000
    return h.docx(f"<w:p>{references}{_run('word')}</w:p>", word__footnotes=notes)


def _run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def _scattered(matrix: str) -> bytes:
    words = (f"{matrix} {n * 7919 % 500} {n * 104729 % 800} Tm (ab) Tj " for n in range(30_000))
    return h.page_pdf(h.stream(b"BT /F1 9 Tf " + "".join(words).encode() + b"ET", flate=1))


PDFS: dict[str, Callable[[], bytes]] = {
    "flate bomb": lambda: h.page_pdf(h.flate_bomb(1)),
    "flate bomb twice packed": lambda: h.page_pdf(h.flate_bomb(2)),
    "flate bomb thrice packed": lambda: h.page_pdf(h.flate_bomb(3)),
    "millions of operators": lambda: h.page_pdf(h.stream(b"q Q 0 0 m 9 9 l S " * 2_000_000, flate=1)),
    "millions of letters": lambda: h.page_pdf(h.stream(b"BT /F1 9 Tf (" + b"word " * 1_000_000 + b") Tj ET", flate=1)),
    "forms in forms": h.xobject_bomb,
    "a letter that means a thousand": h.unicode_bomb,
    "page tree in a circle": h.tree_loop,
    "outline in a circle": h.outline_loop,
    "xref in a circle": h.xref_loop,
    "100,000 levels of brackets": lambda: h.deep_pdf(100_000),
    "100,000 pages": lambda: h.many_pages(100_000),
    "9,999 pages": lambda: h.many_pages(9_999),
    "10,000 levels of pages": lambda: h.deep_page_tree(10_000),
    "a million objects": lambda: h.many_objects(1_000_000),
    "no xref": lambda: h.page_pdf(h.stream(h.TEXT)).split(b"xref")[0],
    "only a header": lambda: b"%PDF-1.7\n",
    "header and zeros": lambda: b"%PDF-1.7\n" + b"\0" * MIB,
    "page of endless size": lambda: h.page_pdf(h.stream(h.TEXT)).replace(b"595 842", b"1e30 1e30"),
    "page of no size": lambda: h.page_pdf(h.stream(h.TEXT)).replace(b"595 842", b"0 0"),
    "text far outside": lambda: h.page_pdf(h.stream(h.TEXT.replace(b"72 700", b"9e9 -9e9"))),
    "letters of endless size": lambda: h.page_pdf(h.stream(h.TEXT.replace(b"12 Tf", b"9e30 Tf"))),
    "contents that contain themselves": lambda: h.page_pdf(b"[4 0 R 4 0 R]"),
    "length that lies": lambda: h.page_pdf(b"<</Length 99999999>>\nstream\n" + h.TEXT + b"\nendstream"),
    "100,000 filters": lambda: h.page_pdf(
        b"<</Length 10/Filter[" + b"/AHx " * 100_000 + b"]>>\nstream\n4142434445\nendstream"
    ),
    "rows of endless width": lambda: h.page_pdf(
        b"<</Length 5/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 32>>>>"
        b"\nstream\n41424\nendstream"
    ),
    "pictures in the text": lambda: h.page_pdf(
        h.stream(b"BI /W 9999 /H 9999 /BPC 8 /CS /RGB ID x EI " * 20_000 + h.TEXT)
    ),
    "paths that clip paths": lambda: h.page_pdf(h.stream(b"0 0 m 9 9 l 3 4 l W n q " * 300_000 + h.TEXT, flate=1)),
    "words all over the page": lambda: _scattered("1 0 0 1"),
    "words on their side all over the page": lambda: _scattered("0 1 -1 0"),
    "zip inside": lambda: h.page_pdf(h.stream(h.TEXT)) + h.docx(h.paragraphs("two")),
}
DOCS: dict[str, Callable[[], bytes]] = {
    "flat bomb": lambda: h.docx(h.paragraphs(" " * (60 * MIB))),
    "bomb of paragraphs": lambda: h.docx(h.paragraphs("a b", 1_500_000)),
    "bombs in bombs": _nested_zip,
    "overlapping entries": h.overlapping_zip,
    "sizes that lie": h.lying_zip,
    "100,000 entries": lambda: h.many_entries(100_000),
    "1,001 entries": lambda: h.many_entries(1_001),
    "a million laughs": lambda: h.docx(h.entities(h.laughs(), "j")),
    "laughs in UTF-16": _utf16_dtd,
    "foreign entity": lambda: h.docx(h.entities('<!ENTITY b SYSTEM "file:///etc/passwd">')),
    "foreign DTD": lambda: h.docx(b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>'),
    "entity in an attribute": lambda: h.docx(h.entities(h.laughs()).replace(b"<w:p>", b'<w:p a="&j;">')),
    "path upwards": lambda: _renamed("../../etc/cron.d/wordmill"),
    "path with NUL": lambda: _renamed("word/a.xml").replace(b"word/a.xml", b"word/\0.xml"),
    "path with control characters": lambda: _renamed("word/\x1b[2J\n.xml"),
    "two of one name": _doubled_entry,
    "huge span": lambda: h.docx(
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2147483647'/></w:tcPr>"
        + h.paragraphs("word")
        + "</w:tc></w:tr></w:tbl>"
    ),
    "200 tables in tables": lambda: h.docx(
        "<w:tbl><w:tr><w:tc>" * 60 + h.paragraphs("in") + "</w:tc></w:tr></w:tbl>" * 60
    ),
    "100,000 elements deep": lambda: h.docx("<w:p>" * 100_000 + "</w:p>" * 100_000),
    "300,000 attributes": lambda: h.docx("<w:p " + " ".join(f"a{n}=''" for n in range(300_000)) + "/>"),
    "styles in a circle": lambda: h.docx(
        '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>word</w:t></w:r></w:p>',
        word__styles=_circular_styles(),
    ),
    "a long footnote referred to 100,000 times": _footnote_bomb,
    "fields in fields": lambda: h.docx(
        "<w:p>"
        + "<w:r><w:fldChar w:fldCharType='begin'/><w:fldChar w:fldCharType='separate'/></w:r>" * 100_000
        + f"{_run('word') * 100_000}</w:p>"
    ),
    "blanks and page breaks": lambda: h.docx(
        "<w:p>" + "<w:r><w:t> </w:t><w:br w:type='page'/></w:r>" * 100_000 + f"{_run('word')}</w:p>"
    ),
    "60,000 phrases in bold": lambda: h.docx(
        "<w:p>"
        + "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>a{n}</w:t></w:r>{_run(' b ')}" for n in range(60_000))
        + "</w:p>"
    ),
    "boxes in boxes": lambda: h.docx(
        "<w:p>"
        + "<w:r><w:pict><w:txbxContent>" * 40
        + h.paragraphs("in", 900)
        + "</w:txbxContent></w:pict></w:r>" * 40
        + "</w:p>"
    ),
    "no document inside": lambda: h.zipped({"[Content_Types].xml": h.CONTENT_TYPES, "word/other.xml": b"<a/>"}),
    "not XML inside": lambda: h.docx(b"\xff\xfe\x00 nonsense"),
    "unfinished XML": lambda: h.docx(f'<w:document xmlns:w="{h.W}"><w:body>'.encode()),
    "empty zip": lambda: h.zipped({}),
    "workbook inside": lambda: _sample("xlsx"),
}
SHEETS: dict[str, Callable[[], bytes]] = {
    "flat bomb": lambda: h.xlsx(_cell("A1", " " * (60 * MIB))),
    "huge shared string used 5,000 times": lambda: h.xlsx(
        '<row><c r="A1" t="s"><v>0</v></c></row>' * 5_000, strings=_shared(f"<si><t>{'x y ' * (MIB // 4)}</t></si>")
    ),
    "100 MB of shared strings": lambda: h.xlsx(
        _cell("A1"), strings=_shared("<si><t>again and again</t></si>" * 2_500_000)
    ),
    "the last cell": lambda: h.xlsx(_cell("A1") + _cell("XFD1048576")),
    "a cell beyond the last": lambda: h.xlsx(_cell("A1") + _cell("ZZZZZZZ99999999999999")),
    "huge dimension": lambda: h.xlsx(_sheet('<dimension ref="A1:XFD1048576"/>')),
    "huge merge": lambda: h.xlsx(
        f'<worksheet xmlns="{h.S}"><sheetData>{_cell("A1")}</sheetData><mergeCells>'
        f'<mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'.encode()
    ),
    "numbers beyond all numbers": lambda: h.xlsx(
        '<row r="99999999999999"><c r="A1"><v>1e999999</v></c></row>' + _cell("B2")
    ),
    "index beyond the strings": lambda: h.xlsx('<row><c r="A1" t="s"><v>99999999</v></c></row>' + _cell("B2")),
    "a thousand sheets of one part": lambda: h.xlsx(_cell("A1") * 20_000, names=900),
    "a million laughs": lambda: h.xlsx(h.entities(h.laughs(), "j")),
    "ten million empty cells": lambda: h.xlsx("<row>" + "<c/>" * 6_000_000 + "</row>"),
    "100,000 sheets": lambda: h.xlsx(_cell("A1"), names=100_000),
    "format of brackets": lambda: _format("[" * 300_000),
    "format of quotes": lambda: _format("&quot;" * 99_999),
    "300,000 merges": lambda: h.xlsx(
        _sheet(after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 300_000 + "</mergeCells>")
    ),
    "rows from the last to the first": lambda: h.xlsx(
        "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>w</t></is></c></row>' for n in range(60_000, 0, -1))
    ),
    "rows in rows": lambda: h.xlsx("<row>" * 100_000 + "</row>" * 100_000),
    "document inside": lambda: _sample("docx"),
}
TEXTS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "one byte": lambda: b"a",
    "one NUL": lambda: b"\0",
    "50 MB and a byte": lambda: b"a" * (50 * MIB + 1),
    "one line of 50 MB": lambda: b"word " * (10 * MIB),
    "50 MB without a blank": lambda: b"a" * (50 * MIB),
    "50 MB of line ends": lambda: b"\n" * (50 * MIB - 4) + b"end",
    "a million short lines": lambda: b"ab\n" * (4 * MIB),
    "invalid bytes": lambda: bytes(range(128, 256)) * 5_000,
    "lone surrogates": lambda: "a".encode("utf-16") + b"\x00\xd8b\x00" * 99,
    "lone surrogates in UTF-8": lambda: b"word \xed\xa0\x80 word",
    "control characters": lambda: b"word\x07\x1b[2J\x00 word " * 500,
    "a PDF": lambda: _sample("pdf"),
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    "every byte": lambda: bytes(range(256)) * 1_000,
    "blanks": lambda: b" \t\n" * 1_000,
    "millions of accents on one letter": ("a" + "\u0301\u0316" * 4_000_000).encode,
    "millions of ligatures": lambda: "ﬁ".encode() * 9_000_000,
    "accents without an end in UTF-16": lambda: ("a" + "\u0301\u0316" * 4_000_000).encode("utf-16"),
    "marks of direction": lambda: "\u202e\u2066word\u2069\u202c".encode() * 999,
}
OLD: dict[str, Callable[[], bytes]] = {
    "old Word": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument".encode("utf-16-le"),
    "locked Word": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"),
}
CASES: dict[str, Case] = {
    f"{ending}: {name}": (f"file.{ending}", make)
    for ending, group in (("pdf", PDFS), ("docx", DOCS), ("xlsx", SHEETS), ("txt", TEXTS), ("doc", OLD))
    for name, make in group.items()
}
