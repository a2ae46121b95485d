"""A page's rectangle, and how its coordinates look to a reader.

Surprise: in the file y grows upwards and a page may be shown turned by quarters; here y grows downwards from what the
reader sees as the top left corner.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PageBox:
    left: float
    bottom: float
    right: float
    top: float
    quarters: int
    """How often the page is turned clockwise when it is shown."""

    @property
    def shown_size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.quarters % 2 else (width, height)

    def shown(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """A box of the file's coordinates as the reader sees it: left, top, right, bottom."""
        match self.quarters:
            case 1:
                return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
            case 2:
                return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
            case 3:
                return self.top - top, self.right - right, self.top - bottom, self.right - left
        return left - self.left, self.top - top, right - self.left, self.top - bottom


def page_box(page: Any) -> PageBox:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    quarters = pdfium.FPDFPage_GetRotation(page) % 4
    left, right = sorted((rect.left, rect.right))
    bottom, top = sorted((rect.bottom, rect.top))
    return PageBox(left, bottom, right, top, quarters)
