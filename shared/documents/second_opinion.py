"""Reads a PDF with pypdf where pdfium could not open it or found no text in it.

Surprise: pypdf knows no boxes worth having, so these zones have none and their confidence is lower.
"""

import io
import re
from typing import BinaryIO

from shared.documents.limits import Limits
from shared.documents.parser import OnPage
from shared.documents.zones import Zones
from shared.domain.zone import ZoneType

MOST_PAGES = 200
CONFIDENCE = 0.7


def read_again(file: BinaryIO, zones: Zones, *, limits: Limits, on_page: OnPage) -> int:
    """Add what pypdf finds to `zones`; the number of pages, 0 when it cannot read the file either."""
    # pypdf costs 110 ms; only broken files come here.
    import pypdf
    from pypdf.errors import PyPdfError

    file.seek(0)
    try:
        reader = pypdf.PdfReader(io.BytesIO(file.read()))
        if reader.is_encrypted and not reader.decrypt(""):
            return 0
        total = len(reader.pages)
    except (PyPdfError, *_BROKEN):
        return 0
    if total > limits.max_pages:
        return 0
    for number in range(1, min(total, MOST_PAGES) + 1):
        try:
            text = reader.pages[number - 1].extract_text()
        except (PyPdfError, *_BROKEN):
            zones.warn(f"Page {number} is damaged and was left out.")
            text = ""
        for block in re.split(r"\n\s*\n", text):
            zones.add(number, ZoneType.PARAGRAPH, " ".join(block.split()), confidence=CONFIDENCE, tool="pypdf")
    on_page(total, total)
    return total


# What pypdf lets through when a file breaks its assumptions.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
