"""Pages that are pictures, read by tesseract where it is installed, and by stand-ins for it where it misbehaves."""

import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from pypdfium2 import PdfDocument

from shared.documents.limits import Limits
from shared.documents.page_picture import picture_of
from shared.documents.parser import parse
from shared.domain.zone import ParsedDocument, ZoneType
from shared.errors import NoText
from tests.support import pdf_pages

TESSERACT = Path("/usr/bin/tesseract")
GERMAN = Path("/usr/share/tesseract-ocr/5/tessdata/deu.traineddata")
needs_tesseract = pytest.mark.skipif(
    not (TESSERACT.is_file() and GERMAN.is_file()), reason="tesseract with German (tesseract-ocr-deu) is not installed"
)
LINES = (
    "Die Mühle mahlt das Korn,",
    "und der Bach treibt das Wasser-",
    "rad. Das Wasserrad ist größer",
    "als der Müller.",
)
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def text_page(canvas: Any) -> None:
    canvas.setFont("Helvetica", 14)
    for row, line in enumerate(LINES):
        canvas.drawString(50, 500 - 18 * row, line)


SCAN = pdf_pages.scanned(pdf_pages.drawn(text_page))


def read(data: bytes, program: Path, **limits: Any) -> ParsedDocument:
    return parse(data, filename="a.pdf", limits=Limits(tesseract=str(program), **limits))


def stand_in(folder: Path, tsv: str, *, languages: str = "List:\\ndeu\\neng") -> Path:
    """A program in tesseract's place, which notes what it was asked."""
    path = folder / "reader"
    script = f"""#!/bin/sh
if [ "$1" = --list-langs ]; then printf '{languages}'; exit; fi
{tsv}
"""
    path.write_text(script, encoding="utf-8")
    path.chmod(0o700)
    return path


def said(*words: str, confidence: int = 90) -> str:
    rows = [f"5\t1\t1\t1\t1\t{n}\t{100 * n}\t200\t80\t30\t{confidence}\t{word}" for n, word in enumerate(words, 1)]
    return "printf '%s\\n' " + " ".join(f'"{row}"' for row in (HEAD, *rows))


@needs_tesseract
def test_a_scan_is_read_with_its_place_and_how_sure_the_reader_was():
    found = read(SCAN, TESSERACT, lang="de")
    zone = found.zones[0]
    assert " ".join(zone.text for zone in found.zones) == (
        "Die Mühle mahlt das Korn, und der Bach treibt das Wasserrad. Das Wasserrad ist größer als der Müller."
    )
    assert (zone.page, zone.type, zone.tool) == (1, ZoneType.PARAGRAPH, "tesseract")
    assert 0.7 < zone.confidence < 1
    box = zone.bbox
    assert box
    assert box.left == pytest.approx(50, abs=3)
    assert box.top == pytest.approx(595 - 500 - 11, abs=4)
    assert 0 < box.bottom - box.top < 80
    assert found.warnings == ("Pages that are pictures were read by OCR, which makes mistakes.",)


@needs_tesseract
def test_what_is_drawn_and_holds_no_word_still_says_that_it_needs_ocr():
    with pytest.raises(NoText, match="OCR"):
        read(pdf_pages.picture(), TESSERACT)


@pytest.mark.parametrize("program", ["", "/nowhere/tesseract"])
def test_without_the_program_a_scan_is_refused_as_before(program: str):
    with pytest.raises(NoText, match="OCR"):
        parse(SCAN, filename="a.pdf", limits=Limits(tesseract=program))


def test_pictures_stand_between_the_pages_that_have_text(tmp_path: Path):
    def draw(canvas: Any) -> None:
        from reportlab.lib.utils import ImageReader

        picture = ImageReader(PdfDocument(SCAN)[0].render(scale=1).to_pil())
        for page in (1, 2, 3):
            if page == 2:
                canvas.drawImage(picture, 0, 0, 420, 595)
            else:
                canvas.drawString(50, 500, f"The text of page {page} is written.")
            canvas.showPage()

    found = read(pdf_pages.drawn(draw), stand_in(tmp_path, said("seen", "words")))
    assert [(zone.page, zone.tool, zone.text) for zone in found.zones] == [
        (1, "pdfium", "The text of page 1 is written."),
        (2, "tesseract", "seen words"),
        (3, "pdfium", "The text of page 3 is written."),
    ]
    assert found.zones[1].bbox
    assert found.zones[1].confidence == 0.9


@pytest.mark.parametrize(
    ("lang", "languages", "asked"),
    [("de", "List:\\ndeu\\neng", "deu"), ("fr", "List:\\ndeu\\neng", "eng+deu"), ("", "List:\\ndeu\\nosd", "deu")],
)
def test_a_picture_is_read_in_the_language_that_is_known_and_installed(
    lang: str, languages: str, asked: str, tmp_path: Path
):
    program = stand_in(tmp_path, said("asked:$4"), languages=languages)
    found = read(SCAN, program, lang=lang)
    assert found.zones[0].text == f"asked:{asked}"
    assert any("no data" in warning for warning in found.warnings) == (lang == "fr")


def test_dust_is_no_text(tmp_path: Path):
    with pytest.raises(NoText, match="OCR"):
        read(SCAN, stand_in(tmp_path, said("~;", ".,", confidence=20)))


@pytest.mark.parametrize(
    "does",
    [
        "exit 3",
        "kill -9 $$",
        "head -c 100000 /dev/urandom",
        f"printf '{HEAD}\n5\t1\tx\n'",
        f"printf '{HEAD}\n5\t1\t1\t1\t1\t1\tx\ty\t\t\tz\tword\n'",
        "exec tail /dev/zero",
        said("word") + "; exit 1",
    ],
    ids=["fails", "dies", "nonsense", "half a row", "no numbers", "memory without end", "words, then failure"],
)
def test_a_program_that_misbehaves_costs_the_picture(does: str, tmp_path: Path):
    with pytest.raises(NoText, match="OCR"):
        read(SCAN, stand_in(tmp_path, does))


def test_a_program_that_hangs_is_ended_in_time(tmp_path: Path):
    program = stand_in(tmp_path, "exec sleep 300")
    began = time.monotonic()
    with pytest.raises(NoText, match="OCR"):
        read(SCAN, program, seconds=8.0)
    assert time.monotonic() - began < 8
    assert not running("sleep", "300")


def test_a_program_that_works_too_long_on_a_page_is_ended(tmp_path: Path):
    program = stand_in(tmp_path, "while :; do :; done")
    began = time.monotonic()
    with pytest.raises(NoText, match="OCR"):
        read(SCAN, program, seconds=200.0, ocr_seconds=1.0)
    assert time.monotonic() - began < 100


def test_pictures_beyond_their_time_are_left_as_they_are(tmp_path: Path):
    scans = pdf_pages.scanned(pdf_pages.numbered_pages(3))
    assert [zone.text for zone in read(scans, stand_in(tmp_path, said("word"))).zones] == ["word"] * 3
    found = read(scans, stand_in(tmp_path, f"/bin/sleep 3; {said('word')}"), seconds=8.0)
    assert found.zones[-1].type is ZoneType.IMAGE
    assert any("more than there is time for" in warning for warning in found.warnings)


def test_a_program_ends_with_the_child_that_started_it(tmp_path: Path):
    class Enough(Exception):
        pass

    def stop(_done: int, _total: int | None) -> None:
        for _ in range(300):
            if running("sleep", "301"):
                raise Enough
            time.sleep(0.1)

    second = tmp_path / "second"
    program = stand_in(tmp_path, f"[ -e {second} ] && exec sleep 301; : > {second}; {said('first')}")
    double = pdf_pages.scanned(pdf_pages.numbered_pages(2))
    with pytest.raises(Enough):
        parse(double, filename="a.pdf", limits=Limits(tesseract=str(program)), on_page=stop)
    assert not running("sleep", "301")


def running(*command: str) -> list[psutil.Process]:
    return [each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"] == list(command)]


def test_a_program_has_no_environment_and_can_write_no_file(tmp_path: Path):
    writes = f"(echo word > {tmp_path}/written); "
    program = stand_in(tmp_path, writes + said("$(/usr/bin/env | /usr/bin/cut -d= -f1 | /usr/bin/paste -sd,)"))
    text = read(SCAN, program).zones[0].text
    assert set(text.split(",")) - {"PWD", "_", "OLDPWD", "SHLVL"} == {"LC_ALL", "OMP_THREAD_LIMIT"}
    assert (tmp_path / "written").read_bytes() == b""


def test_a_huge_page_is_drawn_small():
    document = PdfDocument(pdf_pages.drawn(text_page, (14_000, 14_000)))
    picture = picture_of(document, 0, most_pixels=1_000_000)
    assert picture
    head, _, dots = picture.pgm.partition(b"\n255\n")
    assert len(dots) <= 1_000_000
    assert head == b"P5\n1000 1000"
    assert picture.points == pytest.approx(14)
    document.close()
