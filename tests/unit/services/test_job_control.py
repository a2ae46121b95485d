"""Cancel, retry and rebuild by their owner."""

from collections.abc import Sequence

import pytest

from shared.domain.job import JobStatus
from shared.domain.zone import Zone
from shared.errors import Conflict, NotFound
from shared.pipeline.engine import Work
from shared.services.job_control import Action, apply
from shared.testing.engine import BackwardsEngine
from shared.testing.workshop import USER, Workshop
from tests.support.processes import children


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


def test_a_rebuilt_job_makes_a_new_list_from_the_zones_as_they_are_now_without_the_file():
    workshop = Workshop()
    gateway = workshop.gateway
    done = workshop.submit()
    workshop.deliver()
    gateway.files.content["document-uploads"].clear()
    gateway.state.zones[done.document.id][0]["text"] = "The wharfinger counts barrels."
    with children() as started:
        again = apply(gateway.jobs, done.job.id, user_id=USER, action=Action.REBUILD)
        workshop.deliver()
    assert (started, again.stages) == ([], ("cleaning", "extracting", "translating", "publishing"))
    before, after = gateway.wordlists.of_job(done.job.id), gateway.wordlists.of_job(again.id)
    assert before is not None
    assert after is not None
    assert before.id != after.id
    terms = [{pair.term for pair in saved.wordlist.pairs} for saved in (before, after)]
    assert "waterwheel" in terms[0]
    assert {"wharfinger", "barrels"} <= terms[1]
    assert "waterwheel" not in terms[1]
    assert after.document_id == before.document_id


def test_only_a_completed_job_whose_document_is_there_can_be_rebuilt():
    workshop = Workshop()
    job_id = workshop.submit().job.id
    with pytest.raises(Conflict, match="only a completed one"):
        apply(workshop.gateway.jobs, job_id, user_id=USER, action=Action.REBUILD)
    workshop.deliver()
    with pytest.raises(NotFound):
        apply(workshop.gateway.jobs, job_id, user_id="somebody-else", action=Action.REBUILD)
    workshop.gateway.state.jobs[job_id]["document_id"] = None
    with pytest.raises(Conflict, match="deleted"):
        apply(workshop.gateway.jobs, job_id, user_id=USER, action=Action.REBUILD)


def test_a_warning_of_the_reading_outlives_a_rebuild_that_warns_too():
    class Warner(BackwardsEngine):
        def clean(self, zones: Sequence[Zone], work: Work) -> tuple[Zone, ...]:
            work.warn("Something was left out.")
            return super().clean(zones, work)

    workshop = Workshop()
    done = workshop.submit()
    workshop.deliver()
    workshop.gateway.state.documents[done.document.id]["warnings"] = ["Page 3 was left out."]
    workshop.engine = Warner()
    apply(workshop.gateway.jobs, done.job.id, user_id=USER, action=Action.REBUILD)
    workshop.deliver()
    warnings = workshop.gateway.documents.get(done.document.id, user_id=USER).warnings
    assert warnings == ("Page 3 was left out.", "Something was left out.")
