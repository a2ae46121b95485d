"""Keys, receipts, counters, upkeep and figures: which may be asked twice, and how their answers are read."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.errors import MalformedRequest
from shared.gateway.connection import Connection
from shared.gateway.models import SupabaseModels
from shared.gateway.requests import (
    SupabaseMetrics,
    SupabaseRateLimits,
    SupabaseReceipts,
    SupabaseRequests,
    SupabaseUpkeep,
)
from tests.unit.gateway.line import connected, ok, tries_over_a_cut_line

ALLOWED = {"allowed": True, "remaining": 3, "retry_after": 0, "reset_after": 12.5}
PAUSE = timedelta(seconds=9)
ONCE: dict[str, tuple[Callable[[Connection], object], object]] = {
    "begin_request": (
        lambda line: SupabaseRequests(line).begin("u", key="k", route="r", body_hash="h"),
        {"state": "new"},
    ),
    "take_receipt": (lambda line: SupabaseReceipts(line).take("msg_1"), True),
    "take_rate_limit": (lambda line: SupabaseRateLimits(line).take("k", limit=5, window=60), ALLOWED),
    "llm_endpoint_admit": (lambda line: SupabaseModels(line).admit("e", trial=PAUSE), 0),
    "llm_endpoint_report, failed": (
        lambda line: SupabaseModels(line).report("e", ok=False, failures=3, pause=PAUSE),
        None,
    ),
    "llm_metrics": (lambda line: SupabaseMetrics(line).llm_calls([{"agent": "a"}]), []),
}
TWICE: dict[str, tuple[Callable[[Connection], object], object]] = {
    "finish_request": (
        lambda line: SupabaseRequests(line).finish("u", key="k", route="r", status=200, body={}),
        None,
    ),
    "abandon_request": (lambda line: SupabaseRequests(line).abandon("u", key="k", route="r"), None),
    "llm_answer": (lambda line: SupabaseModels(line).get("k"), None),
    "llm_endpoint_report, well": (
        lambda line: SupabaseModels(line).report("e", ok=True, failures=3, pause=PAUSE),
        None,
    ),
    "cleanup": (lambda line: SupabaseUpkeep(line).run("requests"), 3),
}


@pytest.mark.parametrize("name", ONCE)
def test_what_would_meet_its_own_first_try_is_not_asked_twice(name: str):
    assert tries_over_a_cut_line(*ONCE[name]) == 1


@pytest.mark.parametrize("name", TWICE)
def test_what_changes_nothing_the_second_time_is_asked_again(name: str):
    assert tries_over_a_cut_line(*TWICE[name]) == 2


def test_a_receipt_is_taken_by_the_first_alone():
    connection, _ = connected(ok(True), ok(False))
    receipts = SupabaseReceipts(connection)
    assert [receipts.take("msg_1"), receipts.take("msg_1")] == [True, False]


def test_a_stored_answer_comes_with_its_status_and_body():
    connection, _ = connected(ok({"state": "done", "status": 202, "body": {"job": "j"}}))
    begun = SupabaseRequests(connection).begin("u", key="k", route="r", body_hash="h")
    assert (begun.state, begun.status, begun.body, begun.retry_after) == ("done", 202, {"job": "j"}, None)


def test_an_allowance_is_read_as_it_was_given():
    connection, _ = connected(ok(ALLOWED | {"allowed": False, "retry_after": 7}))
    allowance = SupabaseRateLimits(connection).take("k", limit=5, window=60)
    assert (allowance.allowed, allowance.retry_after, allowance.reset_after) == (False, 7.0, 12.5)


def test_upkeep_counts_by_name_and_knows_what_it_can_do():
    connection, seen = connected(ok(2), ok({"rate_limit_windows": 5}))
    assert SupabaseUpkeep(connection).run("cooldowns") == {"cleanup_expired_cooldowns": 2, "rate_limit_windows": 5}
    with pytest.raises(MalformedRequest, match="cooldowns, requests, answers"):
        SupabaseUpkeep(connection).run("everything")
    assert len(seen) == 2


def test_no_figures_are_no_call():
    connection, seen = connected(ok([]))
    SupabaseMetrics(connection).llm_calls([])
    assert not seen
