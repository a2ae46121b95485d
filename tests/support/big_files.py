"""Big files that mean no harm: books, ledgers and logs with words on every page, made by code.

Surprise: pictures in them are noise, which no compression makes small; that is what makes real files big, too.
"""

import io
import zipfile
from random import Random
from zlib import compress

from tests.support import hostile
from tests.support.pdf_pages import german_prose

MIB = 1024 * 1024
_WORDS = german_prose().split()
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def page_text(page: int) -> str:
    """What stands on a page and on no other."""
    return f"Auf der Seite Nummer {page} steht der Müller."


def book(pages: int, *, lines: int = 30, picture: int = 0, bad: int = 0) -> bytes:
    """A PDF of so many pages, each with a picture of so many bytes; the page `bad` is none."""
    dice = Random(1)
    kids = b" ".join(b"0 0 R" if page == bad else b"%d 0 R" % (3 * page + 3) for page in range(1, pages + 1))
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids), 3: _FONT}
    for page in range(1, pages + 1):
        at = 3 * page + 3
        shown = [" ".join(dice.choices(_WORDS, k=9)) for _ in range(lines)]
        # Not at the top, where it would be a running header.
        shown[dice.randrange(5, lines - 5)] = page_text(page)
        rows = b"".join(b"(%s) Tj T*\n" % line.encode("cp1252").replace(b"(", b"").replace(b")", b"") for line in shown)
        text = b"BT /F1 9 Tf 11 TL 50 780 Td\n%sET\nq 200 0 0 240 50 60 cm /P Do Q" % rows
        drawn = b"/XObject<</P %d 0 R>>" % (at + 2) if picture else b""
        objects[at] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>%s>>>>"
            % (at + 1, drawn)
        )
        objects[at + 1] = hostile.stream(compress(text), entries=b"/Filter/FlateDecode")
        if picture:
            look = b"/Type/XObject/Subtype/Image/Width 200/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
            objects[at + 2] = hostile.stream(dice.randbytes(200 * (picture // 200)), entries=look % (picture // 200))
    return hostile.pdf(objects)


def long_text(size: int) -> bytes:
    """A TXT of so many bytes: numbered paragraphs, wrapped as mails are."""
    dice, out, count = Random(2), io.BytesIO(), 0
    while out.tell() < size:
        count += 1
        lines = "\n".join(" ".join(dice.choices(_WORDS, k=10)) for _ in range(8))
        out.write(f"{page_text(count)} Und so geht es weiter:\n{lines}\n\n".encode())
    return out.getvalue()[:size].rstrip(b"\xc3")


def document(paragraphs: int, *, size: int) -> bytes:
    """A DOCX of about `size` bytes, most of them in its pictures, with twelve paragraphs on a page."""
    dice = Random(3)
    row = '<w:p w:rsidR="00A1"><w:r>{}<w:t>{} {}</w:t></w:r></w:p>'.format
    body = "".join(
        row("" if n % 12 else "<w:lastRenderedPageBreak/>", page_text(n), " ".join(dice.choices(_WORDS, k=30)))
        for n in range(1, paragraphs + 1)
    )
    text = hostile.docx(body)
    left = size - len(text) - 4_096  # for the pictures' names
    return _with_pictures(text, "word", [dice.randbytes(min(4 * MIB, left - at)) for at in range(0, left, 4 * MIB)])


def ledger(rows: int, *, size: int) -> bytes:
    """An XLSX of about `size` bytes: words and numbers, and pictures for the rest."""
    dice = Random(4)
    word, number = '<c r="{}{}" t="inlineStr"><is><t>{}</t></is></c>'.format, '<c r="{}{}"><v>{}</v></c>'.format
    lines = (
        f'<row r="{row}">{word("A", row, page_text(row))}'
        + "".join(word(column, row, dice.choice(_WORDS)) for column in "BCD")
        + "".join(number(column, row, dice.randrange(10**9)) for column in "EFGHIJ")
        + "</row>"
        for row in range(1, rows + 1)
    )
    text = hostile.xlsx("".join(lines))
    left = size - len(text) - 4_096  # for the pictures' names
    return _with_pictures(text, "xl", [dice.randbytes(min(4 * MIB, left - at)) for at in range(0, left, 4 * MIB)])


def _with_pictures(data: bytes, folder: str, pictures: list[bytes]) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for number, picture in enumerate(pictures):
            archive.writestr(zipfile.ZipInfo(f"{folder}/media/image{number}.png"), picture)
    return out.getvalue()
