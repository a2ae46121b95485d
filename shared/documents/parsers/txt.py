"""Plain text: decoded, lines joined to paragraphs where they were wrapped, cut into pages of about 3,000 characters.

Surprise: whether a line end is a paragraph's end is decided for the file as a whole; a file without a blank line and
with lines of about one length is wrapped, a file of verses or vocabulary is not.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from shared.documents.clean import clean
from shared.documents.decode import decode
from shared.documents.limits import Limits
from shared.documents.parser import OnPage
from shared.documents.zones import Zones
from shared.domain.zone import ParsedDocument, ZoneType
from shared.errors import NoText

PAGE = 3_000
LONGEST = 20_000
"""A paragraph beyond this is cut at a sentence, so that a file of one line still has pages."""
_ITEM = re.compile(r"^\s*(?:[-*•–◦▪·]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_UNDERLINE = re.compile(r"^\s*([=\-~*_#])\1{2,}\s*$")
_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


class TxtParser:
    """Reads plain text."""

    def read(self, file: BinaryIO, *, limits: Limits, skip: frozenset[int], on_page: OnPage) -> ParsedDocument:  # noqa: ARG002
        raw, encoding, is_sound = decode(file.read())
        text = clean(raw)
        del raw
        zones = Zones(limits, "text")
        if not is_sound:
            zones.warn(f"Some bytes are not valid {encoding.upper()}; those characters are missing.")
        page, filled = 1, 0
        for kind, block in _blocks(text):
            if filled and filled + len(block) > PAGE:
                on_page(page, None)
                page, filled = page + 1, 0
            filled += len(block)
            zones.add(page, kind, block)
            if zones.is_full:
                break
        if not zones.has_text:
            raise NoText("The file holds no text, only blanks. Choose another file.")
        return ParsedDocument(pages=page, zones=zones.found, warnings=tuple(zones.warnings))


PARSER = TxtParser()


def _blocks(text: str) -> Iterator[tuple[ZoneType, str]]:
    lines = [line.rstrip() for line in text.replace("\f", "\n\n").split("\n")]
    width = _wrap_width(lines)
    for paragraph in _paragraphs(lines, width):
        kept = [line for line in paragraph if not _UNDERLINE.match(line)]
        if not kept:
            continue
        is_title = len(paragraph) > len(kept) and len(kept) == 1
        joined = _joined(kept)
        kind = ZoneType.LIST if _ITEM.match(kept[0]) else ZoneType.PARAGRAPH
        if is_title or (len(paragraph) == 1 and _is_heading(joined)):
            kind = ZoneType.HEADING
            joined = joined.lstrip("# ")
        for piece in _cut(joined):
            yield kind, piece


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


def _paragraphs(lines: list[str], width: int) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in lines:
        if paragraph and _starts_anew(paragraph, line, width):
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
        if re.search(r"[^\W\d_]-$", text) and following[:1].islower():
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


def _cut(text: str) -> Iterator[str]:
    while len(text) > LONGEST:
        at = max(text.rfind(mark, LONGEST // 2, LONGEST) for mark in (". ", "! ", "? ", "。"))
        at = at + 1 if at > 0 else max(text.rfind(" ", LONGEST // 2, LONGEST), 0) or LONGEST
        yield text[:at]
        text = text[at:].lstrip()
    yield text
