"""What a block of a PDF is to its reader: heading, list item, table, caption, footnote or plain paragraph.

Surprise: `heading` is decided against the body's size in the whole document, so it can only be told at its end.
"""

import re
from collections import Counter

from shared.documents.paragraphs import Block
from shared.domain.zone import ZoneType

_CAPTION = re.compile(
    r"^(?:abb(?:ildung|\.)?|bild|tab(?:elle|leau|la|ela|\.)?|table|fig(?:ure|ura|\.)?|foto|photo|schéma|schema|gráfico|"
    r"graphique|diagramm?|chart|plate|listing|quadro|図|表)\s*\.?\s*(?:\d+|[ivx]+\b)(?:[.:\s–—-]|$)",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^(?:\d{1,3}|[*†‡§]+|\[\d{1,3}\])[.)]?\s*\D")
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,4}\.|[A-Z]\.)\s+\S")


class Kinds:
    """Tells the types of blocks, once the whole document is known."""

    def __init__(self, blocks: list[Block], heights: dict[int, float], titles: frozenset[str]) -> None:
        sizes: Counter[float] = Counter()
        bold = 0
        for block in blocks:
            if not block.is_table:
                sizes[round(block.size * 2) / 2] += block.chars
                bold += block.chars if block.is_bold else 0
        self._body = sizes.most_common(1)[0][0] if sizes else 10.0
        self._is_bold_usual = bold * 3 > sum(sizes.values())
        self._heights = heights
        self._titles = titles

    def kind_of(self, block: Block, text: str) -> ZoneType:
        if block.is_table:
            return ZoneType.TABLE
        if _CAPTION.match(text) and len(text) < 400:
            return ZoneType.CAPTION
        if self._is_heading(block, text):
            return ZoneType.HEADING
        if self._is_note(block, text):
            return ZoneType.FOOTNOTE
        return ZoneType.LIST if block.marker else ZoneType.PARAGRAPH

    def _is_heading(self, block: Block, text: str) -> bool:
        if len(text) > 200 or len(block.lines) > 4 or not block.size or not any(map(str.isalpha, text)):
            return False
        if text.casefold() in self._titles and len(block.lines) <= 3:
            return True
        if block.size >= 1.15 * self._body:
            return len(text) < 160
        is_sentence = text.endswith((".", ":", ",", ";")) and not _NUMBERED.match(text)
        is_bold = block.is_bold and not self._is_bold_usual and block.size >= 0.92 * self._body
        return is_bold and len(text) < 120 and not is_sentence

    def _is_note(self, block: Block, text: str) -> bool:
        height = self._heights.get(block.page, 0.0)
        return block.size <= 0.92 * self._body and block.top > 0.5 * height and bool(_NOTE.match(text))
