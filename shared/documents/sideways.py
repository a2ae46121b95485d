"""Text that stands on its side or on its head beside upright text: axis titles, margin notes, turned table heads.

Surprise: it is laid out by itself, on the page turned as one would hold it to read; only its boxes are turned back.
"""

from collections.abc import Iterator
from dataclasses import replace

from shared.documents.layout import arranged
from shared.documents.lines import lines_of, without_doubles
from shared.documents.paragraphs import Block, blocks_of
from shared.documents.pdfium_page import Word

Sides = tuple[float, float, float, float]


def sideways_blocks(words: list[Word], page: int, width: float, height: float) -> Iterator[Block]:
    """The blocks of what is not upright, one direction after the other, with boxes as the page is shown."""
    for quarters in (1, 3, 2):
        held = [_turned(word, quarters, width, height) for word in words if word.quarters == quarters]
        size = (width, height) if quarters == 2 else (height, width)
        for block in blocks_of(arranged(lines_of(without_doubles(held))), page):
            sides = (block.left, block.top, block.right, block.bottom)
            left, top, right, bottom = _turn(sides, -quarters % 4, *size)
            yield replace(block, left=left, top=top, right=right, bottom=bottom)


def _turned(word: Word, quarters: int, width: float, height: float) -> Word:
    sides = (word.left, word.top, word.right, word.bottom)
    left, top, right, bottom = _turn(sides, quarters, width, height)
    return replace(word, left=left, top=top, right=right, bottom=bottom, is_upright=True, is_backward=False)


def _turn(sides: Sides, quarters: int, width: float, height: float) -> Sides:
    """A box on a page of that size after the page was turned clockwise by quarters."""
    left, top, right, bottom = sides
    match quarters:
        case 1:
            return height - bottom, left, height - top, right
        case 2:
            return width - right, height - bottom, width - left, height - top
        case 3:
            return top, width - right, bottom, width - left
    return sides
