"""Remembering is never worth a job."""

from shared.errors import DatabaseUnavailable
from shared.llm.ports import guarded


def test_a_memory_out_of_reach_is_an_empty_one():
    def fail() -> int:
        raise DatabaseUnavailable

    assert guarded(fail, otherwise=7) == 7
    assert guarded(lambda: 8, otherwise=7) == 8
