"""The line to Supabase breaks: before a call, after the commit but before the answer, and for Storage alone."""

from datetime import UTC, datetime, timedelta
from random import Random
from threading import Barrier, Thread
from uuid import UUID, uuid4

import httpx
import pytest

from shared.domain.job import JobStatus
from shared.errors import DatabaseUnavailable
from shared.services.job_advance import NOTHING_TO_DO, advance
from shared.testing.engine import BackwardsEngine
from tests.chaos.shop import STAGES, WORDS, Shop


class BadLine(httpx.BaseTransport):
    """Breaks a share of the calls: half of those before they are sent, half after they were answered."""

    def __init__(self, *, share: float, seed: int, only: str = "") -> None:
        self._line = httpx.HTTPTransport()
        self._random = Random(seed)
        self._share = share
        self._only = only
        self.broken = 0

    def close(self) -> None:
        self._line.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        is_meant = self._only in request.url.path
        fate = self._random.random() / self._share if is_meant and self._share else 1.0
        if fate < 0.5:
            self.broken += 1
            raise httpx.ConnectError("refused", request=request)
        response = self._line.handle_request(request)
        if fate < 1.0:
            self.broken += 1
            response.read()
            raise httpx.ReadError("cut off after the commit", request=request)
        return response


class CutOnce(httpx.BaseTransport):
    """Cuts the line after the commit of one call to a function, the first or the one of that number."""

    def __init__(self, function: str, *, at: int = 1) -> None:
        self._line = httpx.HTTPTransport()
        self._function = function
        self._at = at
        self.calls = 0

    def close(self) -> None:
        self._line.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._line.handle_request(request)
        if request.url.path.endswith(f"/rpc/{self._function}"):
            self.calls += 1
            if self.calls == self._at:
                response.read()
                raise httpx.ReadError("cut off after the commit", request=request)
        return response


class WrongClock:
    """An hour off, and jumping."""

    def __init__(self, hours: float) -> None:
        self._off = timedelta(hours=hours)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._off

    def monotonic(self) -> float:
        return 0.0

    def new_id(self) -> UUID:
        return uuid4()


@pytest.mark.parametrize("seed", range(8))
def test_a_line_that_breaks_in_every_third_call_loses_no_job_and_doubles_no_effect(shop: Shop, seed: int):
    job = shop.submit(shop.gateway())
    line, engine = BadLine(share=0.33, seed=seed), BackwardsEngine()
    shop.run_until_final(job, shop.gateway(line), engine=engine, tries=80)
    shop.write_exports(job, shop.gateway(line))
    assert line.broken > 3
    shop.check_once(job)


def test_no_step_whose_answer_was_stored_is_computed_again(shop: Shop):
    job = shop.submit(shop.gateway())
    engine = BackwardsEngine()
    stored_then: list[set[str]] = []
    engine.on_step = lambda _key: stored_then.append(shop.stored_steps(job))
    shop.run_until_final(job, shop.gateway(BadLine(share=0.4, seed=5)), engine=engine, tries=200)
    numbers = {word: number for number, word in enumerate(WORDS)}
    for word, stored in zip(engine.computed, stored_then, strict=True):
        assert f"translating/{numbers[word]}" not in stored
    shop.check_once(job)


def test_a_lost_answer_to_a_claim_costs_neither_a_lease_nor_an_attempt(shop: Shop):
    job, line = shop.submit(shop.gateway()), CutOnce("claim_stage")
    ended = advance(shop.runner(shop.gateway(line)), job.id, stage="parsing", webhook_id=f"cut-{job.id}")
    assert (ended, line.calls) == ("done", 2)
    assert shop.database.execute("select retry_count from public.jobs where id = %s", [job.id]).fetchone() == (0,)
    export_line = CutOnce("claim_export")
    shop.write_exports(job, shop.gateway(export_line), tries=2)
    assert export_line.calls == 2
    shop.check_once(job)


def test_a_lost_answer_to_a_completion_that_claimed_the_next_job_costs_neither_a_lease_nor_an_attempt(shop: Shop):
    shop.set_cap(1)
    jobs, line = [shop.submit(shop.gateway()) for _ in range(3)], CutOnce("complete_stage", at=len(STAGES))
    runner = shop.runner(shop.gateway(line), next_job_seconds=30.0)
    assert advance(runner, jobs[0].id, stage="parsing", webhook_id=None) == "done"
    assert line.calls == 3 * len(STAGES) + 1
    for job in jobs:
        shop.write_exports(job, shop.gateway())
        shop.check_once(job)
    ids = [job.id for job in jobs]
    claimed = shop.database.execute("select sum(retry_count), max(attempt) from public.jobs where id = any(%s)", [ids])
    assert claimed.fetchone() == (0, 1)


def test_a_worker_that_dies_before_it_hears_of_its_next_job_gives_it_back_with_its_lease(shop: Shop):
    shop.set_cap(1)
    first, second = (shop.submit(shop.gateway()) for _ in range(2))

    class Deaf(CutOnce):
        """From that call on nothing is answered any more, as to somebody who is dead."""

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if self.calls >= len(STAGES):
                raise httpx.ReadError("nobody is there", request=request)
            return super().handle_request(request)

    dead = shop.runner(shop.gateway(Deaf("complete_stage", at=len(STAGES))), next_job_seconds=30.0)
    with pytest.raises(DatabaseUnavailable):
        advance(dead, first.id, stage="parsing", webhook_id=None)
    assert shop.gateway().jobs.claim(second.id, lease_seconds=30) is None
    shop.recover()
    shop.run_until_final(second, shop.gateway(), engine=BackwardsEngine(), tries=1)
    for job, retries in ((first, 0), (second, 1)):
        shop.write_exports(job, shop.gateway())
        shop.check_once(job)
        row = shop.database.execute("select retry_count from public.jobs where id = %s", [job.id]).fetchone()
        assert row == (retries,)


@pytest.mark.parametrize("seed", range(4))
def test_going_on_over_a_line_that_breaks_loses_no_job_and_doubles_no_effect(shop: Shop, seed: int):
    shop.set_cap(1)
    jobs, line = [shop.submit(shop.gateway()) for _ in range(4)], BadLine(share=0.2, seed=seed)
    for job in jobs:
        shop.run_until_final(job, shop.gateway(line), engine=BackwardsEngine(), tries=80)
    assert line.broken > 3
    for job in jobs:
        shop.write_exports(job, shop.gateway())
        shop.check_once(job)


def test_a_storage_that_is_away_makes_the_job_wait_and_not_fail(shop: Shop):
    job = shop.submit(shop.gateway())
    away = shop.gateway(BadLine(share=1.0, seed=1, only="/storage/v1/"))
    advance(shop.runner(away), job.id, stage=None, webhook_id=None)
    assert shop.status(job) is JobStatus.SCHEDULED
    shop.recover()
    shop.run_until_final(job, shop.gateway(), engine=BackwardsEngine(), tries=2)
    shop.write_exports(job, shop.gateway())
    shop.check_once(job)


def test_twelve_workers_with_the_same_hint_are_one_worker(shop: Shop):
    job = shop.submit(shop.gateway())
    gateway, barrier, engine = shop.gateway(), Barrier(12), BackwardsEngine()
    ends: list[str] = []

    def work() -> None:
        barrier.wait()
        ends.append(advance(shop.runner(gateway, engine=engine), job.id, stage="parsing", webhook_id=f"same-{job.id}"))

    threads = [Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["done"] + [NOTHING_TO_DO] * 11
    assert len(engine.computed) == len(set(engine.computed))
    shop.check_once(job)


def test_a_worker_that_sleeps_past_its_lease_comes_back_to_nothing(shop: Shop):
    job = shop.submit(shop.gateway())
    slow, quick = BackwardsEngine(), BackwardsEngine()

    def sleep(_key: str) -> None:
        if not quick.computed:
            shop.recover()
            shop.run_until_final(job, shop.gateway(), engine=quick, tries=1)

    slow.on_step = sleep
    assert advance(shop.runner(shop.gateway(), engine=slow), job.id, stage=None, webhook_id=None) == "lost"
    shop.write_exports(job, shop.gateway())
    shop.check_once(job)


@pytest.mark.parametrize("hours", [-1.0, 1.0])
def test_a_worker_whose_clock_is_an_hour_wrong_does_no_harm(shop: Shop, hours: float):
    shop.clock = WrongClock(hours)
    job = shop.submit(shop.gateway())
    shop.run_until_final(job, shop.gateway(), engine=BackwardsEngine(), tries=1)
    shop.write_exports(job, shop.gateway())
    shop.check_once(job)


def test_a_job_costs_at_most_twelve_round_trips_to_the_database(shop: Shop):
    job = shop.submit(shop.gateway())
    calls: list[str] = []

    class Counting(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if "/rest/v1/" in request.url.path:
                calls.append(request.url.path.rpartition("/")[2])
            return super().handle_request(request)

    engine = BackwardsEngine()
    advance(shop.runner(shop.gateway(Counting()), engine=engine), job.id, stage="parsing", webhook_id=f"m-{job.id}")
    assert shop.status(job) is JobStatus.COMPLETED
    # Before these: the look at the document and complete_upload, the limit and the Idempotency-Key's two.
    assert calls.count("complete_stage") == 5
    # Heartbeats come with time, not with stages: a slow machine has some.
    of_the_chain = [call for call in calls if call not in {"save_step", "renew_lease"}]
    assert len(of_the_chain) + 5 <= 12, of_the_chain
