"""A PDF's text as its file has it, a zone a page: several times as fast as laying it out.

Surprise: nothing is told apart. Running headers stay, columns come in the order of the file; words that a line end
divided are joined all the same.
"""

import ctypes
from typing import Any

from shared.documents.hyphens import Vocabulary
from shared.documents.limits import Limits, OnPage
from shared.documents.open_page import opened_page
from shared.documents.zones import Zones
from shared.domain.zone import ZoneType


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

    with opened_page(document, number) as opened:
        if opened is None:
            return None
        buffer = (ctypes.c_ushort * (opened.chars + 1))()
        written = pdfium.FPDFText_GetText(opened.text, 0, opened.chars, buffer)
        return bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
