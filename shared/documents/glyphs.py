"""Puts right what single glyphs do to a word: bold by drawing twice, and the Arabic ligature of lam and alef.

Surprise: one glyph that stands for two letters comes out of pdfium with the letters in drawing order, so the common
`لا` reads `ال`; that both share one box gives it away.
"""

from typing import Protocol


class Floats(Protocol):
    """An array of ctypes, as far as it is needed here."""

    def __getitem__(self, index: int, /) -> float: ...


_LAM = "ل"
_ALEFS = frozenset("اأإآٱ")
_SAME_PLACE = 0.3
"""Share of a character's width by which its second drawing may be shifted."""


def put_right(shown: str, first: int, boxes: Floats) -> str:
    """The characters `first`... of a page, whose boxes are left, top, right, bottom in a row."""
    out: list[str] = []
    at = 0
    while at < len(shown):
        char = shown[at]
        following = shown[at + 1] if at + 1 < len(shown) else ""
        here = 4 * (first + at)
        if (
            char in _ALEFS
            and following == _LAM
            and boxes[here] == boxes[here + 4]
            and boxes[here + 2] == boxes[here + 6]
        ):
            out += (following, char)
            at += 2
            continue
        out.append(char)
        at += 1
        width = abs(boxes[here + 2] - boxes[here])
        # The ligature of two f is one glyph with one box, drawn once.
        is_ligature = char == "f" and following == "f" and boxes[here] == boxes[here + 4]
        while (
            not is_ligature and following == char and width and abs(boxes[here] - boxes[here + 4]) < _SAME_PLACE * width
        ):
            at += 1
            here += 4
            following = shown[at] if at < len(shown) else ""
    return "".join(out)
