"""Which errors are tried again, and when."""

import random

import pytest

from shared.errors import Corrupt, DatabaseUnavailable, NotFound, RateLimited, WordmillError
from shared.pipeline.retry import LONGEST_SECONDS, failure_of


def longest(_low: float, high: float) -> float:
    return high


@pytest.mark.parametrize("error", [Corrupt("damaged"), NotFound("gone"), WordmillError("ours")])
def test_what_a_second_try_cannot_help_is_final(error: WordmillError):
    failure = failure_of(error, retries=0, draw=longest)
    assert (failure.code, failure.message, failure.retry_in) == (error.code, str(error), None)


def test_the_backoff_doubles_and_has_an_end():
    waits = [failure_of(DatabaseUnavailable(), retries=n, draw=longest).retry_in for n in range(12)]
    assert waits[:4] == [2.0, 4.0, 8.0, 16.0]
    assert max(waits) == LONGEST_SECONDS


def test_the_wait_is_drawn_from_the_whole_backoff():
    draw = random.Random(1).uniform
    waits = [failure_of(DatabaseUnavailable(), retries=3, draw=draw).retry_in for _ in range(500)]
    assert min(waits) < 1.0
    assert max(waits) > 15.0
    assert 7.0 < sum(waits) / len(waits) < 9.0


def test_a_service_that_says_when_is_not_asked_before():
    failure = failure_of(RateLimited(retry_after=40), retries=0, draw=lambda low, _high: low)
    assert failure.retry_in == 40.0


def test_what_nobody_foresaw_is_tried_again_and_told_without_its_text():
    failure = failure_of(ValueError("the learner's own sentence"), retries=0, draw=longest)
    assert (failure.code, failure.retry_in) == ("internal", 2.0)
    assert "sentence" not in failure.message
