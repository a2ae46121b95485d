"""Cancel and retry by their owner."""

import pytest

from shared.domain.job import JobStatus
from shared.errors import Conflict, NotFound
from shared.services.job_control import Action, apply
from shared.testing.workshop import USER, Workshop


def test_cancelling_twice_is_cancelling_once():
    workshop = Workshop()
    job_id = workshop.submit().job.id
    done = [apply(workshop.gateway.jobs, job_id, user_id=USER, action=Action.CANCEL).status for _ in range(2)]
    assert done == [JobStatus.CANCELLED] * 2


def test_a_cancelled_job_can_be_retried_and_ends_with_its_wordlist():
    workshop = Workshop()
    job_id = workshop.submit().job.id
    apply(workshop.gateway.jobs, job_id, user_id=USER, action=Action.CANCEL)
    apply(workshop.gateway.jobs, job_id, user_id=USER, action=Action.RETRY)
    workshop.deliver()
    assert workshop.gateway.jobs.get(job_id, user_id=USER).status is JobStatus.COMPLETED


def test_a_finished_job_cannot_be_cancelled():
    workshop = Workshop()
    job_id = workshop.submit().job.id
    workshop.deliver()
    with pytest.raises(Conflict):
        apply(workshop.gateway.jobs, job_id, user_id=USER, action=Action.CANCEL)


def test_a_stranger_finds_no_job():
    workshop = Workshop()
    with pytest.raises(NotFound):
        apply(workshop.gateway.jobs, workshop.submit().job.id, user_id="somebody-else", action=Action.CANCEL)
