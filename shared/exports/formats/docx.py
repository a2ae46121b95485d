"""A vocabulary sheet for Word, to print, fold and write on: term, translation and sentence side by side.

Surprise: what stays unknown is an empty cell with room for the learner's pen; confidence is a share in per cent,
not a colour, because most sheets are printed in grey.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.domain.wordlist import Pair, Wordlist
from shared.exports.format import Choice, clean_text
from shared.exports.packing import PACKED, packed_anew

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

HEADINGS = ("Term", "Translation", "Sentence", "Page", "Sure")
WIDTHS_CM = (5.0, 5.5, 11.0, 2.1, 2.1)
A4_CM = (29.7, 21.0)
MARGIN_CM = 2.0


@dataclass(frozen=True, slots=True)
class Docx:
    """For Word, LibreOffice and Pages."""

    name: str = "docx"
    extension: str = "docx"
    mime_type: str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    options: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    def write(self, wordlist: Wordlist, *, title: str, options: Mapping[str, Choice]) -> bytes:
        del options  # it takes none
        from docx import Document  # 100 ms that no other format should pay

        sheet = Document()
        _lay_out(sheet)
        sheet.add_heading(_line(title), level=0)
        sheet.add_paragraph(f"{len(wordlist.pairs)} terms, {wordlist.source_lang} to {wordlist.target_lang}")
        _fill(sheet, wordlist)
        properties = sheet.core_properties
        properties.author, properties.title, properties.comments = "Wordmill", _line(title)[:255], ""
        properties.created = properties.modified = PACKED
        rough = io.BytesIO()
        sheet.save(rough)
        return packed_anew(rough.getvalue())


FORMAT = Docx()


def _lay_out(sheet: "Document") -> None:
    """A4 on its side: sentences need the room."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    page = sheet.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(A4_CM[0]), Cm(A4_CM[1])
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN_CM)


def _fill(sheet: "Document", wordlist: Wordlist) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table = sheet.add_table(rows=1, cols=len(HEADINGS), style="Table Grid")
    table.autofit = False
    for cell, heading in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    # Word repeats a row marked so at the top of each page.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no public way
    for pair in wordlist.pairs:
        for cell, write in zip(table.add_row().cells, _CELLS, strict=True):
            write(cell, pair)
    for column, width in zip(table.columns, WIDTHS_CM, strict=True):
        # Word goes by the cells, LibreOffice by the grid.
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _term(cell: "_Cell", pair: Pair) -> None:
    cell.paragraphs[0].add_run(_line(pair.term)).bold = True
    lemma = pair.lemma if pair.lemma != pair.term else ""
    said = (lemma, pair.reading, " ".join(filter(None, (pair.pos, pair.gender))))
    if facts := ", ".join(filter(None, said)):
        cell.add_paragraph().add_run(_line(facts)).italic = True


def _translation(cell: "_Cell", pair: Pair) -> None:
    cell.paragraphs[0].add_run(_line(pair.translation))
    if pair.alternatives:
        cell.add_paragraph().add_run(_line(f"or: {'; '.join(pair.alternatives)}")).italic = True


def _sentence(cell: "_Cell", pair: Pair) -> None:
    cell.paragraphs[0].add_run(_line(pair.sentence))


def _page(cell: "_Cell", pair: Pair) -> None:
    cell.paragraphs[0].add_run(clean_text(pair.page_name))


def _confidence(cell: "_Cell", pair: Pair) -> None:
    cell.paragraphs[0].add_run(f"{pair.confidence:.0%}" if pair.translation else "")


_CELLS: tuple[Callable[["_Cell", Pair], None], ...] = (_term, _translation, _sentence, _page, _confidence)


def _line(text: str) -> str:
    """`text` on one line, without characters that XML forbids."""
    return " ".join(clean_text(text).split())
