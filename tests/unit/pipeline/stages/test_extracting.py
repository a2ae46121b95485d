"""A document without words worth learning."""

from shared.domain.job import JobStatus
from shared.testing.workshop import USER, Workshop


def test_a_document_without_words_worth_learning_says_so():
    workshop = Workshop()
    accepted = workshop.submit("It is so. It is so.")
    workshop.deliver()
    job = workshop.gateway.jobs.get(accepted.job.id, user_id=USER)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "no_text")
    assert "No words" in (job.error_message or "")
