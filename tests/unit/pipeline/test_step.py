"""Steps: stored once, computed once, handed over at their border."""

import pytest

from shared.domain.job import Claim
from shared.errors import LeaseLost
from shared.pipeline.step import HandOver, Steps
from shared.testing.workshop import USER, Workshop


def claimed(workshop: Workshop) -> Claim:
    job = next(iter(workshop.gateway.state.jobs), None) or workshop.submit().job.id
    claim = workshop.gateway.jobs.claim(job, lease_seconds=30)
    assert claim is not None
    return claim


def test_an_answer_that_is_stored_is_not_computed_again_by_a_later_worker():
    workshop = Workshop()
    claim = claimed(workshop)
    Steps(workshop.gateway.jobs, claim, seconds_left=lambda: 60).get("a", lambda: {"n": 1})
    workshop.gateway.jobs.release(claim.job.id, token=claim.token)
    again = Steps(workshop.gateway.jobs, claimed(workshop), seconds_left=lambda: 60)
    assert again.get("a", pytest.fail) == {"n": 1}


def test_a_worker_without_the_lease_learns_it_before_its_answer_is_used():
    workshop = Workshop()
    claim = claimed(workshop)
    workshop.gateway.jobs.cancel(claim.job.id, user_id=USER)
    with pytest.raises(LeaseLost):
        Steps(workshop.gateway.jobs, claim, seconds_left=lambda: 60).get("a", lambda: 1)
    assert not workshop.gateway.state.steps[claim.job.id]


def test_the_first_step_is_computed_however_little_time_is_left_and_the_next_is_not():
    workshop = Workshop()
    steps = Steps(workshop.gateway.jobs, claimed(workshop), seconds_left=lambda: 1)
    assert steps.get("a", lambda: 1) == 1
    with pytest.raises(HandOver):
        steps.get("b", pytest.fail)
    assert steps.get("a", pytest.fail) == 1


def test_steps_of_one_stage_are_not_those_of_another():
    workshop = Workshop()
    claim = claimed(workshop)
    Steps(workshop.gateway.jobs, claim, seconds_left=lambda: 60).get("a", lambda: 1)
    assert list(workshop.gateway.state.steps[claim.job.id]) == ["parsing/a"]
