from shared.documents.layout import Column, Grid, arranged
from shared.documents.lines import Line


def line(text: str, left: float, top: float, right: float | None = None) -> Line:
    return Line(text, left, top, right or left + 5 * len(text), top + 10)


def shape(lines: list[Line]) -> list[object]:
    return [
        [item.text for item in piece.lines]
        if isinstance(piece, Column)
        else [[cell.text if cell else "" for cell in row] for row in piece.rows]
        for piece in arranged(lines)
    ]


PROSE = "some words of plain text that go on"


def test_two_columns_of_prose_are_read_left_then_right():
    lines = [
        line(f"{PROSE} {side}{row}", left, row * 12.0, left + 190)
        for row in range(6)
        for side, left in (("l", 0), ("r", 210))
    ]
    assert shape(lines) == [[f"{PROSE} l{row}" for row in range(6)], [f"{PROSE} r{row}" for row in range(6)]]


def test_a_title_across_comes_first_and_a_foot_across_last():
    lines = [line("wide " * 20, 0, 0, 400), line("foot " * 20, 0, 200, 400)]
    lines += [
        line(f"{PROSE} {side}{row}", left, 30 + row * 12.0, left + 190)
        for row in range(6)
        for side, left in (("l", 0), ("r", 210))
    ]
    found = shape(lines)
    assert [len(piece) for piece in found] == [1, 6, 6, 1]
    assert found[0] == ["wide " * 20]


def test_short_cells_that_line_up_are_a_table():
    rows = [("name", "use", "price"), ("rye", "bread", "2"), ("oats", "porridge", "3"), ("wheat", "cake", "4")]
    lines = [
        line(cell, 100.0 * column, row * 14.0) for row, cells in enumerate(rows) for column, cell in enumerate(cells)
    ]
    assert shape(lines) == [[list(row) for row in rows]]
    assert isinstance(next(arranged(lines)), Grid)


def test_a_heading_below_a_table_is_no_row_of_it():
    lines = [line(f"c{row}{column}", 60.0 * column, row * 14.0) for row in range(4) for column in range(3)]
    lines.append(line("A heading that is wider than the table's first column", 0, 80))
    assert [type(piece) for piece in arranged(lines)] == [Grid, Column]


def test_a_cell_that_was_wrapped_goes_on_in_its_row():
    cells = [("rye", 0, 0), ("for black", 100, 0), ("bread", 100, 12), ("oats", 0, 30), ("for cakes", 100, 30)]
    cells += [("corn", 0, 60), ("for hens", 100, 60)]
    assert shape([line(text, left, top) for text, left, top in cells])[0][0] == ["rye", "for black\nbread"]


def test_right_to_left_pages_begin_with_the_right_column():
    lines = [
        line("كلمات كثيرة في هذا السطر الطويل", left, row * 12.0, left + 190) for row in range(6) for left in (0, 210)
    ]
    first = next(arranged(lines))
    assert isinstance(first, Column)
    assert first.lines[0].left == 210


def test_a_page_without_lines_has_no_pieces():
    assert shape([]) == []
