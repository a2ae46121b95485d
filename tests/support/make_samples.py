"""Writes the three sample documents of `deploy/local/samples/` anew: the same bytes on every machine.

The words stand in `prose/`, written for this project: `#` and `##` open headings, `-` list items, `|` table rows,
`^` captions; `~` marks where a long word may break at the end of a line.

Surprise: python-docx and openpyxl stamp the time of day into what they save, so the zip is packed again with one
fixed date.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROSE = Path(__file__).parent / "prose"
SAMPLES = Path(__file__).resolve().parents[2] / "deploy" / "local" / "samples"
WHEN = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
BOLD = re.compile(r"\*\*(.+?)\*\*")
MARKS = {"# ": "title", "##": "heading", "- ": "list", "| ": "table", "^ ": "caption"}


def prose_blocks(name: str) -> Iterator[tuple[str, list[str]]]:
    """Kind and lines of each block: list items and table rows are lines, everything else is one."""
    for block in (PROSE / name).read_text("utf-8").strip().split("\n\n"):
        kind = MARKS.get(block[:2], "text")
        body = block if kind == "text" else re.sub(r"^(##?|-|\||\^) ", "", block, flags=re.MULTILINE)
        if kind == "list":
            yield kind, [re.sub(r"\s+", " ", item) for item in re.split(r"\n(?! )", body)]
        else:
            yield kind, body.split("\n") if kind == "table" else [body.replace("\n", " ")]


def mill_pdf() -> bytes:
    """A German PDF: running header and footer, headings, hyphenated line ends, a list, a table."""
    from reportlab.lib.pagesizes import A5
    from reportlab.platypus import ListFlowable, ListItem, Paragraph, SimpleDocTemplate, Table

    styles = _pdf_styles()
    story: list[Any] = []
    for kind, lines in prose_blocks("mill.de.txt"):
        if kind == "list":
            items = [ListItem(Paragraph(_soft(text), styles["text"])) for text in lines]
            story.append(ListFlowable(items, bulletType="bullet", start="•", leftIndent=14, bulletFontName="Sans"))
        elif kind == "table":
            rule = ("LINEBELOW", (0, 0), (-1, 0), 0.7, "black")
            fonts = [("FONT", (0, 0), (-1, -1), "Sans", 8.5), ("FONT", (0, 0), (-1, 0), "SansBold", 8.5)]
            story.append(Table([_cells(line) for line in lines], style=[*fonts, rule], spaceAfter=10, hAlign="LEFT"))
        else:
            story.append(Paragraph(_soft(lines[0]), styles[kind]))
    out = io.BytesIO()
    margins: dict[str, Any] = {"leftMargin": 48, "rightMargin": 48, "topMargin": 56, "bottomMargin": 52}
    title = next(lines[0] for _, lines in prose_blocks("mill.de.txt")).replace("~", "")
    document = SimpleDocTemplate(out, pagesize=A5, invariant=1, title=title, author="Wordmill", **margins)
    document.build(story, onFirstPage=_furniture, onLaterPages=_furniture)
    return out.getvalue()


def bread_docx() -> bytes:
    """A French DOCX: headings, terms in bold, a numbered list, a table, a page header."""
    from docx import Document

    document = Document()
    document.core_properties.author = "Wordmill"
    document.core_properties.language = "fr"
    document.core_properties.created = document.core_properties.modified = WHEN
    document.sections[0].header.paragraphs[0].text = "Cahiers du moulin"
    for kind, lines in prose_blocks("bread.fr.txt"):
        if kind in {"title", "heading"}:
            document.add_heading(lines[0], 0 if kind == "title" else 1)
        elif kind == "table":
            table = document.add_table(rows=0, cols=len(_cells(lines[0])), style="Table Grid")
            for line in lines:
                for cell, text in zip(table.add_row().cells, _cells(line), strict=True):
                    cell.text = text
        else:
            for line in lines:
                _bold_runs(document.add_paragraph(style="List Number" if kind == "list" else None), line)
    out = io.BytesIO()
    document.save(out)
    return _repacked(out.getvalue())


def olives_xlsx() -> bytes:
    """A Spanish workbook: a sheet per heading, each of prose above a table."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for kind, lines in prose_blocks("olives.es.txt"):
        if kind == "heading":
            sheet, row = book.create_sheet(lines[0]), 1
            sheet.column_dimensions["A"].width = 90
        elif kind == "table":
            for offset, line in enumerate(lines, 1):
                for column, text in enumerate(_cells(line), 1):
                    value = float(text) if re.fullmatch(r"[\d.]+", text) else text
                    sheet.cell(row + offset, column, value).font = Font(bold=offset == 1)
        else:
            cell = sheet.cell(row, 1, lines[0])
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=row == 1)
            row += 1
    book.properties.creator = "Wordmill"
    book.properties.created = WHEN.replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return _repacked(out.getvalue())


SAMPLE_MAKERS = {
    "wassermuehle.pdf": mill_pdf,
    "pain-au-levain.docx": bread_docx,
    "aceite-de-oliva.xlsx": olives_xlsx,
}


def _soft(text: str) -> str:
    return text.replace("~", "\u00ad")


def _cells(line: str) -> list[str]:
    return line.split(" | ")


def _pdf_styles() -> dict[str, Any]:
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    # Bitstream Vera comes with reportlab and may be embedded.
    registerFont(TTFont("Sans", "Vera.ttf"))
    registerFont(TTFont("SansBold", "VeraBd.ttf"))
    text = ParagraphStyle("text", fontName="Sans", fontSize=9.5, leading=13.5, spaceAfter=6, alignment=TA_JUSTIFY)
    heading = ParagraphStyle("heading", fontName="SansBold", fontSize=12.5, leading=16, spaceBefore=8, spaceAfter=5)
    title = ParagraphStyle("title", parent=heading, fontSize=18, leading=22, spaceAfter=10)
    caption = ParagraphStyle("caption", parent=text, fontSize=8, leading=10, spaceAfter=3)
    return {"text": text, "heading": heading, "title": title, "caption": caption}


def _furniture(canvas: Any, document: Any) -> None:
    """The running header and footer."""
    width, height = document.pagesize
    canvas.setFont("Sans", 7.5)
    canvas.drawString(48, height - 34, "Hefte zur Dorfgeschichte")
    canvas.drawRightString(width - 48, height - 34, "Heft 7")
    canvas.drawCentredString(width / 2, 28, f"Seite {document.page}")


def _bold_runs(paragraph: Any, text: str) -> None:
    for number, part in enumerate(BOLD.split(text)):
        paragraph.add_run(part).bold = True if number % 2 else None


def _repacked(data: bytes) -> bytes:
    """The same zip with the same date on every entry and on the document."""
    out = io.BytesIO()
    stamp = WHEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", stamp, part)
            new.writestr(zipfile.ZipInfo(name, (2026, 11, 1, 12, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for file_name, make in SAMPLE_MAKERS.items():
        (SAMPLES / file_name).write_bytes(make())
        print(SAMPLES / file_name)
