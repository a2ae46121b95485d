"""The tree that the docstring draws is the tree there is."""

import re
from collections.abc import Iterator

import pytest

from shared import errors
from shared.errors import WordmillError


def classes(root: type[WordmillError] = WordmillError) -> Iterator[type[WordmillError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from classes(child)


def drawn() -> dict[str, tuple[int, str]]:
    """Name to depth and the line's words."""
    lines = re.findall(r"^    ((?:[|` -]*))(\w+) (.*)$", errors.__doc__ or "", re.MULTILINE)
    return {name: (len(branch) // 4, words) for branch, name, words in lines}


def test_every_class_is_drawn_and_nothing_else() -> None:
    assert set(drawn()) == {one.__name__ for one in classes()}


@pytest.mark.parametrize("kind", list(classes()), ids=lambda kind: kind.__name__)
def test_a_line_says_the_status_the_code_and_the_place_of_its_class(kind: type[WordmillError]) -> None:
    depth, words = drawn()[kind.__name__]
    assert depth == len(kind.__mro__) - WordmillError.__mro__.__len__()
    assert kind.code in words.split()
    if words[0].isdigit():
        assert words.startswith(str(kind.status))


def test_no_two_classes_share_a_code() -> None:
    codes = [one.code for one in classes()]
    assert len(codes) == len(set(codes))


def test_what_may_be_tried_again_is_a_fault_of_the_moment() -> None:
    retryable = {one.status for one in classes() if one.retryable}
    assert retryable <= {409, 429, 503}
    assert all(one.retryable for one in classes() if one.status == 503)
