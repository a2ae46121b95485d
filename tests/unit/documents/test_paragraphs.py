from shared.documents.layout import Column, Grid
from shared.documents.lines import Line
from shared.documents.paragraphs import blocks_of


def column(*rows: tuple[str, float, float] | tuple[str, float, float, float], bold: bool = False) -> Column:
    """Text, left, top and height of each line."""
    return Column([
        Line(text, left, top, left + 5 * len(text), top + (size[0] if size else 10), is_bold=bold)
        for text, left, top, *size in rows
    ])  # fmt: skip


def texts(*pieces: Column | Grid) -> list[str]:
    return [" ".join(block.lines) for block in blocks_of(iter(pieces), 1)]


def test_a_wider_gap_parts_paragraphs():
    rows = [("the first line of it", 0, 0), ("and the second", 0, 12), ("another one here", 0, 40), ("goes on", 0, 52)]
    assert texts(column(*rows)) == ["the first line of it and the second", "another one here goes on"]


def test_an_indented_line_after_a_full_stop_begins_a_paragraph():
    rows = [
        ("plain line that is quite long", 0, 0),
        ("ends here.", 0, 12),
        ("Indented line that is as long", 15, 24),
        ("more", 0, 36),
    ]
    assert len(texts(column(*rows))) == 2


def test_a_larger_line_is_a_block_of_its_own():
    assert texts(column(("Title", 0, 0, 18), ("plain text below", 0, 22), ("goes on", 0, 34))) == [
        "Title", "plain text below goes on",
    ]  # fmt: skip


def test_items_part_from_each_other_and_from_what_follows():
    rows = [("• one item that", 0, 0), ("hangs on.", 10, 12), ("• two.", 0, 24), ("Plain text again.", 0, 36)]
    assert texts(column(*rows)) == ["• one item that hangs on.", "• two.", "Plain text again."]


def test_a_sentence_that_goes_on_in_the_next_column_is_one_block():
    left = column(("a sentence that does not", 0, 0), ("end in its column but", 0, 12))
    right = column(("goes on in the next one.", 200, 0))
    assert texts(left, right) == ["a sentence that does not end in its column but goes on in the next one."]


def test_a_finished_sentence_does_not_go_on():
    assert len(texts(column(("It ends here.", 0, 0)), column(("another begins", 200, 0)))) == 2


def test_a_table_keeps_rows_and_cells():
    cells = [[Line("a", 0, 0, 5, 10), None, Line("Wasser-\nrad", 60, 0, 90, 22)]]
    (block,) = blocks_of(iter([Grid(cells)]), 3)
    assert (block.page, block.is_table, block.lines) == (3, True, ["a\t\tWasserrad"])
