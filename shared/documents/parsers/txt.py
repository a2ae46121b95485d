"""Plain text: decoded, lines joined to paragraphs where they were wrapped, cut into pages of about 3,000 characters.

Surprise: whether a line end is a paragraph's end is decided for the file as a whole; a file without a blank line and
with lines of about one length is wrapped, a file of verses or vocabulary is not.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO

from shared.documents.clean import clean
from shared.documents.decode import decoded, encoding_of
from shared.documents.limits import OnPage
from shared.documents.zones import Zones
from shared.domain.zone import ParsedDocument, ZoneType
from shared.errors import NoText

PAGE = 3_000
LONGEST = 20_000
"""A paragraph beyond this is cut at a sentence, so that a file of one line still has pages."""
MOST_LINES = 500
_ITEM = re.compile(r"^\s*(?:[-*•–◦▪·]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_UNDERLINE = re.compile(r"^\s*([=\-~*_#])\1{2,}\s*$")
_DIVIDED = re.compile(r"[^\W\d_]-$")
_MANY = re.compile(r"\n\s*\n")
_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


class TxtParser:
    """Reads plain text."""

    def read(self, file: BinaryIO, zones: Zones, *, skip: frozenset[int], on_page: OnPage) -> ParsedDocument:  # noqa: ARG002
        data = file.read()
        encoding, is_sound = encoding_of(data)
        zones.tool = "text"
        if not is_sound:
            zones.warn(f"Some bytes are not valid {encoding.upper()}; those characters are missing.")
        page, filled = 1, 0
        for kind, block in _blocks(_lines(decoded(data, encoding))):
            if filled and filled + len(block) > PAGE:
                on_page(page, None)
                page, filled = page + 1, 0
            filled += len(block)
            zones.add(page, kind, block)
            if zones.is_full:
                break
        if not zones.has_text:
            raise NoText("The file holds no text, only blanks. Choose another file.")
        return zones.document(page)


PARSER = TxtParser()


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    """Cleaned lines; one that never ends is cut at a blank."""
    rest = ""
    for piece in pieces:
        # A carriage return at the end may be half of a line end.
        text = _MANY.sub("\n\n", clean((rest + piece).replace("\f", "\n\n")))
        *lines, rest = text.split("\n")
        yield from (line.rstrip() for line in lines)
        while len(rest) > LONGEST:
            at = _end_of_sentence(rest)
            yield rest[:at]
            yield ""
            rest = rest[at:].lstrip()
    yield rest.rstrip()


def _blocks(lines: Iterator[str]) -> Iterator[tuple[ZoneType, str]]:
    seen = list(islice(lines, 3_000))
    width = _wrap_width(seen)
    for paragraph in _paragraphs(chain(seen, lines), width):
        kept = [line for line in paragraph if not _UNDERLINE.match(line)]
        if not kept:
            continue
        is_title = len(paragraph) > len(kept) and len(kept) == 1
        joined = _joined(kept)
        kind = ZoneType.LIST if _ITEM.match(kept[0]) else ZoneType.PARAGRAPH
        if is_title or (len(paragraph) == 1 and _is_heading(joined)):
            kind = ZoneType.HEADING
            joined = joined.lstrip("# ")
        while len(joined) > LONGEST:
            at = _end_of_sentence(joined)
            yield kind, joined[:at]
            joined = joined[at:].lstrip()
        yield kind, joined


def _wrap_width(lines: list[str]) -> int:
    """The column that lines were wrapped at, or 0 where each line is a paragraph of its own."""
    lengths = sorted(len(line) for line in lines if line.strip())
    if len(lengths) < 3:
        return 0
    # A few long lines, links or tables, say nothing about the rest.
    longest = lengths[-1 - len(lengths) // 30]
    if not 24 <= longest <= 200 or lengths[-1] > 3 * longest:
        return 0
    full = sum(1 for length in lengths if length > longest * 0.7)
    return longest if full * 5 > len(lengths) * 2 else 0


def _paragraphs(lines: Iterable[str], width: int) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in lines:
        if paragraph and (len(paragraph) >= MOST_LINES or _starts_anew(paragraph, line, width)):
            yield paragraph
            paragraph = []
        if line.strip():
            paragraph.append(line)
    if paragraph:
        yield paragraph


def _starts_anew(paragraph: list[str], line: str, width: int) -> bool:
    if not line.strip():
        return True
    if _UNDERLINE.match(line):
        return len(paragraph) > 1
    if _DIVIDED.search(paragraph[-1]) and line.lstrip()[:1].islower():
        return False
    if not width or _ITEM.match(line) or _UNDERLINE.match(paragraph[-1]):
        return True
    # A line that had room for the next word was ended on purpose.
    previous, word = paragraph[-1], line.split(maxsplit=1)[0]
    has_room = width - len(previous) > len(word) + max(8, width // 5)
    is_indented = len(line) - len(line.lstrip()) >= 2 and previous[:1] != " " and not _ITEM.match(paragraph[0])
    return is_indented or (has_room and (previous[-1] in '.!?:…"»”' or not word[0].islower()))


def _joined(lines: list[str]) -> str:
    """Wrapped lines as one; a hyphen at a line's end is taken out where a small letter follows."""
    text = lines[0].strip()
    for line in lines[1:]:
        following = line.strip()
        if _DIVIDED.search(text) and following[:1].islower():
            text = text[:-1] + following
        elif _CJK.match(text[-1:]) and _CJK.match(following[:1]):
            text += following
        else:
            text += " " + following
    return text


def _is_heading(text: str) -> bool:
    if text.startswith("#"):
        return bool(re.match(r"#{1,6} \S", text))
    return len(text) <= 60 and text.isupper() and sum(map(str.isalpha, text)) > 3


def _end_of_sentence(text: str) -> int:
    """Where to cut within the first `LONGEST` characters."""
    sentence = max(text.rfind(mark, LONGEST // 2, LONGEST) for mark in (". ", "! ", "? ", "。"))
    blank = text.rfind(" ", LONGEST // 2, LONGEST)
    return sentence + 1 if sentence > 0 else max(blank, 0) or LONGEST
