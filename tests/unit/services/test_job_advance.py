"""What a hint sets off, and what it does not."""

from shared.services.job_advance import NOTHING_TO_DO, advance
from shared.testing.workshop import Workshop


def test_the_same_webhook_sets_work_off_once():
    workshop = Workshop(seconds_left=1.0)
    job_id = workshop.submit().job.id
    ends = [advance(workshop.runner, job_id, stage="parsing", webhook_id="msg-1") for _ in range(12)]
    assert ends == ["done"] + [NOTHING_TO_DO] * 11


def test_a_hint_for_a_stage_that_is_over_sets_nothing_off():
    workshop = Workshop(seconds_left=1.0)
    job_id = workshop.submit().job.id
    advance(workshop.runner, job_id, stage="parsing", webhook_id="msg-1")
    assert advance(workshop.runner, job_id, stage="parsing", webhook_id="msg-2") == NOTHING_TO_DO


def test_a_hint_for_a_job_that_does_not_exist_sets_nothing_off():
    workshop = Workshop()
    missing = "00000000-0000-4000-8000-000000000000"
    assert advance(workshop.runner, missing, stage=None, webhook_id="msg-1") == NOTHING_TO_DO
