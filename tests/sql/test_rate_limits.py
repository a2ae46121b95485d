"""A limit holds under any concurrency, gives room back as time passes, and says truthfully when."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest

from tests.support.databases import Database

HOUR = 3600


def take(database: Database, key: str, limit: int, window: int, cost: int = 1) -> dict[str, Any]:
    with database.acting_as("service_role") as connection:
        row = connection.execute("select public.take_rate_limit(%s, %s, %s, %s)", (key, limit, window, cost)).fetchone()
    assert row is not None
    return cast("dict[str, Any]", row[0])


def test_eight_at_once_get_exactly_what_the_limit_allows(database: Database) -> None:
    _wait_for_room_in_the_window(HOUR, seconds=20)

    def knock(_: int) -> int:
        with database.connect() as connection:
            asked = (
                connection.execute("select public.take_rate_limit('hot', 500, 3600)").fetchone() for _ in range(150)
            )
            return sum(cast("dict[str, Any]", row[0])["allowed"] for row in asked if row)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(knock, range(8))) == 500


def test_what_is_left_counts_down_and_refusals_cost_nothing(database: Database) -> None:
    _wait_for_room_in_the_window(HOUR, seconds=5)
    answers = [take(database, "counting", 3, HOUR) for _ in range(5)]
    assert [(each["allowed"], each["remaining"]) for each in answers] == [
        (True, 2),
        (True, 1),
        (True, 0),
        (False, 0),
        (False, 0),
    ]
    assert answers[3]["retry_after"] == pytest.approx(answers[4]["retry_after"], abs=0.5)


def test_one_callers_calls_are_not_anothers(database: Database) -> None:
    assert not take(database, "writes:ada", 1, HOUR)["remaining"]
    assert take(database, "writes:ben", 1, HOUR)["allowed"]


def test_there_is_room_when_it_was_promised_and_not_before(database: Database) -> None:
    _wait_for_room_in_the_window(2, seconds=1)
    for _ in range(3):
        assert take(database, "promise", 3, 2)["allowed"]
    refused = take(database, "promise", 3, 2)
    assert not refused["allowed"]
    assert 0 < refused["retry_after"] <= 4
    time.sleep(refused["retry_after"] - 0.1)
    assert not take(database, "promise", 3, 2)["allowed"]
    time.sleep(0.15)
    assert take(database, "promise", 3, 2)["allowed"]


def test_a_cost_takes_that_much(database: Database) -> None:
    _wait_for_room_in_the_window(HOUR, seconds=5)
    assert take(database, "cost", 10, HOUR, cost=7)["remaining"] == 3
    assert not take(database, "cost", 10, HOUR, cost=4)["allowed"]
    assert take(database, "cost", 10, HOUR, cost=3)["remaining"] == 0


@pytest.mark.parametrize(("limit", "window", "cost"), [(0, 60, 1), (10, 0, 1), (10, 60, 0), (10, 60, 11), (-1, 60, 1)])
def test_a_limit_that_makes_no_sense_is_refused(database: Database, limit: int, window: int, cost: int) -> None:
    with pytest.raises(Exception, match="invalid_input"):
        take(database, "nonsense", limit, window, cost)


def test_windows_that_are_over_are_forgotten(database: Database) -> None:
    take(database, "old", 5, 1)
    take(database, "fresh", 5, HOUR)
    time.sleep(3.1)
    with database.acting_as("service_role") as connection:
        connection.execute("select public.cleanup_rate_limits()")
        keys = {key for (key,) in connection.execute("select key from private.rate_limit_windows").fetchall()}
    assert "old" not in keys
    assert "fresh" in keys


@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_nobody_else_may_count_or_look(database: Database, role: str) -> None:
    for statement in (
        "select public.take_rate_limit('x', 1, 1)",
        "select public.cleanup_rate_limits()",
        "select * from private.rate_limit_windows",
    ):
        with database.acting_as(role) as connection, pytest.raises(Exception, match="permission denied"):
            connection.execute(statement.encode())


def _wait_for_room_in_the_window(window: int, *, seconds: float) -> None:
    """Windows begin on the clock: one that ends in the middle of a test would make it lie."""
    left = window - time.time() % window
    if left < seconds:
        time.sleep(left + 0.01)
