"""A zone is one block of a document; a list of zones is all that later stages ever see of a file.

Surprise: `text` of a table keeps its shape, a line per row and a tab between cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ZoneType(StrEnum):
    """What a block is to a reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Zone:
    """One block: `index` counts from 0 in reading order, `page` from 1, `confidence` is 0 to 1."""

    index: int
    page: int
    type: ZoneType
    text: str
    confidence: float = 1.0
    bbox: Box | None = None
    tool: str = ""
    lang: str | None = None
    """ISO 639-1, where it could be told; None counts as the document's."""
    emphasis: tuple[str, ...] = ()
    """Phrases of `text` that stand in bold or italics."""


def in_language(zones: Sequence[Zone], lang: str) -> list[Zone]:
    """The zones of a mixed document that are in this language; all of them, where that would leave none."""
    # A heading of Chinese signs alone may be Japanese as well.
    own = {None, lang, "zh"} if lang == "ja" else {None, lang}
    return [zone for zone in zones if zone.lang in own] or list(zones)


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a parser found: every page counted, its zones in reading order, what went wrong on the way."""

    pages: int
    zones: tuple[Zone, ...]
    warnings: tuple[str, ...] = ()
    page_labels: tuple[str, ...] = ()
    lang: str | None = None
