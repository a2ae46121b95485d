"""Word paragraphs of nothing but text, as nearly every program writes them, taken straight from the bytes.

Surprise: they are cut out between two pieces that go through the XML parser, which never sees them. That is done only
right after a paragraph which that parser itself found to stand in the body, and nowhere in a part where a tag may be no
tag: from its first comment, CDATA or processing instruction on everything is parsed.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from shared.documents.archive_guard import Archive, damaged
from shared.documents.office_xml import PROLOG, ElementFeed

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST = 1 << 22
"""Bytes without the end of a paragraph; more is no usual document."""
_SPACES = (
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_HEAD = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml(?: version="1.0"| encoding="(?i:utf-8)"| standalone="\w+")*\s*\?>)?\s*'
    rb'<w:document(?: [^<>]*)? xmlns:w="(' + b"|".join(map(re.escape, _SPACES)) + rb')"[^<>]*>(?!.*xmlns:w=)',
    re.DOTALL,
)
_ODD = b"<!", b"<?", b"xmlns:w="
_BEGUN = re.compile(rb"<w:p[\s/>]")
_END = b"</w:p>"
_CHARS = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_ATTRIBUTES = rb"(?: [^<>]*[^<>/])?"
_PLAIN = re.compile(
    rb"\s*<w:p" + _ATTRIBUTES + rb">"
    rb'(?:<w:pPr>(?:<w:pStyle w:val="([^"<>&]*)"/>)?'
    rb"(?:<(?!w:(?:numPr|outlineLvl|pStyle)\b)[^<>]*/>|<w:rPr>(?:<[^<>]*/>)*+</w:rPr>)*+</w:pPr>)?"
    rb"((?:<w:r" + _ATTRIBUTES + rb">(?:<w:rPr>(?:<w:(?!(?:b|i|vanish)[ />])\w+(?: [^<>]*)?/>)*+</w:rPr>)?"
    rb"(?:<w:t" + _ATTRIBUTES + rb">" + _CHARS + rb"</w:t>)*+</w:r>|<w:(?:proofErr|bookmark\w+) [^<>]*/>)*+)</w:p>"
)
_TEXTS = re.compile(rb"<w:t(?:>| [^>]*>)([^<]*)")


class PlainParagraph(NamedTuple):
    """A paragraph of the body that holds text of one look."""

    style: str
    text: str


def word_blocks(archive: Archive, part: str, names: tuple[str, ...]) -> "Iterator[_Element | PlainParagraph]":
    """Each element of these names at its end, in order; a paragraph of the body may come as its plain text."""
    feed = ElementFeed(archive.limits, names)
    chunks = archive.chunks(part)
    head = b""
    for chunk in chunks:
        head += chunk
        if b"<w:body>" in head or len(head) > PROLOG:
            break
    before, mark, after = head.partition(b"<w:body>")
    found = _HEAD.match(before) if mark else None
    if found:
        yield from feed.elements(before + mark)
        yield from _Mixed(feed, found.group(1).decode()).blocks(chain((after,), chunks))
    else:
        yield from feed.elements(head)
    for chunk in chunks:
        yield from feed.elements(chunk)
    yield from feed.end()


class _Mixed:
    """Cuts the body into plain paragraphs and pieces that need the parser."""

    def __init__(self, feed: ElementFeed, space: str) -> None:
        self._feed = feed
        self._paragraph, self._body = f"{{{space}}}p", f"{{{space}}}body"
        self._begun = self._ended = 0
        """Paragraphs given to the parser, and those that came back from it."""
        self._is_between = False
        """What follows stands in the body itself."""

    def blocks(self, chunks: Iterator[bytes]) -> "Iterator[_Element | PlainParagraph]":
        """Until the chunks are spent, or something comes up after which all has to be parsed."""
        rest = b""
        for chunk in chunks:
            rest += chunk
            if len(rest) > LONGEST or any(mark in rest for mark in _ODD):
                break
            at = 0
            while True:
                if self._is_between and (found := _PLAIN.match(rest, at)):
                    self._feed.count(1)
                    at = found.end()
                    yield _paragraph(*found.groups())
                    continue
                end = rest.find(_END, at) + len(_END)
                if end < len(_END):
                    break
                yield from self._parsed(rest[at:end])
                at = end
            rest = rest[at:]
        yield from self._feed.elements(rest)

    def _parsed(self, piece: bytes) -> "Iterator[_Element]":
        self._begun += len(_BEGUN.findall(piece))
        self._is_between = False
        for element in self._feed.elements(piece):
            parent = element.getparent()
            is_paragraph = element.tag == self._paragraph
            self._ended += is_paragraph
            self._is_between = is_paragraph and parent is not None and parent.tag == self._body
            yield element
        self._is_between = self._is_between and self._ended == self._begun


def _paragraph(style: bytes | None, runs: bytes) -> PlainParagraph:
    try:
        return PlainParagraph((style or b"").decode(), b"".join(_TEXTS.findall(runs)).decode())
    except UnicodeDecodeError as error:
        raise damaged() from error
