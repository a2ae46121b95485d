"""A PDF's text as its file has it, a zone a page: several times as fast as laying it out.

Surprise: nothing is told apart. Running headers stay, columns come in the order of the file; words that a line end
divided are joined all the same.
"""

import ctypes
from typing import Any

from shared.documents.form_fields import loaded_page
from shared.documents.hyphens import Vocabulary
from shared.documents.limits import Limits, OnPage
from shared.documents.zones import Zones
from shared.domain.zone import ZoneType

MOST_CHARS = 400_000
"""Characters taken from one page."""


def add_plain_pages(
    document: Any,  # noqa: ANN401  pypdfium2 is untyped
    zones: Zones,
    *,
    limits: Limits,
    skip: frozenset[int],
    on_page: OnPage,
) -> None:
    """Every page's text as one paragraph."""
    pages: list[tuple[int, list[str]]] = []
    words, chars, total = Vocabulary(), 0, len(document)
    on_page(0, total)
    for number in range(1, total + 1):
        text = None if number in skip else _text(document, number - 1)
        if text is None:
            zones.warn(f"Page {number} is damaged and was left out.")
        else:
            lines = (
                text.replace("\x02", "\ufffe").replace("\ufffe\r\n", "\ufffe").replace("\ufffe", "\ufffe\n").split("\n")
            )
            pages.append((number, [line.strip() for line in lines if line.strip()]))
            words.learn(pages[-1][1])
            chars += len(text)
        on_page(number, total)
        if chars > limits.max_chars:
            break
    for number, lines in pages:
        zones.add(number, ZoneType.PARAGRAPH, words.joined(lines), confidence=0.9)


def _text(document: Any, number: int) -> str | None:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    page = loaded_page(document, number)
    if not page:
        return None
    try:
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            return None
        try:
            count = min(max(pdfium.FPDFText_CountChars(text), 0), MOST_CHARS)
            buffer = (ctypes.c_ushort * (count + 1))()
            written = pdfium.FPDFText_GetText(text, 0, count, buffer)
        finally:
            pdfium.FPDFText_ClosePage(text)
        return bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    finally:
        pdfium.FPDF_ClosePage(page)
