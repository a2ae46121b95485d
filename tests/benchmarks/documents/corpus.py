"""The files that are read, and what a good reader finds in them.

Surprise: all of them are made by code, so each phrase is known to stand there; none comes from a reader's own tests.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random

from tests.support import hostile, pdf_pages
from tests.support.make_samples import SAMPLES, prose_blocks
from tests.unit.documents.test_decode import TEXTS

ENGLISH = (
    "The well-known miller keeps a long-term contract with the village bakery. His self-taught apprentice repairs the "
    "water wheel, cleans the millstones and carries the heavy sacks upstairs. Everybody remembers the remarkable "
    "thunderstorm that destroyed the wooden bridge and carried the neighbouring garden away. Afterwards the "
    "inhabitants collected contributions, and a skilful carpenter constructed something stronger. Nowadays the "
    "machinery generates electricity for seventeen households, and visitors appreciate the demonstration of "
    "traditional craftsmanship. "
    "The old-fashioned grinding equipment is surprisingly efficient, although its maintenance demands considerable "
    "patience. A half-finished exhibition explains the environmental advantages of renewable resources. "
)
COMPOUNDS = {
    "en": "the well-known miller, his self-taught apprentice, a long-term contract and old-fashioned tools",
    "de": "das Nord-Süd-Gefälle, die E-Mail-Adresse und die Vor- und Nachteile",
    "fr": "peut-être celui-ci, le savoir-faire et le rendez-vous, c'est-à-dire le porte-monnaie",
    "es": "el acuerdo franco-español y el curso teórico-práctico",
}


OOXML = "http://purl.oclc.org/ooxml"
STRICT_WORD = f'<w:document xmlns:w="{OOXML}/wordprocessingml/main"><w:body><w:p>{{}}</w:p></w:body></w:document>'
STRICT_SHEET = (
    f'<worksheet xmlns="{OOXML}/spreadsheetml/main"><sheetData><row r="1"><c r="A1" t="str"><v>strict</v></c></row>'
    "</sheetData></worksheet>"
)
SYLLABLE = re.compile(r"\w\w[aeiouäöüéèáíóú](?=[bcdfghklmnprstvwz][aeiouäöüéèáíóú]\w)|\w\w-(?=\w\w)")


@dataclass(frozen=True)
class Case:
    """A file with the phrases of each page, in their order."""

    name: str
    data: bytes
    pages: list[list[str]] = field(default_factory=list)


def phrase_cases() -> list[Case]:
    return [*_pdfs(), *_docx(), *_xlsx(), *_txt()]


def _pdfs() -> list[Case]:
    numbered = [f"Sentence number {n} tells how the miller grinds the corn beside" for n in range(1, 61)]
    cases = [
        Case(
            f"columns-{columns}-{offset:.0f}-{bool(title)}.pdf",
            pdf_pages.columned(columns, sentences_in_all=60, offset=offset, title=title),
            [numbered],
        )
        for columns in (1, 2, 3)
        for offset in (0.0, 4.0)
        for title in ("", "The Mill by the Brook")
    ]
    running = [[f"Sentence number {n} tells how" for n in range(page * 10, page * 10 + 3)] for page in range(1, 8)]
    cases.append(Case("running-heads.pdf", pdf_pages.numbered_pages(7), running))
    sentences = [s for s in re.split(r"(?<=[.!?:]) (?=[A-ZÄÖÜ])", pdf_pages.german_prose()) if len(s) > 20]
    cases.append(Case("sample.pdf", (SAMPLES / "wassermuehle.pdf").read_bytes(), [sentences]))
    japanese = ["".join(pdf_pages.JAPANESE)]
    cases += [Case(f"japanese-{way}.pdf", pdf_pages.japanese(is_vertical=way), [japanese]) for way in (False, True)]
    cases.append(
        Case("readings.pdf", pdf_pages.readings(), [["水車小屋は川のそばにあります。粉屋は小麦をひいています。"]])
    )
    cases.append(Case("arabic.pdf", pdf_pages.arabic(), [["سلام سلام سلام"]]))
    cases.append(Case("twice.pdf", pdf_pages.drawn_twice(), [["Grinds", "The brook runs"]]))
    lines = [f"Line {number} of the sideways text goes on" for number in range(6)]
    cases += [Case(f"turned-{a}-{r}.pdf", pdf_pages.sideways(a, r), [lines]) for a, r in ((90, 0), (0, 90), (90, 90))]
    cases.append(Case("locked.pdf", pdf_pages.locked(""), [["The locked mill grinds on."]]))
    return cases


def _docx() -> list[Case]:
    plain = [
        line.replace("**", "") for kind, lines in prose_blocks("bread.fr.txt") if kind != "table" for line in lines
    ]
    run = "<w:r><w:t>{}</w:t></w:r>".format
    bodies = {
        "tracked": (
            f"<w:p>{run('kept ')}<w:del><w:r><w:delText>out</w:delText></w:r></w:del><w:ins>{run('new')}</w:ins></w:p>",
            "kept new",
        ),
        "ruby": (
            f"<w:p><w:r><w:ruby><w:rt>{run('みず')}</w:rt><w:rubyBase>{run('水')}</w:rubyBase></w:ruby></w:r>{run('車')}</w:p>",
            "水車",
        ),
        "link": (f"<w:p>{run('by ')}<w:hyperlink>{run('a link')}</w:hyperlink></w:p>", "by a link"),
        "control": (f"<w:p><w:sdt><w:sdtContent>{run('controlled')}</w:sdtContent></w:sdt></w:p>", "controlled"),
        "box": (
            f"<w:p><w:r><w:pict><w:txbxContent><w:p>{run('in the box')}</w:p></w:txbxContent></w:pict></w:r></w:p>",
            "in the box",
        ),
        "nested": (
            f"<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p>{run('deep')}</w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
            "deep",
        ),
    }
    cases = [Case("sample.docx", (SAMPLES / "pain-au-levain.docx").read_bytes(), [plain])]
    cases += [Case(f"{name}.docx", hostile.docx(body), [[text]]) for name, (body, text) in bodies.items()]
    strict = STRICT_WORD
    return [*cases, Case("strict.docx", hostile.docx(strict.format(run("strict")).encode()), [["strict"]])]


def _xlsx() -> list[Case]:
    pages: list[list[str]] = []
    for kind, lines in prose_blocks("olives.es.txt"):
        if kind == "heading":
            pages.append([])
        else:
            pages[-1] += lines if kind == "text" else [line.split(" | ")[1] for line in lines]
    strict = STRICT_SHEET
    far = '<row r="{}"><c r="{}" t="inlineStr"><is><t>{}</t></is></c></row>'.format
    return [
        Case("sample.xlsx", (SAMPLES / "aceite-de-oliva.xlsx").read_bytes(), pages),
        Case("strict.xlsx", hostile.xlsx(strict.encode()), [["strict"]]),
        Case("far.xlsx", hostile.xlsx(far(1, "A1", "near") + far(1_000_000, "ZZ1000000", "far")), [["near", "far"]]),
    ]


def _txt() -> list[Case]:
    return [Case(f"{name}.txt", text.encode(name), [[text.strip()]]) for name, text in TEXTS.items()]


def hyphen_cases() -> dict[str, tuple[bytes, dict[str, int]]]:
    """Language -> a PDF of narrow lines, and how often each divided word stands between its neighbours in the text."""
    texts = {"en": ENGLISH * 3}
    for name in ("mill.de.txt", "bread.fr.txt", "olives.es.txt"):
        prose = " ".join(line for kind, lines in prose_blocks(name) if kind == "text" for line in lines)
        texts[name.split(".")[1]] = re.sub(r"[~*]", "", prose)
    return {lang: _divided(f"{text} {COMPOUNDS[lang]} " * 2, seed=lang) for lang, text in texts.items()}


def _divided(text: str, *, seed: str) -> tuple[bytes, dict[str, int]]:
    """Words set in lines of 30 to 40 characters; one without room is divided after a vowel or at its own hyphen."""
    dice, lines, wanted = Random(seed), [""], []
    words = text.split()
    for at, word in enumerate(words):
        room = dice.randint(30, 40) - len(lines[-1]) - 1
        if len(word) < room:
            lines[-1] = f"{lines[-1]} {word}".strip()
            continue
        places = [found.end() for found in SYLLABLE.finditer(word)]
        place = next((place for place in reversed(places) if place + 1 <= room), 0)
        if place and 0 < at < len(words) - 1:
            half = word[:place] if word[place - 1] == "-" else word[:place] + "-"
            lines[-1] = f"{lines[-1]} {half}".strip()
            lines.append(word[place:])
            wanted.append(" ".join(words[at - 1 : at + 2]))
        else:
            lines.append(word)
    plain = " ".join(words)
    return _typeset(lines), {phrase: plain.count(phrase) for phrase in wanted}


def _typeset(lines: list[str]) -> bytes:
    def draw(canvas: object) -> None:
        for start in range(0, len(lines), 40):
            canvas.setFont("Helvetica", 10)  # type: ignore[attr-defined]
            for row, line in enumerate(lines[start : start + 40]):
                canvas.drawString(50, 520 - 12 * row, line)  # type: ignore[attr-defined]
            canvas.showPage()  # type: ignore[attr-defined]

    return pdf_pages.drawn(draw)


def big_files() -> dict[str, Callable[[], bytes]]:
    return {
        "619 pages.pdf": partial(_pages, 619),
        "150,000 paragraphs.docx": _paragraphs,
        "2,000,000 cells.xlsx": _cells,
    }


def _pages(count: int) -> bytes:
    from reportlab.lib.utils import simpleSplit

    dice = Random(1)
    words = pdf_pages.german_prose().split()

    def draw(canvas: object) -> None:
        for _ in range(count):
            canvas.setFont("Helvetica", 9)  # type: ignore[attr-defined]
            lines = simpleSplit(" ".join(dice.choices(words, k=430)), "Helvetica", 9, 320)
            for row, line in enumerate(lines[:48]):
                canvas.drawString(50, 560 - 11 * row, line)  # type: ignore[attr-defined]
            canvas.showPage()  # type: ignore[attr-defined]

    return pdf_pages.drawn(draw)


def _paragraphs() -> bytes:
    dice = Random(1)
    words = pdf_pages.german_prose().split()
    row = '<w:p><w:pPr><w:spacing w:after="0"/></w:pPr><w:r><w:rPr><w:sz w:val="22"/></w:rPr><w:t>{}</w:t></w:r></w:p>'
    body = "".join(row.format(" ".join(dice.choices(words, k=12))) for _ in range(150_000))
    document = f'<w:document xmlns:w="{hostile.W}"><w:body>{body}</w:body></w:document>'
    return _with_parts("pain-au-levain.docx", {"word/document.xml": document.encode()})


def _cells() -> bytes:
    dice = Random(1)
    words = sorted(set(re.findall(r"\w+", pdf_pages.german_prose())))
    strings = "".join(f"<si><t>{word}</t></si>" for word in words)
    text, number = '<c r="{}{}" t="s"><v>{}</v></c>'.format, '<c r="{}{}"><v>{}</v></c>'.format
    rows = (
        f'<row r="{row}">'
        + "".join(text(column, row, dice.randrange(len(words))) for column in "ABCDE")
        + "".join(number(column, row, dice.randrange(10_000)) for column in "FGHIJ")
        + "</row>"
        for row in range(1, 200_001)
    )
    sheet = f'<worksheet xmlns="{hostile.S}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    shared = f'<sst xmlns="{hostile.S}">{strings}</sst>'
    return hostile.zipped(
        {
            name: part.encode()
            for name, part in {**_package(), "xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared}.items()
        }
    )


def _package() -> dict[str, str]:
    """What a workbook of one sheet and one table of strings needs besides."""
    office = "http://schemas.openxmlformats.org"
    kinds = {
        "xl/workbook.xml": "sheet.main",
        "xl/worksheets/sheet1.xml": "worksheet",
        "xl/sharedStrings.xml": "sharedStrings",
    }
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{sheet_type}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    link = '<Relationship Id="{0}" Type="{1}/{2}" Target="{3}"/>'.format
    links = f'<Relationships xmlns="{office}/package/2006/relationships">{{}}</Relationships>'.format
    return {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": links(link("a", hostile.R, "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": links(
            link("s", hostile.R, "worksheet", "worksheets/sheet1.xml")
            + link("t", hostile.R, "sharedStrings", "sharedStrings.xml")
        ),
        "xl/workbook.xml": f'<workbook xmlns="{hostile.S}" xmlns:r="{hostile.R}"><sheets>'
        '<sheet name="Cells" sheetId="1" r:id="s"/></sheets></workbook>',
    }


def _with_parts(sample: str, parts: dict[str, bytes]) -> bytes:
    """A sample with other insides, so that every reader finds a whole package."""
    with zipfile.ZipFile(SAMPLES / sample) as archive:
        return hostile.zipped({name: parts.get(name) or archive.read(name) for name in archive.namelist()})
