import pytest

from shared.documents.page_box import PageBox


@pytest.mark.parametrize(
    ("quarters", "wanted"),
    [(0, (10, 60, 30, 70)), (1, (30, 10, 40, 30)), (2, (70, 30, 90, 40)), (3, (60, 70, 70, 90))],
)
def test_a_box_is_given_as_the_reader_sees_it(quarters: int, wanted: tuple[float, ...]):
    """A word 20 wide and 10 high, its left bottom corner at (10, 30) of a page of 100 by 100."""
    assert PageBox(0, 0, 100, 100, quarters).shown(10, 40, 30, 30) == wanted


def test_a_turned_page_is_as_wide_as_it_was_high():
    assert PageBox(0, 0, 200, 100, 1).shown_size == (100, 200)
    assert PageBox(10, 20, 200, 100, 2).shown_size == (190, 80)
