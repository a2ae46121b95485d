"""PDF pages with one difficulty each, made by code.

Surprise: some need glyphs that no font here has; a font dictionary with its own ToUnicode table stands in for it.
"""

import io
from collections.abc import Callable
from typing import Any

from tests.support import hostile
from tests.support.make_samples import prose_blocks

JAPANESE = ("水車小屋は川のそばに", "あり、粉屋は小麦を", "ひいています。", "車輪はゆっくり回る。")


def drawn(draw: Callable[[Any], None], size: tuple[float, float] = (420, 595)) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def sentences(count: int, *, start: int = 1) -> list[str]:
    """Sentences that say their own number, so that their order can be checked."""
    return [
        f"Sentence number {number} tells how the miller grinds the corn beside the brook and sells white flour."
        for number in range(start, start + count)
    ]


def columned(columns: int, *, sentences_in_all: int = 40, title: str = "", offset: float = 0.0) -> bytes:
    """Text in columns, line by line across the page as some programs write it; `offset` shifts every other column."""
    from reportlab.lib.utils import simpleSplit

    width = (500 - 20 * (columns - 1)) / columns
    text = " ".join(sentences(sentences_in_all))
    lines = simpleSplit(text, "Helvetica", 9, width)
    depth = -(-len(lines) // columns)

    def draw(canvas: Any) -> None:
        if title:
            canvas.setFont("Helvetica-Bold", 18)
            canvas.drawString(50, 790, title)
        canvas.setFont("Helvetica", 9)
        for row in range(depth):
            for column in range(columns):
                number = column * depth + row
                if number < len(lines):
                    shift = offset * (column % 2)
                    canvas.drawString(50 + column * (width + 20), 750 - row * 11 - shift, lines[number])

    return drawn(draw, (600, 842))


def numbered_pages(count: int, *, header: str = "The Miller's Handbook") -> bytes:
    def draw(canvas: Any) -> None:
        for page in range(1, count + 1):
            canvas.setFont("Helvetica", 8)
            canvas.drawString(50, 570, header)
            canvas.drawRightString(370, 570, f"Chapter {(page + 2) // 3}")
            canvas.drawCentredString(210, 20, str(page + 10))
            canvas.setFont("Helvetica", 11)
            for row, text in enumerate(sentences(3, start=page * 10)):
                canvas.drawString(50, 500 - row * 60, text[:50])
                canvas.drawString(50, 486 - row * 60, text[50:].strip())
            canvas.showPage()

    return drawn(draw)


def japanese(*, is_vertical: bool) -> bytes:
    """Japanese in a font that is not embedded."""
    way = b"V" if is_vertical else b"H"
    font = b"<</Type/Font/Subtype/Type0/BaseFont/HeiseiMin-W3/Encoding/UniJIS-UTF16-%s/DescendantFonts[7 0 R]>>" % way
    inner = (
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiMin-W3/DW 1000/FontDescriptor 8 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>"
    )
    look = (
        b"<</Type/FontDescriptor/FontName/HeiseiMin-W3/Flags 4/FontBBox[-123 -257 1001 910]/ItalicAngle 0"
        b"/Ascent 709/Descent -241/CapHeight 709/StemV 69>>"
    )
    rows = []
    for number, line in enumerate(JAPANESE):
        place = b"%d 760" % (500 - 22 * number) if is_vertical else b"72 %d" % (760 - 22 * number)
        rows.append(b"BT /F1 14 Tf %s Td <%s> Tj ET\n" % (place, line.encode("utf-16-be").hex().encode()))
    return hostile.page_pdf(hostile.stream(b"".join(rows)), font=font, more={6: b"null", 7: inner, 8: look})


def readings() -> bytes:
    """Kana in small type above the words they belong to."""
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont

    registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))

    def draw(canvas: Any) -> None:
        canvas.setFont("HeiseiKakuGo-W5", 16)
        canvas.drawString(50, 300, "水車小屋は川のそばにあります。")
        canvas.drawString(50, 270, "粉屋は小麦をひいています。")
        canvas.setFont("HeiseiKakuGo-W5", 7)
        canvas.drawString(50, 317, "すいしゃごや")
        canvas.drawString(50, 287, "こなや")

    return drawn(draw)


def arabic() -> bytes:
    """`سلام` in visual order, its lam and alef one glyph."""
    table = (
        b"begincmap 1 begincodespacerange <00><ff> endcodespacerange 4 beginbfchar "
        b"<61><0645> <62><06440627> <63><0633> <64><0020> endbfchar endcmap"
    )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>"
    content = hostile.stream(b"BT /F1 20 Tf 72 700 Td (abcdabcdabc) Tj ET")
    return hostile.page_pdf(content, font=font, more={6: b"null", 7: hostile.stream(table)})


def drawn_twice() -> bytes:
    """Bold by printing each letter, each word and each line a second time, a little to the right."""
    body = b"BT /F1 12 Tf "
    left = 72.0
    for letter, width in zip("Grinds", (9.33, 4.0, 2.67, 6.67, 6.67, 6.0), strict=True):
        for shift in (0.0, 0.3):
            body += b"1 0 0 1 %.2f 650 Tm (%s) Tj " % (left + shift, letter.encode())
        left += width
    for shift in (0.0, 0.3):
        body += b"1 0 0 1 %.2f 600 Tm (The brook runs) Tj " % (72 + shift)
    return hostile.page_pdf(hostile.stream(body + b"ET"))


def sideways(angle: int, rotation: int) -> bytes:
    """Text turned by `angle` on a page that is shown turned by `rotation`."""

    def draw(canvas: Any) -> None:
        canvas.setPageRotation(rotation)
        canvas.translate(200, 200)
        canvas.rotate(angle)
        canvas.setFont("Helvetica", 12)
        for number in range(6):
            canvas.drawString(-150, 100 - number * 15, f"Line {number} of the sideways text goes on")

    return drawn(draw, (400, 400))


def with_axis_title(angle: int, *, pages: int = 1) -> bytes:
    """Upright text with a line on its side in the margin, the same on each page but for a number."""

    def draw(canvas: Any) -> None:
        for number in range(1, pages + 1):
            canvas.setFont("Helvetica", 12)
            for line in range(5):
                canvas.drawString(80, 340 - 15 * line, f"Line {line} of page {number} stands upright here")
            canvas.saveState()
            canvas.translate(40, 200)
            canvas.rotate(angle)
            canvas.drawString(-60, 0, f"Grain ground in {1900 + number}")
            canvas.restoreState()
            if number < pages:
                canvas.showPage()

    return drawn(draw, (400, 400))


def note_marks() -> bytes:
    """A line with raised marks after a word, after a full stop and before a note's first word."""
    parts = [("The mill", 0), ("1", 5), (" grinds", 0), ("a", 5), (" corn.", 0), ("12", 5)]

    def draw(canvas: Any) -> None:
        for y, pieces in ((500, parts), (100, [("b", 5), ("Evaluated by the miller", 0)])):
            line = canvas.beginText(40, y)
            for text, rise in pieces:
                line.setFont("Helvetica", 7 if rise else 12)
                line.setRise(rise)
                line.textOut(text)
            canvas.drawText(line)

    return drawn(draw)


def form() -> bytes:
    """A form that was filled in."""

    def draw(canvas: Any) -> None:
        canvas.drawString(40, 500, "The miller's name:")
        canvas.acroForm.textfield(name="name", value="Johanna Kornblum", x=180, y=490, width=150, height=24)

    return drawn(draw)


def picture() -> bytes:
    """A page that was scanned."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    shade = ImageReader(Image.new("RGB", (60, 60), (200, 180, 160)))
    return drawn(lambda canvas: canvas.drawImage(shade, 20, 20, 380, 550))


def scanned(data: bytes) -> bytes:
    """The pages of another PDF as a scanner would give them."""
    from pypdfium2 import PdfDocument
    from reportlab.lib.utils import ImageReader

    document = PdfDocument(data)
    pictures = [page.render(scale=200 / 72, grayscale=True).to_pil() for page in document]
    width, height = document[0].get_size()
    document.close()

    def draw(canvas: Any) -> None:
        for picture in pictures:
            canvas.drawImage(ImageReader(picture), 0, 0, width, height)
            canvas.showPage()

    return drawn(draw, (width, height))


def locked(password: str) -> bytes:
    """A page that asks for a password where it is not empty."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, ownerPassword="owner", strength=128), invariant=1)
    canvas.drawString(72, 700, "The locked mill grinds on.")
    canvas.save()
    return out.getvalue()


def half_locked() -> bytes:
    """A page whose user has a password and whose owner has an empty one, which no writer makes by itself."""
    from pypdf import PdfReader, PdfWriter
    from pypdf._encryption import AlgV5
    from pypdf.generic import ByteStringObject, NameObject

    writer = PdfWriter(PdfReader(io.BytesIO(drawn(lambda canvas: canvas.drawString(72, 500, "The owner reads on.")))))
    writer.encrypt("secret", "owner", algorithm="AES-256")
    lock, entry = writer._encryption, writer._encrypt_entry
    assert lock
    assert entry
    values = AlgV5.generate_values(6, b"secret", b"", lock._key, lock.P, metadata_encrypted=lock.EncryptMetadata)
    for name, value in values.items():
        entry[NameObject(name)] = ByteStringObject(value)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def german_prose() -> str:
    """The running text of the German sample, without its marks."""
    return " ".join(line for kind, lines in prose_blocks("mill.de.txt") if kind == "text" for line in lines).replace(
        "~", ""
    )
