"""What both gateways promise of jobs."""

import pytest

from shared.domain.job import Job, JobStatus
from shared.domain.wire import zone_to_json
from shared.domain.zone import Box, Zone, ZoneType
from shared.errors import Conflict, LeaseLost, NotFound
from shared.gateway.ports import Failure, StageDone
from tests.contract.conftest import STAGES, Bench

PAIR = {
    "term": "Mühle",
    "lemma": "Mühle",
    "pos": "noun",
    "translation": "mill",
    "confidence": 0.9,
    "source": "offline",
    "page": 2,
    "sentence": "Die Mühle steht am Bach.",
    "zone": 3,
    "gender": "f",
    "alternatives": ["grinder"],
    "level": "",
    "note": "",
}
WORDLIST = {"title": "mill", "engine": "offline", "source_lang": "de", "target_lang": "en", "pairs": [PAIR]}


def done(stage: str, **effects: object) -> StageDone:
    return StageDone(stage, {"by": stage}, effects)


def test_a_submitted_job_is_admitted_where_there_is_room(bench: Bench):
    job = bench.job()
    found = bench.get(job)
    assert (found.status, found.stage, found.stages, found.progress) == (JobStatus.PROCESSING, "first", STAGES, 0)
    assert found.params["target_lang"] == "xx"


def test_a_job_of_somebody_else_is_not_found(bench: Bench):
    job = bench.job()
    with pytest.raises(NotFound):
        bench.gateway.jobs.get(job.id, user_id=bench.bea)
    with pytest.raises(NotFound):
        bench.gateway.jobs.cancel(job.id, user_id=bench.bea)


def test_a_claim_brings_the_document_and_nobody_else_gets_one(bench: Bench):
    job = bench.job()
    claim = bench.claim(job, stage="first", webhook_id=f"msg-{job.id}")
    assert claim.document is not None
    assert claim.document.id == job.document_id
    assert bench.gateway.jobs.claim(job.id, lease_seconds=30) is None


def test_a_claim_for_another_stage_than_the_present_one_finds_nothing(bench: Bench):
    assert bench.gateway.jobs.claim(bench.job().id, lease_seconds=30, stage="second") is None


def test_a_webhook_that_came_before_finds_nothing_though_the_stage_is_free_again(bench: Bench):
    job = bench.job()
    claim = bench.claim(job, stage="first", webhook_id=f"msg-{job.id}")
    bench.gateway.jobs.release(job.id, token=claim.token)
    assert bench.gateway.jobs.claim(job.id, lease_seconds=30, webhook_id=f"msg-{job.id}") is None
    assert bench.gateway.jobs.claim(job.id, lease_seconds=30, webhook_id=f"other-{job.id}") is not None


def test_handing_over_frees_the_stage_and_counts_as_no_retry(bench: Bench):
    job = bench.job()
    bench.gateway.jobs.release(job.id, token=bench.claim(job).token)
    again = bench.claim(job)
    assert (again.job.retry_count, again.job.stage) == (0, "first")


def test_a_completed_stage_hands_its_output_to_the_next_claim(bench: Bench):
    job = bench.job()
    claim = bench.claim(job)
    completion = bench.gateway.jobs.complete(job.id, token=claim.token, done=done("first"), run_on=None)
    assert (completion.token, completion.job) == (None, None)
    assert bench.get(job).stage == "second"
    assert bench.claim(job, stage="second").outputs == {"first": {"by": "first"}}


def test_running_on_keeps_the_token_and_telling_it_twice_is_telling_it_once(bench: Bench):
    job = bench.job()
    claim = bench.claim(job)
    tell = [bench.gateway.jobs.complete(job.id, token=claim.token, done=done("first"), run_on=30) for _ in range(2)]
    assert [one.token for one in tell] == [claim.token, claim.token]
    assert [one.job and one.job.stage for one in tell] == ["second", "second"]
    assert bench.gateway.jobs.claim(job.id, lease_seconds=30) is None


def test_the_last_stage_completes_the_job_with_its_wordlist_and_queues_its_exports(bench: Bench):
    job = bench.job(exports=("csv",))
    token = bench.claim(job).token
    for stage in STAGES[:2]:
        bench.gateway.jobs.complete(job.id, token=token, done=done(stage), run_on=30)
    bench.gateway.jobs.complete(job.id, token=token, done=done("last", wordlist=WORDLIST), run_on=30)
    found, saved = bench.get(job), bench.gateway.wordlists.of_job(job.id)
    assert (found.status, found.progress) == (JobStatus.COMPLETED, 100)
    assert saved is not None
    assert (saved.title, saved.user_id, saved.wordlist.source_lang) == ("mill", bench.ada, "de")
    assert [(pair.term, pair.alternatives, pair.page) for pair in saved.wordlist.pairs] == [("Mühle", ("grinder",), 2)]
    export = bench.gateway.exports.request(bench.ada, wordlist_id=saved.id, format="csv", options={})
    assert export.job_id == job.id


def test_who_completes_a_job_may_go_on_with_the_one_that_gets_its_slot(bench: Bench):
    jobs = [bench.job(stages=("last",)) for _ in range(7)]
    tell, waiting = bench.gateway.jobs.complete, jobs[5:]
    tokens = [bench.claim(job).token for job in jobs[:3]]
    assert tell(jobs[0].id, token=tokens[0], done=done("last", wordlist=WORDLIST), run_on=None).following is None
    assert bench.get(waiting[0]).status is JobStatus.PROCESSING
    claim = tell(jobs[1].id, token=tokens[1], done=done("last", wordlist=WORDLIST), run_on=30).following
    assert claim is not None
    assert (claim.job.id, claim.job.status, claim.job.stage) == (waiting[1].id, JobStatus.PROCESSING, "last")
    assert claim.document is not None
    assert bench.gateway.jobs.claim(claim.job.id, lease_seconds=30) is None
    tell(claim.job.id, token=claim.token, done=done("last", wordlist=WORDLIST), run_on=None)
    assert bench.get(claim.job).status is JobStatus.COMPLETED
    assert tell(jobs[2].id, token=tokens[2], done=done("last", wordlist=WORDLIST), run_on=30).following is None


def test_zones_and_what_is_known_of_the_document_come_back_as_they_were_given(bench: Bench):
    job = bench.job()
    zones = tuple(
        Zone(
            number, 1 + number // 40, ZoneType.PARAGRAPH, f"Text {number}", 0.5, Box(1, 2, 3.5, 4), "pdf", "de", ("x",)
        )
        for number in range(1205)
    )
    rows = [zone_to_json(zone) for zone in zones]
    claim = bench.claim(job)
    assert bench.gateway.jobs.save_zones(job.id, token=claim.token, zones=rows[:1200])
    effects = {"zones": rows[1200:], "document": {"pages": 31, "lang": "de", "warnings": ["odd"], "page_labels": ["i"]}}
    bench.gateway.jobs.complete(job.id, token=claim.token, done=done("first", **effects), run_on=None)
    document = bench.claim(job).document
    assert document is not None
    assert (document.pages, document.lang, document.warnings, document.page_labels) == (31, "de", ("odd",), ("i",))
    assert bench.gateway.documents.zones(document.id) == zones


def test_a_stored_step_keeps_its_first_result(bench: Bench):
    job = bench.job()
    token = bench.claim(job).token
    for result in ({"n": 1}, {"n": 2}):
        assert bench.gateway.jobs.save_step(job.id, token=token, key="first/a", result=result)
    assert bench.gateway.jobs.save_step(job.id, token=token, key="second/a", result=["x"])
    assert bench.gateway.jobs.load_steps(job.id, prefix="first/") == {"first/a": {"n": 1}}


def test_a_stale_token_opens_no_door(bench: Bench):
    job, jobs = bench.job(), bench.gateway.jobs
    old = bench.claim(job).token
    bench.pass_time(31)
    jobs.sweep(limit=100)
    assert bench.claim(job).token != old
    assert not jobs.renew(job.id, token=old, lease_seconds=30)
    assert not jobs.save_step(job.id, token=old, key="first/a", result=1)
    assert not jobs.save_zones(job.id, token=old, zones=[])
    with pytest.raises(LeaseLost):
        jobs.complete(job.id, token=old, done=done("first"), run_on=None)
    with pytest.raises(LeaseLost):
        jobs.fail(job.id, token=old, failure=Failure("internal", "no", 1.0))
    with pytest.raises(LeaseLost):
        jobs.release(job.id, token=old)


def test_a_renewed_lease_outlives_its_first_end_and_progress_never_goes_back(bench: Bench):
    job, jobs = bench.job(), bench.gateway.jobs
    token = bench.claim(job).token
    bench.pass_time(20)
    assert jobs.renew(job.id, token=token, lease_seconds=30, progress=40)
    assert jobs.renew(job.id, token=token, lease_seconds=30, progress=10)
    bench.pass_time(20)
    jobs.sweep(limit=100)
    assert jobs.renew(job.id, token=token, lease_seconds=30)
    assert bench.get(job).progress == 40


def test_a_failure_worth_a_retry_waits_and_comes_back(bench: Bench):
    job, jobs = bench.job(), bench.gateway.jobs
    jobs.fail(job.id, token=bench.claim(job).token, failure=Failure("unavailable", "No answer.", 20.0))
    waiting = bench.get(job)
    assert (waiting.status, waiting.retry_count) == (JobStatus.SCHEDULED, 1)
    assert jobs.claim(job.id, lease_seconds=30) is None
    bench.pass_time(21)
    jobs.sweep(limit=100)
    assert bench.claim(job).job.attempt == 2


@pytest.mark.parametrize("retry_in", [None, 0.0])
def test_a_failure_not_worth_a_retry_or_one_too_many_is_final(bench: Bench, retry_in: float | None):
    job, jobs = bench.job(max_retries=0), bench.gateway.jobs
    jobs.fail(job.id, token=bench.claim(job).token, failure=Failure("corrupt", "It is damaged.", retry_in))
    found = bench.get(job)
    assert (found.status, found.error_code, found.error_message) == (JobStatus.FAILED, "corrupt", "It is damaged.")


def test_a_job_that_kills_every_worker_ends_as_failed(bench: Bench):
    job, jobs = bench.job(max_retries=2), bench.gateway.jobs
    claims = 0
    while bench.get(job).status is not JobStatus.FAILED:
        claims += jobs.claim(job.id, lease_seconds=30) is not None
        bench.pass_time(31)
        jobs.sweep(limit=100)
        assert claims <= 4
    assert claims == 3


def test_a_cancelled_job_is_nobodys_and_cancelling_twice_is_cancelling_once(bench: Bench):
    job, jobs = bench.job(), bench.gateway.jobs
    token = bench.claim(job).token
    states = [jobs.cancel(job.id, user_id=bench.ada).status for _ in range(2)]
    assert states == [JobStatus.CANCELLED, JobStatus.CANCELLED]
    assert not jobs.renew(job.id, token=token, lease_seconds=30)
    with pytest.raises(LeaseLost):
        jobs.complete(job.id, token=token, done=done("first"), run_on=None)


def test_a_cancelled_job_goes_on_where_it_stopped_when_it_is_retried(bench: Bench):
    job, jobs = bench.job(), bench.gateway.jobs
    jobs.complete(job.id, token=bench.claim(job).token, done=done("first"), run_on=None)
    jobs.cancel(job.id, user_id=bench.ada)
    jobs.retry(job.id, user_id=bench.ada)
    claim = bench.claim(job)
    assert (claim.job.stage, claim.job.retry_count) == ("second", 0)


def test_a_running_job_cannot_be_retried_and_a_finished_one_not_cancelled(bench: Bench):
    job, jobs = bench.job(stages=("last",)), bench.gateway.jobs
    with pytest.raises(Conflict):
        jobs.retry(job.id, user_id=bench.ada)
    jobs.complete(job.id, token=bench.claim(job).token, done=done("last", wordlist=WORDLIST), run_on=None)
    with pytest.raises(Conflict):
        jobs.cancel(job.id, user_id=bench.ada)


def test_at_most_five_jobs_run_and_the_next_is_admitted_when_one_ends(bench: Bench):
    jobs = [bench.job(stages=("last",)) for _ in range(6)]
    found = [bench.get(job).status for job in jobs]
    assert found.count(JobStatus.PROCESSING) == 5
    running = next(job for job in jobs if bench.get(job).status is JobStatus.PROCESSING)
    waiting = next(job for job in jobs if bench.get(job).status is JobStatus.QUEUED)
    bench.gateway.jobs.cancel(running.id, user_id=bench.ada)
    assert bench.get(waiting).status is JobStatus.PROCESSING


def parsed(bench: Bench, job: Job, *, parser: str = "txt/1") -> str:
    """A job's first stage finds one zone; the claim's token, which goes on."""
    token = bench.claim(job).token
    zone = zone_to_json(Zone(0, 1, ZoneType.PARAGRAPH, "Die Mühle.", 0.9, Box(1, 2, 3, 4.5), "txt", "de", ("Mühle",)))
    known = {"pages": 1, "lang": "de", "page_labels": ["i"], "warnings": ["one"]}
    parsing = {"sha256": "a" * 64, "parser": parser, "zones": 1}
    effects = {"document": known, "zones": [zone], "parsing": parsing}
    bench.gateway.jobs.complete(job.id, token=token, done=StageDone("first", {}, effects), run_on=30)
    return token


def test_zones_of_the_same_bytes_and_parser_are_copied_within_one_user(bench: Bench):
    parser = f"txt/{bench.document().id[:8]}"
    first, second = bench.job(), bench.job()
    parsed(bench, first, parser=parser)
    token = bench.claim(second).token
    jobs, documents = bench.gateway.jobs, bench.gateway.documents
    assert jobs.reuse_zones(second.id, token=token, sha256="b" * 64, parser=parser) is None
    assert jobs.reuse_zones(second.id, token=token, sha256="a" * 64, parser="txt/0") is None
    for _ in range(2):
        reused = jobs.reuse_zones(second.id, token=token, sha256="a" * 64, parser=parser)
        assert reused is not None
        assert (reused.zones, reused.document["lang"], reused.document["warnings"]) == (1, "de", ["one"])
    assert documents.zones(str(second.document_id)) == documents.zones(str(first.document_id)) != ()
    with pytest.raises(LeaseLost):
        jobs.reuse_zones(second.id, token=first.id, sha256="a" * 64, parser=parser)
