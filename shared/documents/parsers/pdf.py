"""PDF: pdfium's characters, our own layout; pypdf where pdfium finds nothing.

Surprise: the document is read twice over. What is a heading, a running header or a divided word can only be told when
all pages were seen; what is kept of a page until then is its lines.
"""

import mmap
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, BinaryIO

from shared.documents.east_asian import VerticalText, is_vertical, without_readings
from shared.documents.form_fields import ready_forms
from shared.documents.furniture import Sheet, drop_furniture
from shared.documents.hyphens import Vocabulary, complete_last_words
from shared.documents.layout import arranged
from shared.documents.limits import Limits, OnPage
from shared.documents.lines import lines_of, without_doubles
from shared.documents.ocr import TOOL as OCR
from shared.documents.ocr import Passage, PictureReader
from shared.documents.paragraphs import BULLETS, Block, blocks_of
from shared.documents.pdf_outline import labels_of, titles_of
from shared.documents.pdfium_page import Page, read_page
from shared.documents.plain_pages import add_plain_pages
from shared.documents.second_opinion import MOST_PAGES, read_again
from shared.documents.sideways import sideways_blocks
from shared.documents.zone_kinds import Kinds
from shared.documents.zones import Zones
from shared.domain.zone import Box, ParsedDocument, ZoneType
from shared.errors import Corrupt, Encrypted, NoText, ResourceLimit

TOOL = "pdfium"
Pictures = dict[int, list[Passage]]
"""The pages that are pictures, with what OCR found in them."""


class PdfParser:
    """Reads PDF documents."""

    def read(self, file: BinaryIO, zones: Zones, *, skip: frozenset[int], on_page: OnPage) -> ParsedDocument:
        zones.tool, limits = TOOL, zones.limits
        try:
            total, labels, pictures = _read(file, zones, limits=limits, skip=skip, on_page=on_page)
        except (Corrupt, Encrypted):
            # Pypdf opens some that pdfium cannot, also where the empty password is the owner's.
            total, labels, pictures = read_again(file, zones, limits=limits, on_page=on_page), (), {}
            if not total:
                raise
        if not zones.has_text and not pictures and total <= MOST_PAGES and not skip:
            read_again(file, zones, limits=limits, on_page=on_page)
        if not zones.has_text:
            raise NoText(_PICTURES if pictures else "The PDF holds no text. Choose another file.")
        return zones.document(total, page_labels=labels)


PARSER = PdfParser()
_PICTURES = (
    "The PDF holds pictures of text only. Run OCR on it (most scanners and PDF programs can) and upload it again."
)


def _read(
    file: BinaryIO, zones: Zones, *, limits: Limits, skip: frozenset[int], on_page: OnPage
) -> tuple[int, tuple[str, ...], Pictures]:
    """Number of pages, their labels, and those that are pictures."""
    document = _opened(file)
    try:
        total = len(document)
        if total > limits.max_pages:
            raise ResourceLimit(
                f"The PDF has {total:,} pages; at most {limits.max_pages:,} are read. Split it into smaller parts.",
                details={"pages": total, "max_pages": limits.max_pages},
            )
        labels = labels_of(document, total)
        if limits.text_only:
            add_plain_pages(document, zones, limits=limits, skip=skip, on_page=on_page)
            return total, labels, {}
        sheets, pictures = _sheets(file, document, zones, limits=limits, skip=skip, on_page=on_page)
        titles = titles_of(document)
    finally:
        document.close()
    _add_zones(sheets, pictures, titles, zones=zones, tick=lambda: on_page(total, total))
    return total, labels, pictures


def _opened(file: BinaryIO) -> Any:  # noqa: ANN401  pypdfium2 is untyped
    # pypdfium2 costs 60 ms that no other type has to pay.
    import pypdfium2

    try:
        data: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        data = None
    try:
        document = pypdfium2.PdfDocument(file.read() if data is None else bytes(data))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Encrypted(
                "The PDF is protected by a password. Save a copy without the password and upload that."
            ) from error
        raise Corrupt("The PDF is damaged and cannot be opened. Save it anew and upload it again.") from error
    ready_forms(document)
    return document


def _sheets(  # noqa: PLR0913  what a parse is made of
    file: BinaryIO,
    document: Any,  # noqa: ANN401
    zones: Zones,
    *,
    limits: Limits,
    skip: frozenset[int],
    on_page: OnPage,
) -> tuple[list[Sheet], Pictures]:
    vertical = VerticalText(file)
    sheets: list[Sheet] = []
    pictures: Pictures = {}
    reader = PictureReader(limits, zones)
    total, chars = len(document), 0
    on_page(0, total)
    for number in range(1, total + 1):
        page = None if number in skip else read_page(document, number - 1)
        if page is None:
            zones.warn(f"Page {number} is damaged and was left out.")
            on_page(number, total)
            continue
        if page.has_pictures:
            pictures[number] = reader.passages(document, number - 1)
        sheet = _sheet(page, number, vertical)
        sheets.append(sheet)
        chars += len(sheet.text) + sum(len(line.text) for line in sheet.lines)
        on_page(number, total)
        if chars > limits.max_chars:
            zones.warn(f"Only the first {number} pages were read; the document has more text than is allowed.")
            break
    return sheets, pictures


def _sheet(page: Page, number: int, vertical: VerticalText) -> Sheet:
    sheet = Sheet(number, [], page.width, page.height)
    if is_vertical(page.words):
        sheet.text = vertical.of_page(number - 1)
    if not sheet.text:
        words = without_doubles([word for word in page.words if not word.quarters])
        sheet.lines = without_readings(lines_of(words))
        if len(words) < len(page.words):
            sheet.sideways = list(sideways_blocks(page.words, number, page.width, page.height))
    return sheet


def _add_zones(
    sheets: list[Sheet], pictures: Pictures, titles: frozenset[str], *, zones: Zones, tick: Callable[[], None]
) -> None:
    drop_furniture(sheets)
    blocks: list[Block] = []
    heights: dict[int, float] = {}
    for sheet in sheets:
        tick()
        heights[sheet.number] = sheet.height
        blocks += blocks_of(arranged(sheet.lines), sheet.number)
        blocks += sheet.sideways
        if sheet.text:
            blocks.append(Block(sheet.number, [sheet.text], 0.0, 0.0, sheet.width, sheet.height, 0.0))
        sheet.lines = []
    complete_last_words(blocks)
    words = _vocabulary(blocks, tick)
    for passage in chain.from_iterable(pictures.values()):
        words.learn(passage.lines)
    kinds = Kinds(blocks, heights, titles)
    tick()
    for count, (number, shown) in enumerate(_with_pictures(blocks, list(pictures))):
        if count % 50 == 0:
            tick()
        if shown is None:
            _add_picture(number, pictures[number], words, zones)
            continue
        block = shown
        text = "\n".join(block.lines) if block.is_table else words.joined(block.lines)
        kind = kinds.kind_of(block, text)
        if kind is ZoneType.LIST:
            text = text.lstrip(BULLETS)
        box = Box(*(round(side, 1) for side in (block.left, block.top, block.right, block.bottom)))
        zones.add(block.page, kind, text, confidence=_confidence(block, text), bbox=box, emphasis=tuple(block.emphasis))


def _add_picture(number: int, passages: list[Passage], words: Vocabulary, zones: Zones) -> None:
    for found in passages:
        text = words.joined(found.lines)
        zones.add(number, ZoneType.PARAGRAPH, text, confidence=found.confidence, bbox=found.box, tool=OCR)
    if not passages:
        zones.add(number, ZoneType.IMAGE, "", confidence=0.0)
        zones.warn(f"Page {number} is a picture; its text cannot be read without OCR.")


def _vocabulary(blocks: list[Block], tick: Callable[[], None]) -> Vocabulary:
    words = Vocabulary()
    for count, block in enumerate(blocks):
        if count % 200 == 0:
            tick()
        words.learn(block.lines)
    return words


def _with_pictures(blocks: list[Block], pictures: list[int]) -> Iterator[tuple[int, Block | None]]:
    waiting = list(reversed(pictures))
    for block in blocks:
        while waiting and waiting[-1] < block.page:
            yield waiting.pop(), None
        yield block.page, block
    yield from ((number, None) for number in reversed(waiting))


def _confidence(block: Block, text: str) -> float:
    """How much of the text can be trusted: characters without a known meaning count against it."""
    unknown = sum(text.count(char) for char in "\ufffd\x00")
    share = 1.0 - unknown / max(len(text), 1)
    return max(0.0, share * (0.9 if block.is_table else 0.98))
