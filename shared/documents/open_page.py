"""A PDF page with its text, open in pdfium for as long as it is read.

Surprise: a page whose form was filled in is opened twice; its fields are text only after they were made part of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from shared.documents.form_fields import loaded_page

MOST_CHARS = 400_000
"""Characters taken from one page."""


class OpenPage(NamedTuple):
    """Pdfium's handles, and how many characters may be asked for."""

    page: Any
    text: Any
    chars: int


@contextmanager
def opened_page(document: Any, number: int) -> Iterator[OpenPage | None]:  # noqa: ANN401  pypdfium2 is untyped
    """The page of that number, counted from 0, or None where pdfium finds it broken; closed at the end."""
    import pypdfium2.raw as pdfium

    page = loaded_page(document, number)
    text = pdfium.FPDFText_LoadPage(page) if page else None
    try:
        yield OpenPage(page, text, min(max(pdfium.FPDFText_CountChars(text), 0), MOST_CHARS)) if text else None
    finally:
        if text:
            pdfium.FPDFText_ClosePage(text)
        if page:
            pdfium.FPDF_ClosePage(page)
