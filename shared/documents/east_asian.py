"""What East Asian pages do differently: columns of characters from top to bottom, and readings above words.

Surprise: pdfium loses the first column of vertical text and turns the order of the others around, so such a page's
text comes from pypdf, which keeps the order of the file.
"""

import re
from functools import partial
from typing import Any, BinaryIO

from shared.documents.lines import Line
from shared.documents.pdfium_page import Word

_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
_KANA = re.compile("[\u3040-\u30ff\u30fc ]+$")
_BETWEEN = re.compile("(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])\\s+(?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])")


def is_vertical(words: list[Word]) -> bool:
    """Whether most characters of a page stand below each other."""
    stacked = sum(len(word.text) for word in words if not word.is_upright and _CJK.search(word.text))
    return 2 * stacked > sum(len(word.text) for word in words)


def without_readings(lines: list[Line]) -> list[Line]:
    """Lines without the small kana that tell how the word below is read."""
    small = [line for line in lines if _KANA.match(line.text)]
    if not small or len(lines) > 2_000:
        return lines
    gone = {id(line) for line in small if any(_is_above(line, other) for other in lines)}
    return [line for line in lines if id(line) not in gone]


class VerticalText:
    """The text of single pages through pypdf, opened when the first is asked for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._reader: Any = None

    def of_page(self, number: int) -> str:
        """The page of that number, counted from 0; nothing where pypdf cannot read it."""
        from shared.documents.second_opinion import opened_by_pypdf, page_text, tried

        if self._reader is None:
            self._reader = tried(partial(opened_by_pypdf, self._file)) or ()
        text = tried(partial(page_text, self._reader, number))
        return _BETWEEN.sub("", text or "").strip()


def _is_above(reading: Line, base: Line) -> bool:
    return (
        reading.size < 0.65 * base.size
        and -0.5 * base.size < base.top - reading.bottom < 0.7 * base.size
        and reading.left < base.right
        and base.left < reading.right
        and reading.top < base.top
    )
