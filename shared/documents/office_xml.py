"""The XML parts of a DOCX or XLSX: parsed in a stream, relationships followed, strict and transitional alike.

Surprise: a DTD is refused by a parser that stops at it, not by looking for `<!DOCTYPE` in the bytes; in UTF-16 those
bytes look different.
"""

import posixpath
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from shared.documents.archive_guard import Archive, damaged
from shared.documents.limits import Limits
from shared.errors import Corrupt, ResourceLimit

if TYPE_CHECKING:
    from lxml.etree import _Element

PROLOG = 1 << 20
"""The root element has to begin within so many bytes."""


def local(element: "_Element") -> str:
    """An element's name without its namespace."""
    return _without_namespace(element.tag)


@lru_cache(maxsize=1_000)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def attribute(element: "_Element", name: str) -> str | None:
    """An attribute by its local name, whichever namespace it is in."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def ended_elements(archive: Archive, part: str, names: tuple[str, ...]) -> Iterator["_Element"]:
    """Each element of these names when its end is reached. The caller clears what it has used."""
    feed = ElementFeed(archive.limits, names)
    for chunk in archive.chunks(part):
        yield from feed.elements(chunk)
    yield from feed.end()


class ElementFeed:
    """Takes the bytes of a part piece by piece and gives the elements of some names that ended."""

    def __init__(self, limits: Limits, names: tuple[str, ...]) -> None:
        # lxml costs 15 ms that a PDF or a text need not pay.
        from lxml import etree

        self._parser: Any = etree.XMLPullParser(
            events=("end",),
            tag=[f"{{*}}{name}" for name in names],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        self._fault = etree.XMLSyntaxError
        self._guard = DtdGuard()
        self._left = limits.max_elements

    def elements(self, chunk: bytes) -> Iterator["_Element"]:
        self._guard.feed(chunk)
        try:
            self._parser.feed(chunk)
            for _, element in self._parser.read_events():
                self._left -= 1
                yield element
        except self._fault as error:
            raise damaged() from error
        self.count(0)

    def end(self) -> Iterator["_Element"]:
        """What came last, once the part is over."""
        try:
            self._parser.close()
            for _, element in self._parser.read_events():
                yield element
        except self._fault as error:
            raise damaged() from error

    def count(self, blocks: int) -> None:
        """Take note of blocks that were read without the parser."""
        self._left -= blocks
        if self._left < 0:
            raise ResourceLimit("The file holds more blocks than is allowed. Split it into smaller parts.")


def drop(element: "_Element") -> None:
    """Free an element that was read, and the empty shells before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def whole_tree(archive: Archive, part: str) -> "_Element | None":
    """A small part in one piece; None where there is none."""
    if part not in archive:
        return None
    from lxml import etree

    data = archive.read(part)
    guard = DtdGuard()
    guard.feed(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged() from error


def relationships(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Id -> (last word of the type, part's name) of what `part` points to inside the file."""
    folder, name = posixpath.split(part)
    tree = whole_tree(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    found = {}
    for item in tree if tree is not None else ():
        target, kind = attribute(item, "Target") or "", attribute(item, "Type") or ""
        if attribute(item, "TargetMode") != "External" and target:
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[attribute(item, "Id") or ""] = (kind.rpartition("/")[2], path)
    return found


def main_part(archive: Archive, usual: str) -> str:
    """The part that the package calls its document."""
    targets = (path for kind, path in relationships(archive, "").values() if kind == "officeDocument")
    return next((path for path in targets if path in archive), usual)


class DtdGuard:
    """Reads along until the root element opens, and stops at a DTD."""

    def __init__(self) -> None:
        self._seen = 0
        self._roots: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._opened

    def feed(self, chunk: bytes) -> None:
        if self._roots:
            return
        self._seen += len(chunk)
        if self._seen > PROLOG + len(chunk):
            raise damaged()
        for start in range(0, len(chunk), 4096):
            try:
                self._parser.Parse(chunk[start : start + 4096], False)
            except (expat.ExpatError, LookupError, ValueError) as error:
                # LookupError: an encoding that nobody knows.
                if not self._roots:
                    raise damaged() from error
            if self._roots:
                return

    def _refuse(self, *_: object) -> None:
        raise Corrupt("The file declares its own XML entities, which no Office program does. It was not opened.")

    def _opened(self, name: str, _attributes: object) -> None:
        self._roots.append(name)
