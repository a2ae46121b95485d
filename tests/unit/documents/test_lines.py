from shared.documents.lines import Line, lines_of, without_doubles
from shared.documents.pdfium_page import Word


def word(text: str, left: float, top: float = 0.0, *, line: int = 0, bold: bool = False) -> Word:
    size = 10.0
    return Word(
        text, left, top, left + size / 2 * len(text), top + size,
        is_bold=bold, is_italic=False, is_upright=True, is_backward=False, line=line,
    )  # fmt: skip


def texts(*words: Word) -> list[str]:
    return [line.text for line in lines_of(words)]


def test_a_gap_wider_than_a_letter_is_high_parts_a_line():
    assert texts(word("left", 0), word("still", 23), word("right", 80)) == ["left still", "right"]


def test_a_stretched_line_stays_one():
    assert texts(word("aaaa", 0), word("bbbb", 40), word("cccc", 80), word("dddd", 120)) == ["aaaa bbbb cccc dddd"]


def test_a_bullet_and_its_item_are_one_line():
    assert texts(word("•", 0), word("item", 30)) == ["• item"]
    assert texts(word("12.", 0), word("item", 40)) == ["12. item"]


def test_dots_that_lead_to_a_page_number_are_dropped():
    dots = [word(".", 60 + 10.0 * number) for number in range(8)]
    assert texts(word("Overview", 0), *dots, word("3", 200)) == ["Overview", "3"]


def test_lines_on_other_baselines_are_others():
    assert texts(word("one", 0), word("two", 0, 14, line=1)) == ["one", "two"]


def test_words_that_a_broken_line_kept_together_are_joined():
    assert texts(word("Wasser", 0), word("rad", 30, line=1)) == ["Wasserrad"]


def test_bold_words_in_a_plain_line_are_its_emphasis():
    (line,) = lines_of([word("the", 0), word("mill,", 18, bold=True), word("runs", 46)])
    assert line.emphasis == ("mill",)
    assert not line.is_bold


def test_words_drawn_twice_are_kept_once():
    kept = without_doubles([word("mill", 0), word("mill", 0.4), word("mill", 50)])
    assert [item.left for item in kept] == [0, 50]


def test_the_middle_of_a_line_is_halfway_down():
    assert Line("a", 0, 0, 1, 8).middle == 4
