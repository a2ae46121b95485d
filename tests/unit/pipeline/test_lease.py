"""The heartbeat: keeps the lease, notices its loss, outlives an outage shorter than the lease."""

import time

import pytest

from shared.clock import SystemClock
from shared.domain.job import Claim
from shared.errors import DatabaseUnavailable, LeaseLost
from shared.pipeline.lease import BEAT_SECONDS, Lease
from shared.testing.clock import ManualClock
from shared.testing.memory.jobs import MemoryJobs
from shared.testing.workshop import USER, Workshop


class Outage(MemoryJobs):
    """A database that is away when it is asked to renew."""

    def renew(self, *_: object, **__: object) -> bool:
        raise DatabaseUnavailable


def claimed(workshop: Workshop) -> Claim:
    claim = workshop.gateway.jobs.claim(workshop.submit().job.id, lease_seconds=1)
    assert claim is not None
    return claim


def test_a_beating_lease_outlives_its_first_end_and_carries_progress():
    workshop = Workshop()
    claim = claimed(workshop)
    with Lease(workshop.gateway.jobs, claim, seconds=1, clock=SystemClock(), beat=0.05) as lease:
        lease.progress = 33
        time.sleep(1.2)
        lease.checkpoint()
        assert workshop.gateway.state.is_leased(claim.job.id)
    assert workshop.gateway.jobs.get(claim.job.id, user_id=USER).progress == 33


def test_a_cancelled_job_is_noticed_at_the_next_beat():
    workshop = Workshop()
    claim = claimed(workshop)
    with Lease(workshop.gateway.jobs, claim, seconds=30, clock=SystemClock(), beat=0.05) as lease:
        lease.checkpoint()
        workshop.gateway.jobs.cancel(claim.job.id, user_id=USER)
        time.sleep(0.3)
        with pytest.raises(LeaseLost):
            lease.checkpoint()


def test_an_outage_shorter_than_the_lease_is_no_loss_and_a_longer_one_is():
    workshop, clock = Workshop(), ManualClock()
    claim = claimed(workshop)
    with Lease(Outage(workshop.gateway.state), claim, seconds=30, clock=clock, beat=0.05) as lease:
        time.sleep(0.2)
        clock.advance(29)
        lease.checkpoint()
        clock.advance(2)
        with pytest.raises(LeaseLost):
            lease.checkpoint()


def test_a_lease_that_was_left_beats_no_more():
    workshop = Workshop()
    claim = claimed(workshop)
    with Lease(workshop.gateway.jobs, claim, seconds=30, clock=SystemClock(), beat=0.05):
        pass
    before = workshop.gateway.state.leases[claim.job.id]
    time.sleep(0.2)
    assert workshop.gateway.state.leases[claim.job.id] == before


def test_a_cancel_is_seen_within_a_second():
    assert BEAT_SECONDS < 1.0
