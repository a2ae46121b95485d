import pytest

from shared.documents.paragraphs import Block
from shared.documents.zone_kinds import Kinds
from shared.domain.zone import ZoneType

BODY = Block(1, ["plain text " * 50], 0, 0, 100, 300, 10.0)


def block(text: str, size: float = 10.0, *, top: float = 100, bold: bool = False, marker: str = "") -> Block:
    return Block(1, [text], 0, top, 100, top + size, size, is_bold=bold, marker=marker)


def kind(found: Block, titles: frozenset[str] = frozenset()) -> ZoneType:
    return Kinds([BODY, found], {1: 800.0}, titles).kind_of(found, found.lines[0])


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (block("The Brook", 14), ZoneType.HEADING),
        (block("The Brook", bold=True), ZoneType.HEADING),
        (block("A bold sentence that ends.", bold=True), ZoneType.PARAGRAPH),
        (block("* * *", 14), ZoneType.PARAGRAPH),
        (block("Abbildung 3: Das Rad", 8), ZoneType.CAPTION),
        (block("Table 2. Prices", 14), ZoneType.CAPTION),
        (block("Figures are rounded", 10), ZoneType.PARAGRAPH),
        (block("3 See the chapter before.", 8, top=700), ZoneType.FOOTNOTE),
        (block("3 See the chapter before.", 8, top=100), ZoneType.PARAGRAPH),
        (block("• an item", marker="• "), ZoneType.LIST),
        (block("plain"), ZoneType.PARAGRAPH),
    ],
)
def test_a_block_is_what_it_looks_like_beside_the_body(found: Block, wanted: ZoneType):
    assert kind(found) is wanted


def test_a_title_of_the_outline_is_a_heading_whatever_it_looks_like():
    assert kind(block("The Brook"), frozenset({"the brook"})) is ZoneType.HEADING


def test_where_everything_is_bold_bold_says_nothing():
    bold = Block(1, ["bold text " * 50], 0, 0, 100, 300, 10.0, is_bold=True)
    assert Kinds([bold], {1: 800.0}, frozenset()).kind_of(block("short", bold=True), "short") is ZoneType.PARAGRAPH
