"""Finds what stands on every page but belongs to none: running headers, footers, page numbers.

Surprise: repetition alone is not enough, for tables repeat their heads; it must repeat at the same height, at the edge.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from shared.documents.lines import Line
from shared.documents.paragraphs import Block

Places = dict[tuple[str, int], set[int]]
"""Text and height -> the pages it stands on."""
EDGE = 0.14
"""Share of the page's height, above and below, where furniture stands."""
_ROWS = 3
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"^[ivxlcdm]+$", re.IGNORECASE)
_ALONE = re.compile(
    r"^\W*(?:(?:page|seite|página|pagina|pág\.?|p\.|s\.|sida|strana|стр\.?)\s*)?\d{1,4}(?:\s*(?:/|of|von|de|sur|di|из)\s*\d{1,4})?\W*$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Sheet:
    """A page's lines with its size."""

    number: int
    lines: list[Line]
    width: float
    height: float
    sideways: list[Block] = field(default_factory=list)
    """What stands on its side, laid out already."""
    text: str = ""
    """What stands here instead of lines where no lines were found, as in vertical writing."""


def drop_furniture(sheets: list[Sheet]) -> None:
    """Take running headers, footers and page numbers out of the sheets."""
    candidates = {sheet.number: _at_edges(sheet) for sheet in sheets}
    places: Places = defaultdict(set)
    offsets: Counter[tuple[int, int]] = Counter()
    for sheet in sheets:
        for line in candidates[sheet.number]:
            places[_key(line, sheet)].add(sheet.number)
        offsets.update(
            {
                (_height(line, sheet), int(number) - sheet.number)
                for line in candidates[sheet.number]
                for number in _NUMBER.findall(line.text)
                if len(number) < 5
            }
        )
    least = 3 if len(sheets) > 3 else 2
    _drop_stamps(sheets, least)
    for sheet in sheets:
        gone = {
            id(line)
            for line in candidates[sheet.number]
            if _is_repeated(line, sheet, places, least)
            or _is_numbered(line, sheet, offsets, len(sheets))
            or (_ALONE.match(line.text) and _is_outermost(line, sheet))
        }
        # A running title that changes by chapter stands beside the page's number.
        numbered = [line for line in candidates[sheet.number] if id(line) in gone and _NUMBER.search(line.text)]
        gone |= {
            id(line)
            for line in candidates[sheet.number]
            for other in numbered
            if abs(line.middle - other.middle) < 0.5 * other.size and len(line.text) < 100 and len(sheets) > 1
        }
        if gone:
            sheet.lines = [line for line in sheet.lines if id(line) not in gone]


def _drop_stamps(sheets: list[Sheet], least: int) -> None:
    """What stands sideways in the margin of page after page."""
    pages = Counter(text for sheet in sheets for text in {_numberless(block) for block in sheet.sideways})
    for sheet in sheets:
        sheet.sideways = [block for block in sheet.sideways if pages[_numberless(block)] < least]


def _numberless(block: Block) -> str:
    return _NUMBER.sub("#", " ".join(block.lines).lower())


def _at_edges(sheet: Sheet) -> list[Line]:
    """The first and last rows, as far as they stand at the edges."""
    found: list[Line] = []
    for is_top in (True, False):
        limit = EDGE * sheet.height
        near = [line for line in sheet.lines if (line.middle < limit if is_top else line.middle > sheet.height - limit)]
        rows: dict[int, list[Line]] = defaultdict(list)
        for line in near:
            rows[round(line.middle / 3)].append(line)
        order = sorted(rows, reverse=not is_top)[: _ROWS + 2]
        found += [line for row in order for line in rows[row]]
    return found


def _height(line: Line, sheet: Sheet) -> int:
    """Distance from the nearer edge, in steps of 4 points; below the middle negative."""
    return round(line.middle / 4) if line.middle < sheet.height / 2 else -round((sheet.height - line.middle) / 4)


def _key(line: Line, sheet: Sheet) -> tuple[str, int]:
    text = _NUMBER.sub("#", line.text.lower())
    return ("#" if _ROMAN.match(text) else text), _height(line, sheet)


def _is_repeated(line: Line, sheet: Sheet, places: Places, least: int) -> bool:
    text, height = _key(line, sheet)
    near = (places.get((text, at), set()) for at in (height - 1, height, height + 1))
    return len(set().union(*near)) >= least


def _is_numbered(line: Line, sheet: Sheet, offsets: Counter[tuple[int, int]], pages: int) -> bool:
    """A short line with a number that counts along with the pages."""
    if len(line.text) > 100 or pages < 2:
        return False
    height = _height(line, sheet)
    return any(
        offsets[height, int(number) - sheet.number] >= max(2, min(pages // 3, 5))
        for number in _NUMBER.findall(line.text)
        if len(number) < 5
    ) and bool(_ALONE.match(line.text) or re.match(r"^\W*\d+\s|.*\s\d+\W*$", line.text))


def _is_outermost(line: Line, sheet: Sheet) -> bool:
    return line.middle > 0.9 * sheet.height and line.middle >= max(other.middle for other in sheet.lines) - 1
