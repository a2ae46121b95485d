"""A PDF page as a picture in grey, small enough for its memory to be known beforehand.

Surprise: pdfium draws into memory of ours, so a page of any size costs a byte for each dot and no more.
"""

from dataclasses import dataclass
from typing import Any

from shared.documents.form_fields import loaded_page

DOTS = 300
"""Dots an inch: what OCR reads best, where the page is not too large for it."""


@dataclass(frozen=True, slots=True)
class Picture:
    pgm: bytes
    """The picture in the simplest format there is, a byte for each dot."""
    points: float
    """How much of the page one dot is."""


def picture_of(document: Any, number: int, *, most_pixels: int) -> Picture | None:  # noqa: ANN401  pypdfium2 is untyped
    """The page of that number, counted from 0, or None where it cannot be drawn."""
    import pypdfium2.raw as pdfium

    page = loaded_page(document, number)
    if not page:
        return None
    try:
        across, down = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        if not (across > 0 and down > 0):
            return None
        scale = min(DOTS / 72, (most_pixels / (across * down)) ** 0.5)
        width, height = int(across * scale), int(down * scale)
        grey = bytes(_drawn(page, width, height)) if width and height else b""
    finally:
        pdfium.FPDF_ClosePage(page)
    return Picture(b"P5\n%d %d\n255\n" % (width, height) + grey, 1 / scale) if grey else None


def _drawn(page: Any, width: int, height: int) -> bytearray:  # noqa: ANN401
    """The page's dots, white where nothing is drawn."""
    import ctypes

    import pypdfium2.raw as pdfium

    dots = bytearray(b"\xff") * (width * height)
    memory = (ctypes.c_ubyte * len(dots)).from_buffer(dots)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, memory, width)
    if not bitmap:
        return bytearray()
    try:
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return dots
