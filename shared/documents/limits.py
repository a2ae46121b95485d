"""How much a document may cost before we stop reading it.

Surprise: a limit on pages' time counts processor seconds, not the clock, so a busy machine refuses nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared.errors import EmptyDocument, TooLarge

MIB = 1024 * 1024

OnPage = Callable[[int, int | None], None]
"""Called with the number of the page that is done and how many there are, where that is known."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one parse may use; the defaults suit a function with 1 GB of memory."""

    max_bytes: int = 50 * MIB
    memory_mb: int = 512
    """Address space of the child process; 0 sets no limit."""
    seconds: float = 120.0
    """Wall clock for the whole document."""
    page_seconds: float = 4.0
    """Processor time for one page; a page that needs more is left out, and the document goes on."""
    text_only: bool = False
    """A PDF's text as its file has it, a zone a page: fast, but nothing is told apart and nothing has a box."""
    tesseract: str = ""
    """Path of the program that reads pictures; without one they are left as they are."""
    lang: str = ""
    """ISO 639-1 of the document where it is known; only pictures need it to be read."""
    ocr_pixels: int = 9_000_000
    """Dots of one page's picture; A4 has so many at 300 an inch."""
    ocr_seconds: float = 20.0
    """Processor time for one page's picture."""
    ocr_memory_mb: int = 256
    max_pages: int = 10_000
    max_chars: int = 20_000_000
    """Text kept from one document; what lies beyond is left out with a warning."""
    max_zones: int = 200_000
    max_entries: int = 1_000
    """Files inside a DOCX or XLSX."""
    max_inflated: int = 512 * MIB
    """Bytes that the read parts of a DOCX or XLSX may unfold to, all together."""
    max_ratio: int = 600
    """How many times its packed size a part above 1 MiB may unfold to."""
    max_elements: int = 1_000_000
    """Paragraphs, rows or strings read from one part of a DOCX or XLSX."""
    max_cells: int = 3_000_000
    """Cells and rows read from one workbook."""


def check_size(size: int, limits: Limits) -> None:
    """Refuse nothing and too much before anything is read."""
    if size == 0:
        raise EmptyDocument("The file is empty (0 bytes). Choose the file again and upload it once more.")
    if size > limits.max_bytes:
        raise TooLarge(
            f"The file has {size:,} bytes; at most {limits.max_bytes // MIB} MB are read. Split it into smaller parts.",
            details={"bytes": size, "max_bytes": limits.max_bytes},
        )
