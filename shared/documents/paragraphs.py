"""The lines of a column to blocks: where a paragraph, a heading or a list item ends and the next begins.

Surprise: a short line ends a paragraph only if it ends a sentence, too; ragged text has short lines everywhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from shared.documents.direction import is_right_to_left
from shared.documents.layout import Column, Grid
from shared.documents.lines import Line

BULLETS = "•‣◦▪▫●○■□➢➤✓✔\uf0a7\uf0b7\uf0d8\uf076 "
"""Marks of list items that say nothing; numbers and letters stay."""
ITEM = re.compile(
    r"^\s*(?:[•‣◦▪▫●○■□➢➤✓✔\uf0a7\uf0b7\uf0d8\uf076]\s*|[*–—·-]\s+|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s+|\(\d{1,3}\)\s+)"
    r"(?=\S)"
)
_ENDS = re.compile(r"[.!?:;…。！？][\"'»”’)\]]*$")


@dataclass(slots=True)
class Block:
    """Lines that belong together, on one page."""

    page: int
    lines: list[str]
    left: float
    top: float
    right: float
    bottom: float
    size: float
    is_bold: bool = False
    is_table: bool = False
    emphasis: list[str] = field(default_factory=list)
    marker: str = ""
    """A bullet or number at the start, already part of the first line."""

    @property
    def chars(self) -> int:
        return sum(len(line) for line in self.lines)


def blocks_of(pieces: Iterator[Column | Grid], page: int) -> Iterator[Block]:
    """The blocks of a page in reading order; a paragraph that goes on in the next column stays one."""
    held: Block | None = None
    for piece in pieces:
        found = [_table(piece, page)] if isinstance(piece, Grid) else list(_paragraphs(piece.lines, page))
        for block in found:
            if held and _goes_on(held, block):
                held = _merged(held, block)
                continue
            if held:
                yield held
            held = block
    if held:
        yield held


def _goes_on(held: Block, block: Block) -> bool:
    """Whether `block` is the rest of a paragraph that ended in mid-sentence at the foot of its column."""
    if held.is_table or block.is_table or block.marker or held.is_bold != block.is_bold:
        return False
    is_next_column = block.top < held.top + held.size and (block.left >= held.right or block.right <= held.left)
    is_unfinished = not _ENDS.search(held.lines[-1]) and block.lines[0][:1].islower()
    return is_next_column and is_unfinished and abs(held.size - block.size) < 0.1 * held.size


def _merged(held: Block, block: Block) -> Block:
    return replace(
        held,
        lines=held.lines + block.lines,
        left=min(held.left, block.left),
        top=min(held.top, block.top),
        right=max(held.right, block.right),
        bottom=max(held.bottom, block.bottom),
        emphasis=held.emphasis + block.emphasis,
    )


def _table(grid: Grid, page: int) -> Block:
    cells = [cell for row in grid.rows for cell in row if cell]
    rows = ["\t".join(_cell_text(cell) for cell in row).rstrip("\t") for row in grid.rows]
    return Block(
        page,
        rows,
        min(cell.left for cell in cells),
        min(cell.top for cell in cells),
        max(cell.right for cell in cells),
        max(cell.bottom for cell in cells),
        median(cell.size for cell in cells),
        is_table=True,
    )


def _cell_text(cell: Line | None) -> str:
    if cell is None:
        return ""
    text = re.sub(r"(?<=[^\W\d_])[-\ufffe\u00ad]\n(?=[^\W\d_])", "", cell.text)
    return " ".join(text.split()).replace("\ufffe", "-")


def _paragraphs(lines: list[Line], page: int) -> Iterator[Block]:
    if not lines:
        return
    column = _Edges(lines)
    held: list[Line] = []
    for line in lines:
        if held and column.is_break(held, line):
            yield _block(held, page)
            held = []
        held.append(line)
    yield _block(held, page)


class _Edges:
    """What is usual in a column: its margins and the distance from line to line."""

    def __init__(self, lines: list[Line]) -> None:
        self._left = median(line.left for line in lines)
        self._right = max(line.right for line in lines)
        self._size = median(line.size for line in lines)
        self._start = min(line.left for line in lines)
        steps = [
            below.bottom - above.bottom
            for above, below in pairwise(lines)
            if 0 < below.bottom - above.bottom < 3 * above.size and abs(above.size - below.size) < 0.15 * above.size
        ]
        self._step = sorted(steps)[len(steps) // 5] if steps else 1.3 * lines[0].size

    def is_break(self, held: list[Line], line: Line) -> bool:
        """Whether `line` begins a new block after `held`."""
        last = held[-1]
        step = line.bottom - last.bottom
        usual = self._step if line.size < 1.2 * self._size else max(self._step, 1.05 * line.size)
        if step > 1.28 * usual + 0.1 * line.size or step < 0:
            return True
        if abs(line.size - last.size) > 0.12 * max(line.size, last.size):
            # Tall characters stand in plain lines, too.
            return abs(line.size - last.size) > 0.3 * last.size or self._is_other_size(held, line)
        if line.is_bold != last.is_bold and (len(held) == 1 or not line.is_bold or _ENDS.search(last.text)):
            return all(other.is_bold == last.is_bold for other in held)
        if ITEM.match(line.text):
            return bool(_ENDS.search(last.text) or ITEM.match(held[0].text) or line.left > last.left + line.size)
        return self._is_indented(held, line)

    def _is_other_size(self, held: list[Line], line: Line) -> bool:
        return line.size < 0.88 * min(other.size for other in held) or line.size > 1.12 * max(o.size for o in held)

    def _is_indented(self, held: list[Line], line: Line) -> bool:
        last = held[-1]
        if is_right_to_left(last.text):
            return last.left > self._start + 0.25 * (self._right - self._start) and bool(_ENDS.search(last.text))
        has_room = last.right < self._right - 0.15 * (self._right - self._start)
        ends = bool(_ENDS.search(last.text))
        if ITEM.match(held[0].text):
            # An item hangs: a line back at its bullet's edge is no longer part of it.
            hangs = len(held) > 1 and held[1].left > held[0].left + 0.5 * line.size
            return line.left <= held[0].left + 0.3 * line.size and (hangs or ends)
        indent = line.left - last.left
        if (
            0.8 * line.size < indent < 6 * line.size
            and (ends or len(held) > 1)
            and abs(last.left - self._left) < line.size
        ):
            return ends or has_room
        return ends and has_room and (self._right - last.right) > 2.5 * line.size and line.text[:1].isupper()


def _block(lines: list[Line], page: int) -> Block:
    mark = ITEM.match(lines[0].text)
    return Block(
        page,
        [line.text for line in lines],
        min(line.left for line in lines),
        lines[0].top,
        max(line.right for line in lines),
        lines[-1].bottom,
        median(line.size for line in lines),
        is_bold=all(line.is_bold for line in lines),
        emphasis=[phrase for line in lines for phrase in line.emphasis],
        marker=mark.group() if mark else "",
    )
