"""DOCX: the document's XML read in a stream, block by block, as the reader of the printed page would see it.

Surprise: a DOCX has no pages. They are counted from the marks that Word left when it last laid the text out; without
marks everything stands on page 1.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from shared.documents.archive_guard import Archive
from shared.documents.limits import OnPage
from shared.documents.office_xml import attribute, drop, ended_elements, local, main_part, relationships, whole_tree
from shared.documents.plain_paragraphs import PlainParagraph, word_blocks
from shared.documents.word_styles import Styles
from shared.documents.word_text import Run, paragraph_runs, row_cells, text_boxes
from shared.documents.zones import Zones
from shared.domain.zone import ParsedDocument, ZoneType
from shared.errors import NoText, TypeMismatch

if TYPE_CHECKING:
    from lxml.etree import _Element

ROWS_PER_ZONE = 100
_CONTAINERS = "{*}tbl", "{*}txbxContent"


class DocxParser:
    """Reads Word documents."""

    def read(self, file: BinaryIO, zones: Zones, *, skip: frozenset[int], on_page: OnPage) -> ParsedDocument:  # noqa: ARG002
        archive = Archive(file, zones.limits)
        part = main_part(archive, "word/document.xml")
        if part not in archive or part.startswith("xl/"):
            raise TypeMismatch("The file is no Word document inside. Upload a PDF, DOCX, XLSX or TXT file.")
        body = _Body(archive, part, zones, on_page)
        body.read(word_blocks(archive, part, ("p", "tr", "tbl", "body")))
        if not zones.has_text:
            has_pictures = any("media/" in name for name in archive.names)
            raise NoText(
                "The document holds pictures but no text; it needs OCR first."
                if has_pictures
                else "The document holds no text. Choose another file."
            )
        return zones.document(body.page)


PARSER = DocxParser()


class _Body:
    """The state of reading: page, open table, footnotes that wait for the end of their page."""

    def __init__(self, archive: Archive, part: str, zones: Zones, on_page: OnPage) -> None:
        zones.tool = "docx-xml"
        self.zones = zones
        self.page = 1
        self._on_page = on_page
        self._max_pages = zones.limits.max_pages
        related = dict(relationships(archive, part).values())
        self._styles = Styles(whole_tree(archive, related.get("styles", "word/styles.xml")))
        self._notes = {
            kind: _notes(archive, related.get(kind, f"word/{kind}.xml")) for kind in ("footnotes", "endnotes")
        }
        self._waiting: list[str] = []
        self._endnotes: list[str] = []
        self._rows: list[str] = []
        self._taken = 0

    def read(self, blocks: "Iterator[_Element | PlainParagraph]") -> None:
        """All that stands in the body, then the notes."""
        for block in blocks:
            self._taken += 1
            if self._taken % 500 == 0:
                self._on_page(self.page - 1, None)
            if isinstance(block, PlainParagraph):
                self.zones.add(self.page, self._styles.kind_by_style(block.style), " ".join(block.text.split()))
            else:
                self._take(block)
            if self.zones.is_full:
                break
        self._flush_notes()

    def _take(self, element: "_Element") -> None:
        """One ended element; those inside a table or text box are read with what holds them."""
        name = local(element)
        outer = element.iterancestors(*_CONTAINERS)
        holder = next(outer, None)
        if name == "p" and holder is None:
            self._take_paragraph(element)
            drop(element)
        elif name == "tbl" and holder is None:
            self._flush_rows()
            drop(element)
        elif name == "tr" and holder is not None and local(holder) == "tbl" and next(outer, None) is None:
            self._take_row(element)

    def _flush_notes(self) -> None:
        """What stands at the end: the last page's footnotes, then the endnotes."""
        self._flush_rows()
        for text in (*self._waiting, *self._endnotes):
            self.zones.add(self.page, ZoneType.FOOTNOTE, text)
        self._waiting, self._endnotes = [], []

    def _take_paragraph(self, element: "_Element") -> None:
        kind = self._styles.kind_of(element)
        runs: list[Run] = []
        breaks, has_text = 0, False
        for run in paragraph_runs(element):
            has_text = has_text or bool(run.text.strip())
            if run.page_break and not has_text:
                self._turn_page()
                continue
            # A break in mid-sentence: the sentence stays in one zone, on the page where it began.
            breaks += run.page_break
            runs.append(run)
        self._note_references(runs)
        text = "".join([run.text for run in runs])
        self.zones.add(self.page, kind, " ".join(text.split()), emphasis=_emphasis(runs, kind))
        for box_kind, box_text in text_boxes(element):
            self.zones.add(self.page, box_kind, box_text)
        for _ in range(breaks):
            self._turn_page()

    def _take_row(self, element: "_Element") -> None:
        cells, runs = row_cells(element)
        self._note_references(runs)
        if any(cells):
            self._rows.append("\t".join(cells))
        if len(self._rows) >= ROWS_PER_ZONE:
            self._flush_rows()
        drop(element)

    def _flush_rows(self) -> None:
        if self._rows:
            self.zones.add(self.page, ZoneType.TABLE, "\n".join(self._rows))
        self._rows = []

    def _note_references(self, runs: list[Run]) -> None:
        for run in runs:
            if run.note:
                kind, number = run.note
                text = self._notes[kind].get(number, "")
                (self._waiting if kind == "footnotes" else self._endnotes).append(text)

    def _turn_page(self) -> None:
        for text in self._waiting:
            self.zones.add(self.page, ZoneType.FOOTNOTE, text)
        self._waiting = []
        if self.page < self._max_pages:
            self._on_page(self.page, None)
            self.page += 1


def _notes(archive: Archive, part: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if part not in archive:
        return found
    for element in ended_elements(archive, part, ("footnote", "endnote")):
        if attribute(element, "type") in {None, "normal"}:
            paragraphs = (run.text for p in element.iter("{*}p") for run in (*paragraph_runs(p), Run(" ")))
            found[attribute(element, "id") or ""] = " ".join("".join(paragraphs).split())
        drop(element)
    return found


def _emphasis(runs: list[Run], kind: ZoneType) -> tuple[str, ...]:
    """The phrases that stand out; a block that is bold as a whole has none."""
    if kind is ZoneType.HEADING or len({run.is_strong for run in runs if run.text.strip()}) < 2:
        return ()
    phrases, phrase = [], ""
    for run in (*runs, Run("")):
        if run.is_strong:
            phrase += run.text
            continue
        words = " ".join(phrase.split()).strip(" .,;:!?")
        if 0 < len(words) <= 80:
            phrases.append(words)
        phrase = ""
    return tuple(phrases)
