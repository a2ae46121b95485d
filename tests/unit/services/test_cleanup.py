"""What a sweep does, and that doing it twice does no more."""

import pytest

from shared.domain.job import JobStatus
from shared.errors import MalformedRequest, StorageUnavailable
from shared.services.cleanup import BATCH, Broom, sweep
from shared.services.job_advance import advance
from shared.testing.clock import ManualClock
from shared.testing.workshop import USER, Workshop

DAY = 24 * 3600


def broom(workshop: Workshop) -> Broom:
    run = lambda job_id: advance(workshop.runner, job_id, stage=None, webhook_id=None)  # noqa: E731
    return Broom(workshop.gateway, lambda: workshop.seconds_left, run, workshop.mirror)


def test_a_job_whose_hints_were_all_lost_is_run_by_the_sweep_itself():
    workshop = Workshop()
    accepted = workshop.submit()
    workshop.gateway.state.hints.clear()
    counts = sweep(broom(workshop), "jobs")["jobs"]
    assert counts["advanced"] == 1
    assert workshop.gateway.jobs.get(accepted.job.id, user_id=USER).status is JobStatus.COMPLETED


def test_a_sweep_with_little_time_left_leaves_jobs_to_their_hints():
    workshop = Workshop(seconds_left=15)
    workshop.submit()
    assert sweep(broom(workshop), "jobs")["jobs"]["advanced"] == 0


def test_files_past_their_time_are_removed_once_and_rows_say_so():
    clock = ManualClock()
    workshop = Workshop(clock=clock)
    workshop.submit(exports=["csv"])
    workshop.deliver()
    assert sweep(broom(workshop), "uploads")["uploads"] == {"removed": 0}
    clock.advance(DAY + 1)
    assert sweep(broom(workshop), "uploads")["uploads"] == {"removed": 1}
    assert sweep(broom(workshop), "exports")["exports"] == {"removed": 1}
    assert sweep(broom(workshop), "all")["uploads"] == {"removed": 0}
    assert not any(workshop.gateway.files.content.values())


def test_a_sweep_removes_more_files_than_it_asks_for_at_once():
    clock = ManualClock()
    workshop = Workshop(clock=clock)
    many = BATCH + 1
    for number in range(many):
        workshop.submit(f"Mill {number}.")
    clock.advance(DAY + 1)
    assert sweep(broom(workshop), "uploads")["uploads"] == {"removed": many}


def test_a_file_that_storage_did_not_remove_is_still_due():
    clock = ManualClock()
    workshop = Workshop(clock=clock)
    workshop.submit()
    workshop.deliver()
    clock.advance(DAY + 1)
    real = workshop.gateway.files

    class Away(type(real)):
        def remove(self, *_: object) -> None:
            raise StorageUnavailable

    workshop.gateway.files = Away(workshop.gateway.state)
    with pytest.raises(StorageUnavailable):
        sweep(broom(workshop), "uploads")
    workshop.gateway.files = real
    assert sweep(broom(workshop), "uploads")["uploads"] == {"removed": 1}


def test_an_unknown_task_is_refused_with_those_there_are():
    with pytest.raises(MalformedRequest, match="uploads"):
        sweep(broom(Workshop()), "everything")
