"""What was answered once is neither asked nor paid again, and what a job may spend is a ceiling."""

import time
from itertools import pairwise

import pytest

from shared.errors import LeaseLost
from shared.llm.agent import AGENTS, Brief
from shared.llm.client import Stage
from shared.llm.pricing import Price
from tests.llm.conftest import Desk, Open, words
from tests.support.llm_server import Fault


def ready(desk: Open, **knobs: object) -> Desk:
    at = desk(**knobs)
    at.endpoints.learn(at.endpoint().name, {"dialect": "json_schema"})
    return at


def test_a_stage_run_again_repeats_no_call_that_had_answered(desk: Open):
    at = ready(desk)
    first = at.ask("translating", words(120))
    at.shelf.answers.clear()
    second = at.ask("translating", words(120))
    assert second.answers == first.answers
    assert set(at.double.asked.values()) == {1}


def test_repairs_are_replayed_as_well(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("half_items"), Fault("wrong_types"))
    first = at.ask("translating", words())
    at.shelf.answers.clear()
    assert at.double.calls == 3
    assert at.ask("translating", words()).answers == first.answers
    assert at.double.calls == 3


def test_the_same_document_of_another_job_costs_nothing(desk: Open):
    at = ready(desk)
    first = at.ask("translating", words(60))
    calls, rows = at.double.calls, len(at.meter.attempts)
    at.steps.clear()
    assert at.ask("translating", words(60)).answers == first.answers
    assert at.double.calls == calls
    assert len(at.meter.attempts) == rows


@pytest.mark.parametrize("change", ["model", "language", "words"])
def test_another_question_is_asked_anew(desk: Open, change: str):
    at = ready(desk)
    at.ask("translating", words())
    client = at.client(model="mill-2") if change == "model" else at.client()
    at.endpoints.learn(at.endpoint(model="mill-2").name, {"dialect": "json_schema"})
    brief = Brief("de", "fr" if change == "language" else "en")
    items = words(11 if change == "words" else 12)
    client.ask(AGENTS.get("translating"), items, brief=brief, stage=at.stage())
    assert at.double.calls == 2


def test_useless_answers_are_not_shared_between_jobs(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("prose", times=3))
    at.ask("translating", words())
    at.steps.clear()
    assert len(at.ask("translating", words()).answers) == 12


def test_calls_run_side_by_side_up_to_the_limit(desk: Open):
    at = ready(desk, latency=0.4)
    outcome = at.ask("translating", words(400), concurrency=5)
    assert len(outcome.answers) == 400
    assert at.double.calls == 10
    assert at.double.most_at_once == 5


def test_progress_is_shown_while_calls_are_slow(desk: Open):
    at = ready(desk, latency=1.3)
    at.ask("translating", words(80))
    assert len(at.beats) >= 3
    assert all(before <= after for before, after in pairwise(at.beats))


def test_a_lost_lease_stops_the_calls_that_have_not_begun(desk: Open):
    at = ready(desk, latency=0.6)

    def beat(_fraction: float) -> None:
        raise LeaseLost

    stage = Stage(at.step, at.meter, lambda: 60.0, beat)
    with pytest.raises(LeaseLost):
        at.client(concurrency=2).ask(AGENTS.get("translating"), words(400), brief=Brief("de", "en"), stage=stage)
    time.sleep(1.0)
    assert at.double.calls <= 4


def test_the_ceiling_of_tokens_holds_and_the_rest_stays_offline(desk: Open):
    at = ready(desk)
    outcome = at.ask("translating", words(400), max_tokens_per_job=12_000)
    spent = sum(row.prompt_tokens + row.completion_tokens for row in at.meter.attempts)
    assert outcome.stopped == "budget_spent"
    assert 0 < spent <= 12_000
    assert 0 < len(outcome.answers) < 400
    assert len(outcome.answers) + len(outcome.faults) == 400


def test_the_ceiling_of_dollars_holds_where_the_price_is_known(desk: Open):
    at = ready(desk)
    at.price = Price(1.0, 2.0)
    outcome = at.ask("translating", words(400), max_cost_per_job=0.02)
    assert outcome.stopped == "budget_spent"
    assert 0 < sum(row.cost or 0 for row in at.meter.attempts) <= 0.02


def test_being_killed_buys_no_fresh_purse(desk: Open):
    at = ready(desk)
    at.ask("translating", words(400), max_tokens_per_job=12_000, concurrency=1)
    calls = at.double.calls
    at.ask("translating", words(400), max_tokens_per_job=12_000, concurrency=1)
    assert at.double.calls == calls


def test_an_unknown_price_is_null_and_never_invented(desk: Open):
    at = ready(desk)
    at.ask("translating", words())
    assert [row.cost for row in at.meter.attempts] == [None]


def test_every_attempt_leaves_a_row_failed_ones_too(desk: Open):
    at = desk()
    at.double.strike(Fault("status", status=500), Fault("half_items", agent="extracting"))
    at.ask("extracting", words())
    rows = [(row.agent, row.status, row.attempt) for row in at.meter.attempts]
    assert rows == [("probe", "error", 1), ("probe", "ok", 2), ("extracting", "invalid", 1), ("extracting", "ok", 1)]
    assert all(row.provider == "127.0.0.1" and row.latency_ms >= 0 for row in at.meter.attempts)
