"""A PDF page as words with boxes, through pdfium's characters.

Surprise: calls into pdfium are made with bare pointers and in bulk (0.5 microseconds instead of 3.7), which is what
makes boxes affordable; every index stays inside what pdfium counted.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import repeat
from typing import Any

from shared.documents.direction import is_right_to_left
from shared.documents.open_page import OpenPage, opened_page
from shared.documents.page_box import PageBox, page_box

Boxes = ctypes.Array[ctypes.c_float]
BOLD_FLAG, ITALIC_FLAG = 1 << 18, 1 << 6
HYPHEN = "\ufffe"
"""A hyphen that pdfium saw at the end of a line; single characters it calls U+0002, in a string U+FFFE."""
_WORD = re.compile(r"[^\s\x00]+")
_DOUBLED = re.compile(r"(?:(.)\1){2,}")
_NOTE_MARK = re.compile(r"(?<=[^\W\d])([.,;:!?»”\")]?)(?:\d{1,2}|[a-z*†‡§])$")
_SUPERSCRIPT = 0.82
"""A character of at most this share of its word's height, and raised, is a note's number."""


@dataclass(slots=True)
class Word:
    """Characters without a blank between them; y grows downwards from the page's top."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    is_bold: bool
    is_italic: bool
    is_upright: bool
    is_backward: bool
    """Its last character stands left of its first, or above where it is not upright."""
    line: int
    """Which of pdfium's own lines it stands in."""

    @property
    def size(self) -> float:
        return self.bottom - self.top

    @property
    def quarters(self) -> int:
        """By how many quarters the page has to be turned clockwise to read it; 0: it is upright."""
        if not self.is_upright:
            return 1 if self.is_backward else 3
        # A single character has no direction of its own.
        return 2 if self.is_backward and len(self.text) > 1 and not is_right_to_left(self.text) else 0


@dataclass(frozen=True, slots=True)
class Page:
    """What pdfium saw on a page."""

    words: list[Word]
    width: float
    height: float
    has_pictures: bool


def read_page(document: Any, number: int) -> Page | None:  # noqa: ANN401
    """The page of that number, counted from 0, or None where pdfium finds it broken."""
    with opened_page(document, number) as opened:
        if opened is None:
            return None
        box = page_box(opened.page)
        words = _words(opened, box)
        turned = _turned(words, box)
        if turned:
            box, words = turned, _words(opened, turned)
        width, height = box.shown_size
        return Page(words, width, height, has_pictures=not words and _has_pictures(opened.page))


def _turned(words: list[Word], box: PageBox) -> PageBox | None:
    """The page as one would hold it to read, where most words stand on their side."""
    letters = Counter({1: 0, 2: 0, 3: 0})
    for word in words:
        if word.text.isascii() and len(word.text) > 1 and word.quarters:
            letters[word.quarters] += len(word.text)
    quarters, count = letters.most_common(1)[0]
    if 2 * count <= sum(len(word.text) for word in words if len(word.text) > 1):
        return None
    return replace(box, quarters=(box.quarters + quarters) % 4)


@cache
def _calls() -> dict[str, Callable[..., Any]]:
    """Pdfium's functions with plain pointer arguments, which ctypes passes without looking."""
    import pypdfium2.raw as pdfium

    whole, pointer = ctypes.c_int, ctypes.c_void_p
    kinds = {
        "FPDFText_GetUnicode": ctypes.CFUNCTYPE(ctypes.c_uint, pointer, whole),
        "FPDFText_GetLooseCharBox": ctypes.CFUNCTYPE(whole, pointer, whole, pointer),
        "FPDFText_GetTextObject": ctypes.CFUNCTYPE(pointer, pointer, whole),
        "FPDFText_GetFontWeight": ctypes.CFUNCTYPE(whole, pointer, whole),
        "FPDFText_GetFontInfo": ctypes.CFUNCTYPE(ctypes.c_ulong, pointer, whole, pointer, ctypes.c_ulong, pointer),
    }
    return {name: kind(ctypes.cast(getattr(pdfium, name), pointer).value or 0) for name, kind in kinds.items()}


def _words(opened: OpenPage, box: PageBox) -> list[Word]:
    count = opened.chars
    handle = ctypes.cast(opened.text, ctypes.c_void_p).value
    calls = _calls()
    codes = map(calls["FPDFText_GetUnicode"], repeat(handle), range(count))
    text = "".join([chr(code) if code < 0x110000 else "\ufffd" for code in codes]).replace("\x02", HYPHEN)
    boxes: Boxes = (ctypes.c_float * (4 * count + 4))()
    start = ctypes.addressof(boxes)
    for _ in map(calls["FPDFText_GetLooseCharBox"], repeat(handle), range(count), range(start, start + 16 * count, 16)):
        pass
    look = _Looks(handle, calls)
    words: list[Word] = []
    line, end = 0, 0
    for found in _WORD.finditer(text):
        if "\n" in text[end : found.start()]:
            line += 1
        first, end = found.span()
        # Where a line ended in a hyphen, pdfium goes on without a blank.
        while (hyphen := text.find(HYPHEN, first, end - 1)) >= 0:
            words.append(_word(text, first, hyphen + 1, boxes, box, look, line))
            first, line = hyphen + 1, line + 1
        words.append(_word(text, first, end, boxes, box, look, line))
    return words


class _Looks:
    """Bold and italic by text object: asked once for each."""

    def __init__(self, handle: int | None, calls: dict[str, Callable[..., Any]]) -> None:
        self._handle = handle
        self._calls = calls
        self._known: dict[Any, tuple[bool, bool]] = {}
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def at(self, index: int) -> tuple[bool, bool]:
        thing = self._calls["FPDFText_GetTextObject"](self._handle, index)
        if thing not in self._known:
            size = self._calls["FPDFText_GetFontInfo"](
                self._handle, index, ctypes.addressof(self._name), 128, ctypes.addressof(self._flags)
            )
            name = self._name.raw[: min(size, 128)].lower() if size else b""
            weight = self._calls["FPDFText_GetFontWeight"](self._handle, index)
            bold = b"bold" in name or b"black" in name or b"heavy" in name or bool(self._flags.value & BOLD_FLAG)
            # Weights guessed from the stem width reach 500 in plain fonts.
            bold = bold or (weight >= 700 and b"regular" not in name)
            italic = b"ital" in name or b"obli" in name or bool(self._flags.value & ITALIC_FLAG)
            self._known[thing] = bold, italic
        return self._known[thing]


def _word(  # noqa: PLR0913, PLR0917  a loop's inside, called for each word
    text: str, first: int, end: int, boxes: Boxes, box: PageBox, look: _Looks, line: int
) -> Word:
    shown = text[first:end]
    if not shown.isascii() or _DOUBLED.search(shown):
        from shared.documents.glyphs import put_right

        shown = put_right(shown, first, boxes)
    last = end - 1
    while last > first and not _has_area(boxes, last):
        last -= 1
    while first < last and not _has_area(boxes, first):
        first += 1
    if last > first and len(shown) == last - first + 1:
        shown, last = _without_note_marks(shown, first, last, boxes)
    a, b = 4 * first, 4 * last
    left, right = min(boxes[a], boxes[b]), max(boxes[a + 2], boxes[b + 2])
    top, bottom = max(boxes[a + 1], boxes[b + 1]), min(boxes[a + 3], boxes[b + 3])
    corners = box.shown(left, top, right, bottom)
    is_bold, is_italic = look.at(first)
    begins, ends = box.shown(*boxes[a : a + 4]), box.shown(*boxes[b : b + 4])
    rise = begins[1] + begins[3] - ends[1] - ends[3]
    run = ends[0] + ends[2] - begins[0] - begins[2]
    is_upright = abs(run) >= abs(rise)
    return Word(
        shown,
        *corners,
        is_bold=is_bold,
        is_italic=is_italic,
        is_upright=is_upright,
        is_backward=run < 0 if is_upright else rise > 0,
        line=line,
    )


def _has_area(boxes: Boxes, index: int) -> bool:
    return bool(boxes[4 * index] or boxes[4 * index + 1] or boxes[4 * index + 2])


def _without_note_marks(shown: str, first: int, last: int, boxes: Boxes) -> tuple[str, int]:
    """A word without the raised number or letter that points to a note, or with a blank after the one that opens it."""
    if _is_raised(last, first, boxes) and (mark := _NOTE_MARK.search(shown)):
        return shown[: mark.end(1)], last - (len(shown) - mark.end(1))
    if _is_raised(first, first + 1, boxes) and not _is_raised(last, first + 1, boxes):
        return f"{shown[0]} {shown[1:]}", last
    return shown, last


def _is_raised(index: int, other: int, boxes: Boxes) -> bool:
    """Whether one character is set smaller and higher than another beside it."""
    left, floor = 4 * min(index, other), boxes[4 * other + 3]
    height = boxes[4 * other + 1] - floor
    own = boxes[4 * index + 1] - boxes[4 * index + 3]
    if not 0 < own <= height * _SUPERSCRIPT or boxes[4 * index + 3] <= floor + height * 0.1:
        return False
    # On its side, a line's characters stand above each other.
    return boxes[4 * max(index, other)] > boxes[left + 2] - height * 0.2


def _has_pictures(page: Any) -> bool:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    count = min(pdfium.FPDFPage_CountObjects(page), 500)
    things = (pdfium.FPDFPage_GetObject(page, at) for at in range(count))
    kinds = {pdfium.FPDFPageObj_GetType(thing) for thing in things}
    return bool(kinds & {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_SHADING})
