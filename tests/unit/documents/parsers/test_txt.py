import textwrap

import pytest

from shared.documents.parser import Limits, parse_here
from shared.domain.zone import ParsedDocument
from shared.errors import NoText

SENTENCE = "Das Wasserrad dreht sich langsam im Bach, und der Müller schüttet Korn in den Trichter über dem Mahlwerk. "


def read(text: str | bytes, **limits: int) -> ParsedDocument:
    data = text.encode() if isinstance(text, str) else text
    return parse_here(data, filename="a.txt", limits=Limits(**limits))


def zones(text: str | bytes) -> list[tuple[str, str]]:
    return [(zone.type.value, zone.text) for zone in read(text).zones]


@pytest.mark.parametrize("width", [40, 60, 72, 100])
@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \n\n"])
def test_wrapped_lines_become_the_paragraphs_they_were(width: int, gap: str):
    wanted = [(SENTENCE * count).strip() for count in (4, 2, 7)]
    text = gap.join(textwrap.fill(paragraph, width) for paragraph in wanted)
    assert zones(text) == [("paragraph", paragraph) for paragraph in wanted]


def test_paragraphs_that_only_an_indent_parts_stay_apart():
    wanted = [(SENTENCE * count).strip() for count in (4, 3, 5)]
    text = "\n".join(textwrap.fill(paragraph, 60, initial_indent="   ") for paragraph in wanted)
    assert [text for _, text in zones(text)] == wanted


def test_words_divided_at_line_ends_are_joined():
    assert zones("Das große hölzerne Wasser-\nrad dreht sich mit Kraft\nin dem schnellen Bach.\n") == [
        ("paragraph", "Das große hölzerne Wasserrad dreht sich mit Kraft in dem schnellen Bach.")
    ]


def test_a_list_of_words_stays_a_list_of_lines():
    words = ["der Müller", "die Mühle", "das Korn", "das Mehl", "der Bach", "das Brot", "die Kleie", "das Sieb"]
    assert [text for _, text in zones("\n".join(words))] == words


def test_headings_and_items_are_told_by_their_marks():
    text = f"# The Mill\n\nTHE BROOK\n\nA Title\n=======\n\n- one\n- two\n\n{SENTENCE}"
    assert [kind for kind, _ in zones(text)] == ["heading", "heading", "heading", "list", "list", "paragraph"]
    assert zones(text)[0] == ("heading", "The Mill")


def test_a_page_ends_at_a_paragraph_after_about_3000_characters():
    found = read("\n\n".join([SENTENCE * 10] * 12))
    assert found.pages == 6
    assert [zone.page for zone in found.zones] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]


def test_one_endless_line_has_pages_too():
    found = read(SENTENCE * 2_000)
    assert found.pages > 5
    assert "".join(zone.text for zone in found.zones).replace(" ", "") == (SENTENCE * 2_000).replace(" ", "")


def test_broken_bytes_cost_a_warning_and_nothing_else():
    found = read(SENTENCE.encode() * 20 + b"\xff" + SENTENCE.encode())
    assert "UTF-8" in found.warnings[0]


def test_blanks_are_no_text():
    with pytest.raises(NoText):
        read(" \n\t\n")


def test_reading_stops_at_the_ceiling_and_says_so():
    found = read("\n\n".join([SENTENCE] * 500), max_chars=5_000)
    assert sum(len(zone.text) for zone in found.zones) < 5_200
    assert "longer than is allowed" in found.warnings[0]
