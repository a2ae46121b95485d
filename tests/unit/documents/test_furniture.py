from shared.documents.furniture import Sheet, drop_furniture
from shared.documents.lines import Line


def sheet(number: int, *lines: tuple[str, float]) -> Sheet:
    return Sheet(number, [Line(text, 50, top, 300, top + 10) for text, top in lines], 400, 600)


def kept(*sheets: Sheet) -> list[list[str]]:
    drop_furniture(list(sheets))
    return [[line.text for line in sheet.lines] for sheet in sheets]


def test_what_repeats_at_the_edge_goes_and_what_repeats_inside_stays():
    pages = [sheet(n, ("The Mill", 20), ("Again", 300), (f"Page {n}", 580)) for n in (1, 2, 3)]
    assert kept(*pages) == [["Again"]] * 3


def test_numbers_that_count_along_go_with_the_title_beside_them():
    pages = [sheet(n, (f"Chapter about {'abcdef'[n]}", 20), (f"{n + 30}", 20), ("text", 300)) for n in range(1, 6)]
    assert kept(*pages) == [["text"]] * 5


def test_a_first_line_that_is_only_itself_stays():
    pages = [sheet(n, (f"First words of page {'abc'[n]}", 30), ("text", 300)) for n in range(3)]
    assert [len(lines) for lines in kept(*pages)] == [2, 2, 2]


def test_one_page_keeps_everything_but_its_number():
    assert kept(sheet(1, ("Sentence 1 and", 30), ("Sentence 2 and", 30), ("text", 300), ("1", 585))) == [
        ["Sentence 1 and", "Sentence 2 and", "text"]
    ]
