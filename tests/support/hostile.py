"""Files that mean harm, made by code: bombs, loops, lies and nonsense, none of them committed.

Surprise: each is small where it is harmful, and harmless where it is big; making them costs less than reading them.
"""

import io
import struct
import zipfile
import zlib

MIB = 1024 * 1024
CONTENT_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Parts = dict[str, bytes]


def zipped(parts: Parts, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, compression)
    return out.getvalue()


def docx(body: str | bytes, **parts: bytes) -> bytes:
    if isinstance(body, str):
        body = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'.encode()
    named = {name.replace("__", "/") + ".xml": data for name, data in parts.items()}
    return zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": body, **named})


def xlsx(rows: str | bytes, *, strings: bytes = b"", styles: bytes = b"", names: int = 1) -> bytes:
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, names + 1))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{R}/worksheet" Target="worksheets/sheet1.xml"/>' for n in range(1, names + 1)
    )
    if isinstance(rows, str):
        rows = f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{sheets}</sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>".encode(),
        "xl/worksheets/sheet1.xml": rows,
    }
    more = {"xl/sharedStrings.xml": strings, "xl/styles.xml": styles}
    return zipped(parts | {name: data for name, data in more.items() if data})


def pdf(objects: dict[int, bytes], *, root: int = 1, trailer: bytes = b"", xref: bool = True) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    if xref:
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1)
        out += b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, max(objects) + 1))
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (max(objects) + 1, root, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(data: bytes, *, entries: bytes = b"", flate: int = 0) -> bytes:
    for _ in range(flate):
        data = zlib.compress(data, 9)
    filters = b"/Filter[" + b"/FlateDecode " * flate + b"]" if flate else b""
    return b"<<" + entries + filters + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


def page_pdf(content: bytes, *, font: bytes = b"", more: dict[int, bytes] | None = None, kids: int = 1) -> bytes:
    font = font or b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (kids, b"3 0 R " * kids),
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>/XObject<</X0 6 0 R>>>>>>",
            4: content,
            5: font,
            **(more or {6: b"null"}),
        }
    )


TEXT = b"BT /F1 12 Tf 72 700 Td (The mill grinds corn.) Tj ET\n"


def flate_bomb(times: int, size: int = 1 << 28) -> bytes:
    """`size` blanks packed `times` times; the inner packing never holds all of it."""
    packer = zlib.compressobj(9)
    data = b"".join([packer.compress(b" " * MIB) for _ in range(size // MIB)]) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    filters = b"/FlateDecode " * times
    return b"<</Filter[" + filters + b"]/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


def xobject_bomb() -> bytes:
    """Ten forms, each drawing the next ten times."""
    forms = {}
    for level in range(10):
        inner = b"/X%d Do\n" % (level + 1) * 10 if level < 9 else TEXT
        entries = (
            b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>/XObject<</X%d %d 0 R>>>>"
            % (
                level + 1,
                7 + level,
            )
        )
        forms[6 + level] = stream(inner, entries=entries)
    return page_pdf(stream(b"/X0 Do\n" * 10), more=forms)


def unicode_bomb() -> bytes:
    """A ToUnicode table that makes each letter a thousand."""
    rows = b"".join(b"<%02x><%s>\n" % (code, b"0041" * 1000) for code in range(256))
    table = (
        b"begincmap 1 begincodespacerange <00><ff> endcodespacerange 256 beginbfchar\n" + rows + b"endbfchar endcmap"
    )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>"
    content = stream(b"BT /F1 1 Tf (" + b"A" * 20_000 + b") Tj ET\n" * 50, flate=1)
    return page_pdf(content, font=font, more={6: b"null", 7: stream(table, flate=1)})


def tree_loop() -> bytes:
    return pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 3/Parent 2 0 R/Kids[2 0 R 2 0 R]>>"})


def outline_loop() -> bytes:
    good = {
        1: b"<</Type/Catalog/Pages 2 0 R/Outlines 7 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        4: stream(TEXT),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        7: b"<</Type/Outlines/First 8 0 R/Last 8 0 R/Count 1>>",
        8: b"<</Title(again)/Parent 7 0 R/First 8 0 R/Last 8 0 R/Next 8 0 R/Prev 8 0 R>>",
    }
    return pdf(good)


def xref_loop() -> bytes:
    data = page_pdf(stream(TEXT))
    at = data.rindex(b"xref\n0")
    return data.replace(b"/Size", b"/Prev %d/Size" % at)


def deep_pdf(depth: int) -> bytes:
    return page_pdf(stream(b"[" * depth + b"]" * depth + TEXT), more={6: b"[" * depth + b"]" * depth})


def many_pages(count: int) -> bytes:
    return page_pdf(stream(TEXT), kids=count)


def deep_page_tree(depth: int) -> bytes:
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>"}
    for level in range(2, depth):
        objects[level] = b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (level + 1)
    objects[depth] = b"<</Type/Page/MediaBox[0 0 9 9]>>"
    return pdf(objects)


def many_objects(count: int) -> bytes:
    return page_pdf(stream(TEXT))[:-6] + b"".join(b"%d 0 obj null endobj\n" % n for n in range(100, count)) + b"%%EOF\n"


def overlapping_zip() -> bytes:
    """Every entry of the table of contents is the same packed kernel."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(b" " * (8 * MIB)) + kernel.flush()
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(packed), 8 * MIB, 17, 0) + b"word/document.xml"
    body = head + packed
    rows = b""
    for number in range(500):
        name = b"word/document.xml" if not number else b"word/part%d.xml" % number
        fields = (b"PK\1\2", 20, 20, 0, 8, 0, 33, 0, len(packed), 8 * MIB, len(name), 0, 0, 0, 0, 0, 0)
        rows += struct.pack("<4s6H3L5H2L", *fields) + name
    return body + rows + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 500, 500, len(rows), len(body), 0)


def lying_zip() -> bytes:
    """The table of contents claims ten bytes where 256 MiB unfold."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join([packer.compress(b" " * MIB) for _ in range(256)]) + packer.flush()
    name = b"word/document.xml"
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(packed), 10, len(name), 0) + name
    row = (
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 33, 0, len(packed), 10, len(name), 0, 0, 0, 0, 0, 0)
        + name
    )
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(row), len(head) + len(packed), 0)
    return head + packed + row + end


def many_entries(count: int) -> bytes:
    parts = {f"word/{number}.xml": b"" for number in range(count)}
    return zipped({"word/document.xml": b"<a/>", **parts}, zipfile.ZIP_STORED)


def entities(prolog: str, name: str = "b") -> bytes:
    text = f"<w:body><w:p><w:r><w:t>&{name};</w:t></w:r></w:p></w:body>"
    return f'<!DOCTYPE a [{prolog}]><w:document xmlns:w="{W}">{text}</w:document>'.encode()


def laughs() -> str:
    """Entities of entities: the last one is a thousand million times the first."""
    rows = [f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)]
    return '<!ENTITY a "ha">' + "".join(rows)


def paragraphs(text: str, count: int = 1) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" * count
