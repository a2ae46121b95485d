"""The doors to job state: what is asked of which, and which may be asked twice."""

import json
from collections.abc import Callable

import httpx
import pytest

from shared.domain.job import JobStatus
from shared.gateway.connection import Connection
from shared.gateway.jobs import SupabaseJobs
from shared.gateway.ports import Failure, NewJob, StageDone
from tests.unit.gateway.line import CUT, connected, ok, tries_over_a_cut_line

JOB = {
    "id": "j",
    "user_id": "u",
    "kind": "wordlist",
    "status": "queued",
    "stage": "parsing",
    "stages": ["parsing"],
    "created_at": "2026-11-21T07:00:00+00:00",
}
NEW = NewJob("wordlist", ("parsing",), {"target_lang": "en"}, 3)
DONE = StageDone("parsing", {"zones": 1}, {})
CALLS: dict[str, tuple[Callable[[SupabaseJobs], object], object, bool]] = {
    # name of the RPC: the call, an answer, and whether twice is once
    "submit_job": (lambda jobs: jobs.submit("u", NEW), JOB, False),
    "get_job": (lambda jobs: jobs.get("j", user_id="u"), JOB, True),
    "claim_stage": (lambda jobs: jobs.claim("j", lease_seconds=30), None, True),
    "renew_lease": (lambda jobs: jobs.renew("j", token="t", lease_seconds=30), True, True),
    "save_step": (lambda jobs: jobs.save_step("j", token="t", key="k", result=1), True, True),
    "load_steps": (lambda jobs: jobs.load_steps("j"), {}, True),
    "save_zones": (lambda jobs: jobs.save_zones("j", token="t", zones=[]), True, True),
    "complete_stage": (lambda jobs: jobs.complete("j", token="t", done=DONE, run_on=30), {"job": JOB}, True),
    "fail_stage": (lambda jobs: jobs.fail("j", token="t", failure=Failure("corrupt", "It is.")), JOB, True),
    "release_stage": (lambda jobs: jobs.release("j", token="t"), JOB, True),
    "cancel_job": (lambda jobs: jobs.cancel("j", user_id="u"), JOB, True),
    "retry_job": (lambda jobs: jobs.retry("j", user_id="u"), JOB, False),
    "sweep_jobs": (lambda jobs: jobs.sweep(limit=10), {"requeued": 1}, True),
}


def sent(request: httpx.Request) -> dict[str, object]:
    return dict(json.loads(request.content))


@pytest.mark.parametrize("name", CALLS)
def test_a_lost_answer_is_asked_for_again_only_where_that_changes_nothing(name: str):
    ask, answer, twice_is_once = CALLS[name]

    def once(connection: Connection) -> object:
        return ask(SupabaseJobs(connection))

    assert tries_over_a_cut_line(once, answer) == (2 if twice_is_once else 1)


@pytest.mark.parametrize("name", CALLS)
def test_each_door_is_one_rpc(name: str):
    ask, answer, _ = CALLS[name]
    connection, seen = connected(ok(answer))
    ask(SupabaseJobs(connection))
    assert [(one.method, one.url.path) for one in seen] == [("POST", f"/rest/v1/rpc/{name}")]


def test_a_claim_is_made_again_under_the_same_token_so_that_it_finds_itself():
    connection, seen = connected(CUT, ok(None))
    SupabaseJobs(connection).claim("j", lease_seconds=30)
    first, second = (sent(one) for one in seen)
    assert first == second
    assert first["p_lease_token"]


def test_a_completion_is_told_again_with_the_same_token_for_the_next_job():
    following = {"job": JOB | {"id": "k", "status": "processing"}, "lease_token": "n"}
    connection, seen = connected(CUT, ok({"job": None, "next": following}))
    completion = SupabaseJobs(connection).complete("j", token="t", done=DONE, run_on=30)
    first, second = (sent(one) for one in seen)
    assert first == second
    assert first["p_next_token"]
    assert completion.following is not None
    assert (completion.following.job.id, completion.following.token) == ("k", "n")


def test_a_claim_that_somebody_else_has_is_none():
    connection, _ = connected(ok(None))
    assert SupabaseJobs(connection).claim("j", lease_seconds=30) is None


def test_a_stage_that_is_given_up_asks_for_no_further_lease():
    connection, seen = connected(ok({"job": JOB}))
    jobs = SupabaseJobs(connection)
    jobs.complete("j", token="t", done=DONE, run_on=None)
    jobs.complete("j", token="t", done=DONE, run_on=45)
    assert [(sent(one)["p_run_on"], sent(one)["p_lease_seconds"]) for one in seen] == [(False, 0), (True, 45)]
    assert sent(seen[0])["p_next_token"] is None


def test_a_failure_without_another_try_says_so():
    connection, seen = connected(ok(JOB | {"status": "failed"}))
    job = SupabaseJobs(connection).fail("j", token="t", failure=Failure("corrupt", "It is."))
    assert job.status is JobStatus.FAILED
    assert sent(seen[0])["p_retry_in"] is None


def test_a_sweep_tells_counts_and_the_jobs_nobody_claimed():
    connection, _ = connected(ok({"requeued": 2, "failed": 0, "unclaimed": [{"id": "a"}, {"id": "b"}]}))
    swept = SupabaseJobs(connection).sweep(limit=10)
    assert (dict(swept.counts), swept.unclaimed) == ({"requeued": 2, "failed": 0}, ("a", "b"))
