"""A model of the job's life beside the SQL itself: whatever is done, in whatever order, both agree.

Surprise: the model is thirty lines because it leaves out who is admitted when; that is held by invariants instead:
no free slot while a job waits, never more jobs than slots, positions equal to a recount.
"""

import os
import uuid
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.sql.conftest import EMPTY
from tests.support.world import World

STAGES = ["one", "two"]
CAP, RETRIES = 2, 2
CHECK = """
    select
        (select count(*) from public.jobs where status = 'processing'),
        (select count(*) from public.jobs where status = 'queued'),
        (select count(*) from (
            select public.queue_position(jobs) as computed, row_number() over (order by vt, seq) as recounted
            from public.jobs where status = 'queued'
        ) as p where computed <> recounted),
        (select count(*) from public.jobs as j where coalesce((
            select e.status from public.job_events as e where e.job_id = j.id order by e.id desc limit 1
        ), 'queued') <> j.status)
"""


@dataclass(slots=True)
class Known:
    """What the model knows of a job. queued and processing are one to it: admission is not its business."""

    user: uuid.UUID
    status: str = "live"
    stage: int = 0
    retries: int = 0
    token: str | None = None
    dead_tokens: list[str] = field(default_factory=lambda: [str(uuid.uuid4())])
    progress: int = 0

    def lose_token(self) -> None:
        if self.token:
            self.dead_tokens.append(self.token)
        self.token = None

    def end(self, status: str) -> None:
        self.lose_token()
        self.status = status


def machine_for(world: World) -> type[RuleBasedStateMachine]:  # noqa: C901 - one class with all its rules
    """The machine, over this database."""

    class JobLife(RuleBasedStateMachine):
        jobs = Bundle("jobs")

        def __init__(self) -> None:
            super().__init__()
            world.owner.execute(EMPTY.encode())
            world.sign_up()
            world.set("job_cap", CAP)
            self.known: dict[str, Known] = {}

        def refused(self, code: str, function: str, **arguments: object) -> None:
            with pytest.raises(psycopg.DatabaseError) as caught:
                world.call(function, **arguments)
            assert caught.value.diag.message_primary == code

        @rule(target=jobs, user=st.sampled_from(["ada", "ben"]))
        def submit(self, user: str) -> str:
            owner = getattr(world, user)
            job = world.submit(owner, stages=STAGES, max_retries=RETRIES)
            self.known[job] = Known(owner)
            return job

        @rule(job=jobs)
        def claim(self, job: str) -> None:
            known = self.known[job]
            expected = known.token is None and world.status(job) == "processing"
            answer = world.claim(job)
            assert (answer is not None) == expected
            if answer:
                known.token = answer["lease_token"]
                assert answer["job"]["stage"] == STAGES[known.stage]
                assert list(answer["outputs"]) == STAGES[: known.stage]

        @rule(job=jobs, run_on=st.booleans(), stale=st.booleans(), goes_on=st.booleans())
        def complete(self, job: str, *, run_on: bool, stale: bool, goes_on: bool) -> None:
            known = self.known[job]
            stage = STAGES[min(known.stage, 1)]
            token = known.dead_tokens[-1] if stale or not known.token else known.token
            if token != known.token:
                arguments = {"job_id": job, "lease_token": token, "stage": stage}
                self.refused("lease_lost", "complete_stage", **arguments)
                return
            next_token = str(uuid.uuid4()) if goes_on else None
            answer = world.complete(job, token, stage, run_on=run_on, next_token=next_token)
            known.stage += 1
            if known.stage == len(STAGES):
                known.end("completed")
            elif not run_on:
                known.lose_token()
            assert answer["lease_token"] == known.token
            if answer["next"]:
                assert (answer["next"]["lease_token"], known.status) == (next_token, "completed")
                self.known[answer["next"]["job"]["id"]].token = next_token
                assert world.complete(job, token, stage, run_on=run_on, next_token=next_token) == answer

        @rule(job=jobs, retry=st.booleans(), stale=st.booleans())
        def fail(self, job: str, *, retry: bool, stale: bool) -> None:
            known = self.known[job]
            token = known.dead_tokens[-1] if stale or not known.token else known.token
            arguments: dict[str, Any] = {"job_id": job, "lease_token": token, "error_code": "x", "error_message": "x"}
            arguments["retry_in"] = 3600 if retry else None
            if token != known.token:
                self.refused("lease_lost", "fail_stage", **arguments)
                return
            world.call("fail_stage", **arguments)
            if retry and known.retries < RETRIES:
                known.retries += 1
                known.end("scheduled")
            else:
                known.end("failed")

        @rule(job=jobs)
        def release(self, job: str) -> None:
            known = self.known[job]
            if known.token:
                world.call("release_stage", job_id=job, lease_token=known.token)
                known.lose_token()

        @rule(job=jobs, progress=st.integers(0, 100))
        def renew(self, job: str, progress: int) -> None:
            known = self.known[job]
            token = known.token or known.dead_tokens[-1]
            held = world.call("renew_lease", job_id=job, lease_token=token, lease_seconds=30, progress=progress)
            assert held == (known.token is not None)

        @rule(job=jobs)
        def cancel(self, job: str) -> None:
            known = self.known[job]
            if known.status in ("completed", "failed"):
                self.refused("conflict", "cancel_job", job_id=job, user_id=known.user)
                return
            world.call("cancel_job", job_id=job, user_id=known.user)
            known.end("cancelled")

        @rule(job=jobs)
        def retry(self, job: str) -> None:
            known = self.known[job]
            if known.status not in ("failed", "cancelled"):
                self.refused("conflict", "retry_job", job_id=job, user_id=known.user)
                return
            world.call("retry_job", job_id=job, user_id=known.user)
            known.status, known.retries = "live", 0

        @rule(job=jobs, by_hint=st.booleans())
        def worker_dies(self, job: str, *, by_hint: bool) -> None:
            known = self.known[job]
            if not known.token:
                return
            world.expire_lease(job)
            known.lose_token()
            spent = known.retries == RETRIES
            if by_hint:
                answer = world.claim(job)
                assert (answer is None) == spent
                known.token = answer and answer["lease_token"]
            else:
                assert world.call("sweep_jobs", limit=10)["expired"] == 1
            if spent:
                known.end("failed")
            else:
                known.retries += 1

        @rule(job=jobs)
        def time_comes(self, job: str) -> None:
            known = self.known[job]
            if known.status == "scheduled":
                world.behind_the_guard("update public.jobs set run_after = now() where id = %s", job)
                assert world.call("sweep_jobs", limit=10)["due"] == 1
                known.status = "live"

        @rule()
        def sweep(self) -> None:
            swept = world.call("sweep_jobs", limit=10)
            assert (swept["due"], swept["expired"], swept["admitted"]) == (0, 0, 0)

        @rule(job=jobs, status=st.sampled_from(["queued", "processing", "completed", "failed", "cancelled"]))
        def meddle(self, job: str, status: str) -> None:
            change = "update public.jobs set status = %s, progress = 100, attempt = attempt + 1 where id = %s"
            with pytest.raises(psycopg.DatabaseError) as caught:
                world.service.execute(change, (status, job))
            assert caught.value.sqlstate == "PT409"

        @invariant()
        def both_agree(self) -> None:
            rows = world.rows("select id::text, status::text, stage, retry_count, progress, lease_token::text "
                              "from public.jobs")  # fmt: skip
            for job, status, stage, retries, progress, token in rows:
                known = self.known[job]
                live = "live" if status in ("queued", "processing") else status
                expected = (known.status, STAGES[min(known.stage, 1)], known.retries, known.token)
                assert (live, stage, retries, token) == expected
                assert progress >= known.progress
                known.progress = progress

        @invariant()
        def no_slot_is_free_while_a_job_waits_and_positions_are_right(self) -> None:
            [(running, waiting, misplaced, unrecorded)] = world.rows(CHECK)
            assert running <= CAP
            assert running == CAP or waiting == 0
            assert (misplaced, unrecorded) == (0, 0)

    return JobLife


def run(world: World, *, sequences: int) -> None:
    run_state_machine_as_test(
        machine_for(world),
        settings=settings(
            max_examples=sequences, stateful_step_count=30, deadline=None, database=None, print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_the_sql_and_the_model_agree_after_every_sequence(worn: World):
    run(worn, sequences=40)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_the_sql_and_the_model_agree_after_ten_thousand_sequences(worn: World):
    run(worn, sequences=int(os.environ.get("WORDMILL_SEQUENCES", "10000")))
