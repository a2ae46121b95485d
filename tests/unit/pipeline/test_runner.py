"""What a call does with a claimed job: run on, hand over, stop, fail."""

import threading
import time

import pytest

from shared.domain.job import Job, JobStatus
from shared.errors import DatabaseUnavailable, RateLimited, WordmillError
from shared.pipeline.step import HandOver
from shared.services.upload_intake import Accepted
from shared.testing.clock import ManualClock
from shared.testing.engine import BackwardsEngine
from shared.testing.workshop import TEXT, USER, Workshop

STAGES = ["parsing", "cleaning", "extracting", "translating", "publishing"]


def job_of(workshop: Workshop, accepted: Accepted) -> Job:
    return workshop.gateway.jobs.get(accepted.job.id, user_id=USER)


def completed_stages(workshop: Workshop) -> list[str]:
    return [event["stage"] for event in workshop.gateway.state.events if event["action"] == "stage_completed"]


def test_a_document_becomes_a_wordlist_in_one_call_when_time_allows():
    workshop = Workshop()
    accepted = workshop.submit(exports=["csv"])
    ends = workshop.deliver()
    job = job_of(workshop, accepted)
    saved = workshop.gateway.wordlists.of_job(job.id)
    assert ends[0] == "done"
    assert set(ends[1:]) == {"nothing_to_do", "exported"}
    assert (job.status, job.progress) == (JobStatus.COMPLETED, 100)
    assert [pair.translation for pair in saved.wordlist.pairs][:2] == ["leehwretaw", "sevird"]
    assert all(pair.sentence in TEXT and pair.term in pair.sentence for pair in saved.wordlist.pairs)
    assert list(workshop.gateway.files.content["wordlist-exports"]) == [f"{USER}/{saved.id}.csv"]


def test_a_call_goes_on_with_the_jobs_that_get_its_slot_one_after_the_other():
    workshop = Workshop(next_job_seconds=30.0)
    workshop.gateway.state.cap = 1
    texts = ["The waterwheel drives.", "The millstone grinds.", "The barley rustles."]
    jobs = [workshop.submit(text).job for text in texts]
    (hint,) = workshop.gateway.state.hints
    assert workshop.deliver_one(hint) == "done"
    lists = [workshop.gateway.wordlists.of_job(job.id) for job in jobs]
    assert [one and {pair.sentence for pair in one.wordlist.pairs} for one in lists] == [{text} for text in texts]
    assert completed_stages(workshop) == STAGES * 3
    assert {event["action"] for event in workshop.gateway.state.events} == {
        "admitted", "claimed", "stage_completed", "completed",
    }  # fmt: skip


def test_a_call_whose_time_is_half_over_leaves_the_next_job_to_another():
    engine = BackwardsEngine()
    workshop = Workshop(engine=engine, next_job_seconds=30.0)
    workshop.gateway.state.cap = 1

    def spend(_key: str) -> None:
        workshop.seconds_left = 29.0

    engine.on_step = spend
    jobs = [workshop.submit().job for _ in range(2)]
    workshop.deliver_one(workshop.gateway.state.hints.pop(0))
    states = [workshop.gateway.jobs.get(job.id, user_id=USER).status for job in jobs]
    assert states == [JobStatus.COMPLETED, JobStatus.PROCESSING]
    assert jobs[1].id in {hint.record["id"] for hint in workshop.gateway.state.hints}
    workshop.deliver()
    assert workshop.gateway.jobs.get(jobs[1].id, user_id=USER).status is JobStatus.COMPLETED


def test_how_a_call_ended_is_told_of_the_job_it_was_called_for():
    workshop = Workshop(next_job_seconds=30.0)
    workshop.gateway.state.cap = 1
    files = {"mill.txt": TEXT, "broken.pdf": "%PDF-1.7\nnothing", "other.txt": TEXT}
    jobs = [workshop.submit(text, filename=name).job for name, text in files.items()]
    assert workshop.deliver_one(workshop.gateway.state.hints.pop(0)) == "done"
    states = [workshop.gateway.jobs.get(job.id, user_id=USER).status for job in jobs]
    assert states == [JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.PROCESSING]


def test_each_stage_takes_a_call_of_its_own_when_there_is_no_time_to_run_on():
    workshop = Workshop(seconds_left=1.0)
    accepted = workshop.submit()
    ends = workshop.deliver()
    assert ends.count("done") == len(STAGES)
    assert completed_stages(workshop) == STAGES
    assert job_of(workshop, accepted).status is JobStatus.COMPLETED


def test_a_stage_that_runs_out_of_time_hands_over_at_a_step_border_and_repeats_no_step():
    engine = BackwardsEngine()
    workshop = Workshop(engine=engine)

    def spend(_key: str) -> None:
        workshop.seconds_left = 1.0

    engine.on_step = spend
    accepted = workshop.submit()
    ends = workshop.deliver()
    assert "handed_over" in ends
    assert job_of(workshop, accepted).status is JobStatus.COMPLETED
    assert len(engine.computed) == len(set(engine.computed)) > 1
    assert job_of(workshop, accepted).retry_count == 0


def test_a_job_that_is_cancelled_while_it_is_handed_over_is_lost_and_no_error():
    engine = BackwardsEngine()
    workshop = Workshop(engine=engine)
    accepted = workshop.submit()

    def run_out(_key: str) -> None:
        workshop.gateway.jobs.cancel(accepted.job.id, user_id=USER)
        raise HandOver

    engine.on_step = run_out
    assert workshop.deliver_one(workshop.gateway.state.hints.pop(0)) == "lost"
    assert job_of(workshop, accepted).status is JobStatus.CANCELLED


def test_a_second_hint_for_the_same_stage_finds_nothing_to_do():
    workshop = Workshop(seconds_left=1.0)
    workshop.submit()
    hint = workshop.gateway.state.hints[0]
    workshop.deliver()
    assert workshop.deliver_one(hint) == "nothing_to_do"
    assert completed_stages(workshop) == STAGES


@pytest.mark.parametrize("error", [DatabaseUnavailable("no answer"), RateLimited("slow down", retry_after=40)])
def test_an_outage_schedules_the_job_and_keeps_the_steps_already_paid_for(error: WordmillError):
    clock = ManualClock()
    engine = BackwardsEngine()
    workshop = Workshop(clock=clock, engine=engine)
    accepted = workshop.submit()
    troubles = [error]

    def fail_at_the_third(_key: str) -> None:
        if len(engine.computed) == 2 and troubles:
            raise troubles.pop()

    engine.on_step = fail_at_the_third
    workshop.deliver()
    job = job_of(workshop, accepted)
    assert (job.status, job.retry_count, job.error_code) == (JobStatus.SCHEDULED, 1, error.code)
    assert job.run_after >= clock.now()
    if error.retry_after:
        assert (job.run_after - clock.now()).total_seconds() >= error.retry_after
    clock.advance(60)
    workshop.gateway.jobs.sweep(limit=10)
    workshop.deliver()
    assert job_of(workshop, accepted).status is JobStatus.COMPLETED
    assert len(engine.computed) == len(set(engine.computed))


def test_a_file_that_cannot_be_read_fails_at_once_with_its_own_sentence():
    workshop = Workshop()
    accepted = workshop.submit("%PDF-1.7\nnothing more", filename="broken.pdf")
    workshop.deliver()
    job = job_of(workshop, accepted)
    assert (job.status, job.retry_count, job.error_code) == (JobStatus.FAILED, 0, "corrupt")
    assert "damaged" in job.error_message


def test_an_unknown_error_is_tried_again_and_then_fails_without_saying_what_it_was(capsys: pytest.CaptureFixture[str]):
    clock = ManualClock()
    engine = BackwardsEngine()
    workshop = Workshop(clock=clock, engine=engine)

    def break_down(_key: str) -> None:
        raise ZeroDivisionError("secret sentence of the document")

    engine.on_step = break_down
    accepted = workshop.submit()
    for _ in range(5):
        workshop.deliver()
        clock.advance(600)
        workshop.gateway.jobs.sweep(limit=10)
    job = job_of(workshop, accepted)
    assert (job.status, job.retry_count, job.error_code) == (JobStatus.FAILED, job.max_retries, "internal")
    assert "secret" not in job.error_message
    logged = capsys.readouterr().out
    assert "ZeroDivisionError" in logged
    assert "secret" not in logged


def test_a_cancel_stops_a_running_stage_within_a_second_and_nothing_is_written_after_it():
    engine = BackwardsEngine()
    workshop = Workshop(engine=engine)
    accepted = workshop.submit(" ".join(f"longword{number:04}" for number in range(400)))
    is_running = threading.Event()
    begun: list[str] = []

    def work(key: str) -> None:
        begun.append(key)
        is_running.set()
        time.sleep(0.05)

    engine.on_step = work
    ends = []
    worker = threading.Thread(target=lambda: ends.extend(workshop.deliver()))
    worker.start()
    assert is_running.wait(20)
    workshop.gateway.jobs.cancel(accepted.job.id, user_id=USER)
    steps_then = dict(workshop.gateway.state.steps[accepted.job.id])
    then = len(begun)
    worker.join(30)
    # Told in steps: a busy machine stretches the second, not what fits into it.
    assert (len(begun) - then) * 0.05 < 1.0
    assert ends[0] == "lost"
    assert job_of(workshop, accepted).status is JobStatus.CANCELLED
    assert workshop.gateway.state.steps[accepted.job.id] == steps_then
    assert workshop.gateway.wordlists.of_job(accepted.job.id) is None


def test_a_worker_that_comes_back_from_the_dead_changes_nothing():
    clock = ManualClock()
    engine = BackwardsEngine()
    workshop = Workshop(clock=clock, engine=engine)
    accepted = workshop.submit()
    others = []

    def sleep_past_the_lease(_key: str) -> None:
        if not others:
            others.append("began")
            clock.advance(31)
            workshop.gateway.jobs.sweep(limit=10)
            workshop.deliver()

    engine.on_step = sleep_past_the_lease
    first = workshop.gateway.state.hints.pop(0)
    assert workshop.deliver_one(first) == "lost"
    assert job_of(workshop, accepted).status is JobStatus.COMPLETED
    assert len(workshop.gateway.state.wordlists) == 1
    assert completed_stages(workshop) == STAGES


def test_progress_never_goes_back_over_a_whole_job():
    workshop = Workshop(seconds_left=1.0)
    accepted = workshop.submit()
    seen = []
    while workshop.gateway.state.hints:
        workshop.deliver_one(workshop.gateway.state.hints.pop(0))
        seen.append(job_of(workshop, accepted).progress)
    assert seen == sorted(seen)
    assert seen[-1] == 100
    assert len(set(seen)) == len(STAGES)
