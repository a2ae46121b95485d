"""A job is cancelled, or its document deleted, while a worker is at work on it."""

import time
from collections.abc import Callable
from threading import Event, Thread

import pytest

from shared.domain.job import Job, JobStatus
from shared.services.job_advance import advance
from shared.testing.engine import BackwardsEngine
from tests.chaos.shop import Shop


def cancel(shop: Shop, job: Job) -> None:
    shop.gateway().jobs.cancel(job.id, user_id=shop.user_id)


def delete_document(shop: Shop, job: Job) -> None:
    shop.database.execute("delete from public.documents where id = %s", [job.document_id])


@pytest.mark.parametrize("stop", [cancel, delete_document])
def test_a_running_stage_stops_within_a_second_and_writes_nothing_more(shop: Shop, stop: Callable[[Shop, Job], None]):
    job, engine, is_running = shop.submit(shop.gateway()), BackwardsEngine(), Event()
    begun: list[str] = []

    def work(key: str) -> None:
        begun.append(key)
        is_running.set()
        time.sleep(0.3)

    engine.on_step = work
    ends: list[str] = []
    runner = shop.runner(shop.gateway(), engine=engine)
    worker = Thread(target=lambda: ends.append(advance(runner, job.id, stage=None, webhook_id=None)))
    worker.start()
    assert is_running.wait(20)
    stop(shop, job)
    then, steps = len(begun), shop.stored_steps(job)
    worker.join(30)
    # Told in steps: a busy machine stretches the second, not what fits into it.
    assert (len(begun) - then) * 0.3 < 1.3
    assert ends == ["lost"]
    assert shop.status(job) is JobStatus.CANCELLED
    assert shop.stored_steps(job) == steps
    assert shop.database.execute("select slot from public.jobs where id = %s", [job.id]).fetchone() == (None,)


def test_a_cancel_is_seen_while_one_long_call_is_still_under_way(shop: Shop):
    job, is_running = shop.submit(shop.gateway()), Event()
    seen_after: list[float] = []

    class Patient(BackwardsEngine):
        """Waits for a model that does not answer, and looks up now and then, as the model's client does."""

        def translate(self, candidates, zones, request, work):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            is_running.set()
            began_at = time.monotonic()
            while time.monotonic() - began_at < 10:
                time.sleep(0.05)
                try:
                    work.checkpoint()
                except Exception:
                    seen_after.append(time.monotonic())
                    raise
            return super().translate(candidates, zones, request, work)

    runner = shop.runner(shop.gateway(), engine=Patient())
    worker = Thread(target=lambda: advance(runner, job.id, stage=None, webhook_id=None))
    worker.start()
    assert is_running.wait(20)
    cancelled_at = time.monotonic()
    cancel(shop, job)
    worker.join(10)
    assert seen_after[0] - cancelled_at < 1.0
