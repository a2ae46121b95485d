"""Words to lines: pieces of text that no wide gap interrupts.

Surprise: a gap of more than about one letter's height ends a line even in mid-sentence; the layout puts it together
again unless it runs on as a gutter.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from shared.documents.direction import is_right_to_left
from shared.documents.pdfium_page import Word

GAP = 0.9
"""Blank, in heights of the letters, that may be a gutter."""
_WIDEST = 4.0
MARK = re.compile(
    r"(?:[•‣◦▪▫●○■□➢➤✓✔\uf0a7\uf0b7\uf0d8\uf076*–—·-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\(\d{1,3}\))$"
)
"""A bullet or number that opens a list item."""


@dataclass(slots=True)
class Line:
    """A piece of text on one baseline."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    is_bold: bool = False
    emphasis: tuple[str, ...] = ()

    @property
    def size(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def lines_of(words: Iterable[Word]) -> list[Line]:
    """The lines of a page, in the order of the file."""
    lines: list[Line] = []
    for found in _baselines(words):
        row = _without_leaders(found)
        held: list[Word] = []
        gap = GAP if not _is_justified(row) else _WIDEST
        for word in row:
            if held and _is_apart(held, word, gap):
                lines.append(_line(held))
                held = []
            held.append(word)
        if held:
            lines.append(_line(held))
    return lines


def without_doubles(words: list[Word]) -> list[Word]:
    """Words drawn twice at one place, to look bold or to cast a shadow, once."""
    kept: list[Word] = []
    places: dict[str, list[Word]] = {}
    for word in words:
        same = places.setdefault(word.text, [])
        reach = 0.2 * word.size
        if any(abs(word.left - other.left) < reach and abs(word.top - other.top) < reach for other in same[-40:]):
            continue
        same.append(word)
        kept.append(word)
    return kept


def _baselines(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Words that follow each other on one baseline."""
    row: list[Word] = []
    for word in words:
        if row:
            last = row[-1]
            size = max(last.size, word.size, 1.0)
            overlap = min(last.bottom, word.bottom) - max(last.top, word.top)
            is_other = word.line != last.line and not _continues(last, word, size)
            if is_other or overlap < 0.3 * min(last.size, word.size):
                yield row
                row = []
        row.append(word)
    if row:
        yield row


def _without_leaders(row: list[Word]) -> list[Word]:
    """A line of a table of contents without the dots that lead to the number."""
    dots = [word for word in row if not word.text.strip(".·…")]
    if len(dots) < 3 and not any(len(word.text) > 4 for word in dots):
        return row
    return [word for word in row if word.text.strip(".·…")]


def _is_justified(row: list[Word]) -> bool:
    """Whether the blanks are wide only because the line was stretched to the margin: then all are equally wide."""
    gaps = [word.left - last.right for last, word in pairwise(row)]
    if len(gaps) < 3 or min(gaps) <= 0 or max(gaps) > 1.25 * min(gaps) + 0.5:
        return False
    return sum(word.text.strip(".,;:!?()").isalpha() for word in row) > 0.6 * len(row)


def _is_apart(held: list[Word], word: Word, widest: float) -> bool:
    last = held[-1]
    size = max(last.size, word.size, 1.0)
    is_leftward = word.right <= last.left + 0.2 * size and is_right_to_left(word.text + last.text)
    gap = last.left - word.right if is_leftward else word.left - last.right
    if gap < -size:
        return True
    if len(held) == 1 and MARK.match(last.text):
        return gap > 4 * size
    return gap > widest * size


def _continues(last: Word, word: Word, size: float) -> bool:
    """Pdfium broke the line, yet the word stands where the next one of the same line would."""
    return abs(word.bottom - last.bottom) < 0.2 * size and -0.3 * size < word.left - last.right < 0.6 * size


def _line(words: list[Word]) -> Line:
    pieces = [words[0].text]
    for before, word in pairwise(words):
        touching = before.line != word.line and word.left - before.right < 0.04 * word.size
        pieces.append(word.text if touching else " " + word.text)
    # A bullet or initial may be set larger than the line it opens.
    usual = max(words, key=lambda word: (len(word.text), -word.left))
    return Line(
        "".join(pieces),
        min(word.left for word in words),
        usual.top,
        max(word.right for word in words),
        usual.bottom,
        is_bold=all(word.is_bold for word in words),
        emphasis=_emphasis(words),
    )


def _emphasis(words: list[Word]) -> tuple[str, ...]:
    """Runs of bold or italic words in a line that is not so as a whole."""
    if not any(word.is_bold or word.is_italic for word in words) or all(
        word.is_bold or word.is_italic for word in words
    ):
        return ()
    phrases: list[str] = []
    phrase: list[str] = []
    for word in words:
        if word.is_bold or word.is_italic:
            phrase.append(word.text)
        elif phrase:
            phrases.append(" ".join(phrase).strip(" .,;:!?()"))
            phrase = []
    if phrase:
        phrases.append(" ".join(phrase).strip(" .,;:!?()"))
    return tuple(text for text in phrases if text)
