import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from shared.documents.parser import PARSERS, Limits, parse_here
from shared.documents.zones import Zones
from shared.domain.zone import ParsedDocument, ZoneType
from shared.errors import Corrupt, Encrypted, NoText, ResourceLimit
from tests.support import hostile, pdf_pages
from tests.support.make_samples import SAMPLES, prose_blocks


def read(data: bytes, **limits: int) -> ParsedDocument:
    return parse_here(data, filename="a.pdf", limits=Limits(**limits))


def texts(data: bytes) -> list[str]:
    return [zone.text for zone in read(data).zones]


@pytest.fixture(scope="module")
def sample() -> ParsedDocument:
    return read((SAMPLES / "wassermuehle.pdf").read_bytes())


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("offset", [0.0, 4.0])
@pytest.mark.parametrize("title", ["", "The Mill by the Brook"])
def test_columns_are_read_one_after_the_other(columns: int, offset: float, title: str):
    found = texts(pdf_pages.columned(columns, sentences_in_all=60, offset=offset, title=title))
    numbers = [int(number) for number in re.findall(r"Sentence number (\d+) tells how the miller", " ".join(found))]
    assert numbers == list(range(1, 61))
    assert not title or found[0] == title


def test_every_word_of_the_sample_comes_back_and_divided_ones_whole(sample: ParsedDocument):
    wanted = [
        word for _, lines in prose_blocks("mill.de.txt") for line in lines for word in line.replace("~", "").split()
    ]
    found = " ".join(zone.text for zone in sample.zones).replace("•", "").split()
    assert [word for word in found if word != "|"] == [word for word in wanted if word != "|"]


def test_the_sample_has_the_blocks_its_author_wrote(sample: ParsedDocument):
    kinds = {"title": ZoneType.HEADING, "heading": ZoneType.HEADING, "caption": ZoneType.CAPTION}
    for kind, lines in prose_blocks("mill.de.txt"):
        if kind in kinds:
            text = lines[0].replace("~", "")
            assert [zone.type for zone in sample.zones if zone.text == text] == [kinds[kind]], text
    assert sum(zone.type is ZoneType.LIST for zone in sample.zones) == 3
    tables = [zone for zone in sample.zones if zone.type is ZoneType.TABLE]
    assert [row.split("\t") for row in tables[0].text.split("\n")][1] == [
        "oberschlächtig",
        "3 bis 10 Meter",
        "80 Prozent",
        "langsam",
    ]


def test_running_headers_and_page_numbers_are_dropped(sample: ParsedDocument):
    assert not [zone for zone in sample.zones if re.search(r"Heft|Seite \d", zone.text)]


def test_headers_that_change_by_chapter_are_dropped_too():
    found = texts(pdf_pages.numbered_pages(7))
    assert len(found) == 21
    assert all(re.fullmatch(r"Sentence number \d+ tells .* flour\.", text) for text in found)


def test_zones_know_page_and_box(sample: ParsedDocument):
    assert sample.pages == 4
    assert [zone.page for zone in sample.zones] == sorted(zone.page for zone in sample.zones)
    for zone in sample.zones:
        assert zone.bbox is not None
        assert 0 <= zone.bbox.left < zone.bbox.right <= 420
        assert 0 <= zone.bbox.top < zone.bbox.bottom <= 596


def test_the_same_file_gives_the_same_zones(sample: ParsedDocument):
    assert read((SAMPLES / "wassermuehle.pdf").read_bytes()) == sample


@pytest.mark.parametrize("is_vertical", [False, True])
def test_japanese_is_read_in_both_directions(*, is_vertical: bool):
    assert "".join(texts(pdf_pages.japanese(is_vertical=is_vertical))) == "".join(pdf_pages.JAPANESE)


def test_readings_stay_out_of_the_words_below():
    assert "".join(texts(pdf_pages.readings())) == "水車小屋は川のそばにあります。粉屋は小麦をひいています。"


def test_arabic_is_in_logical_order_and_lam_comes_before_alef():
    assert texts(pdf_pages.arabic()) == ["سلام سلام سلام"]


def test_what_is_drawn_twice_is_read_once():
    assert " ".join(texts(pdf_pages.drawn_twice())) == "Grinds The brook runs"


@pytest.mark.parametrize(("angle", "rotation"), [(90, 0), (270, 0), (90, 90), (0, 90), (0, 180), (0, 270)])
def test_turned_pages_are_read_as_one_would_hold_them(angle: int, rotation: int):
    wanted = " ".join(f"Line {number} of the sideways text goes on" for number in range(6))
    assert " ".join(texts(pdf_pages.sideways(angle, rotation))) == wanted


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_text_on_its_side_comes_after_the_upright_text_of_its_page(angle: int):
    *upright, aside = read(pdf_pages.with_axis_title(angle)).zones
    assert [zone.text for zone in upright] == [
        " ".join(f"Line {line} of page 1 stands upright here" for line in range(5))
    ]
    assert aside.text == "Grain ground in 1901"
    assert aside.bbox
    width, height = aside.bbox.right - aside.bbox.left, aside.bbox.bottom - aside.bbox.top
    assert (width > 5 * height) == (angle == 180)
    assert abs((aside.bbox.left + aside.bbox.right) / 2 - 40) < (6 if angle != 180 else 60)


def test_what_stands_sideways_on_page_after_page_is_dropped():
    assert not [text for text in texts(pdf_pages.with_axis_title(90, pages=4)) if "Grain" in text]


def test_text_alone_has_every_word_and_divided_ones_whole(sample: ParsedDocument):
    plain = parse_here((SAMPLES / "wassermuehle.pdf").read_bytes(), filename="a.pdf", limits=Limits(text_only=True))
    assert [zone.page for zone in plain.zones] == [1, 2, 3, 4]
    assert all(zone.bbox is None for zone in plain.zones)
    words = set(re.findall(r"\w+", " ".join(zone.text for zone in sample.zones)))
    assert words <= set(re.findall(r"\w+", " ".join(zone.text for zone in plain.zones)))


def test_text_alone_leaves_out_a_page_that_did_harm():
    read_on = PARSERS.get("pdf").read
    file = io.BytesIO(pdf_pages.with_axis_title(90, pages=3))
    zones = Zones(Limits(text_only=True))
    found = read_on(file, zones, skip=frozenset({2}), on_page=lambda _done, _total: None)
    assert [zone.page for zone in found.zones] == [1, 3]
    assert found.warnings == ("Page 2 is damaged and was left out.",)


def test_marks_of_notes_are_not_part_of_words():
    assert texts(pdf_pages.note_marks()) == ["The mill grinds corn.", "b Evaluated by the miller"]


def test_what_was_filled_into_a_form_is_read():
    assert " ".join(texts(pdf_pages.form())) == "The miller's name: Johanna Kornblum"


def test_a_picture_between_pages_of_text_is_a_zone_without_text_or_certainty():
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Any) -> None:
        for page in (1, 2, 3):
            if page == 2:
                canvas.drawImage(ImageReader(Image.new("L", (60, 60), 90)), 20, 20, 380, 550)
            else:
                canvas.drawString(50, 500, f"The text of page {page} is written.")
            canvas.showPage()

    found = read(pdf_pages.drawn(draw))
    assert [(zone.page, zone.type.value, zone.confidence) for zone in found.zones] == [
        (1, "paragraph", 0.98),
        (2, "image", 0.0),
        (3, "paragraph", 0.98),
    ]
    assert found.warnings == ("Page 2 is a picture; its text cannot be read without OCR.",)


def test_a_footnote_is_kept_apart_from_the_text_above_it():
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 11)
        for row, line in enumerate(pdf_pages.sentences(12)):
            canvas.drawString(40, 550 - 14 * row, line[:60])
        canvas.setFont("Helvetica", 8)
        canvas.drawString(40, 120, "1 The miller of whom we speak never sold flour.")

    found = [(zone.type.value, zone.text) for zone in read(pdf_pages.drawn(draw)).zones]
    assert found[-1] == ("footnote", "1 The miller of whom we speak never sold flour.")
    assert {kind for kind, _ in found[:-1]} == {"paragraph"}


def test_a_scanned_page_says_that_it_needs_ocr():
    with pytest.raises(NoText, match="OCR"):
        read(pdf_pages.picture())


def test_an_empty_password_is_no_password():
    assert texts(pdf_pages.locked("")) == ["The locked mill grinds on."]


def test_an_empty_password_of_the_owner_is_none_either():
    assert texts(pdf_pages.half_locked()) == ["The owner reads on."]


def test_a_password_is_asked_for():
    with pytest.raises(Encrypted, match="password"):
        read(pdf_pages.locked("secret"))


def test_too_many_pages_are_refused_with_their_number():
    with pytest.raises(ResourceLimit, match="99 pages") as caught:
        read(hostile.many_pages(99), max_pages=50)
    assert caught.value.details == {"pages": 99, "max_pages": 50}


def test_nonsense_after_the_header_is_damage():
    with pytest.raises(Corrupt):
        read(b"%PDF-1.7\nnonsense")


@pytest.mark.parametrize("make", [hostile.xref_loop, hostile.outline_loop, lambda: hostile.deep_pdf(5_000)])
def test_loops_and_depths_do_not_stop_the_text(make: Callable[[], bytes]):
    assert texts(make()) == ["The mill grinds corn."]


def test_pages_that_did_harm_are_left_out_with_a_warning():
    import io

    from shared.documents.parsers.pdf import PARSER

    seen: list[int] = []
    found = PARSER.read(
        io.BytesIO(pdf_pages.numbered_pages(5)),
        Zones(Limits()),
        skip=frozenset({2}),
        on_page=lambda done, _: seen.append(done),
    )
    assert {zone.page for zone in found.zones} == {1, 3, 4, 5}
    assert found.warnings == ("Page 2 is damaged and was left out.",)
    assert seen[:6] == [0, 1, 2, 3, 4, 5]
