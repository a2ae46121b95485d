"""Reads a PDF with pypdf where pdfium could not open it or found no text in it.

Surprise: pypdf knows no boxes worth having, so these zones have none and their confidence is lower.
"""

import io
import re
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO

from shared.documents.limits import Limits, OnPage
from shared.documents.zones import Zones
from shared.domain.zone import ZoneType

MOST_PAGES = 200
CONFIDENCE = 0.7


def read_again(file: BinaryIO, zones: Zones, *, limits: Limits, on_page: OnPage) -> int:
    """Add what pypdf finds to `zones`; the number of pages, 0 when it cannot read the file either."""
    reader = tried(lambda: opened_by_pypdf(file))
    total = tried(lambda: len(reader.pages)) if reader else 0
    if not total or total > limits.max_pages:
        return 0
    for number in range(1, min(total, MOST_PAGES) + 1):
        text = tried(partial(page_text, reader, number - 1))
        if text is None:
            zones.warn(f"Page {number} is damaged and was left out.")
        for block in re.split(r"\n\s*\n", text or ""):
            zones.add(number, ZoneType.PARAGRAPH, " ".join(block.split()), confidence=CONFIDENCE, tool="pypdf")
    on_page(total, total)
    return int(total)


def page_text(reader: Any, number: int) -> str:  # noqa: ANN401
    return str(reader.pages[number].extract_text())


def opened_by_pypdf(file: BinaryIO) -> Any:  # noqa: ANN401  pypdf's reader, or None where it wants a password
    """The document in pypdf."""
    # pypdf costs 110 ms; only pages that pdfium cannot read come here.
    import pypdf

    file.seek(0)
    reader = pypdf.PdfReader(io.BytesIO(file.read()))
    return None if reader.is_encrypted and not reader.decrypt("") else reader


def tried(call: Callable[[], Any]) -> Any:  # noqa: ANN401
    """What `call` returns, or None where a broken file broke it."""
    try:
        return call()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  pypdf raises whatever a file leads it to
        return None
