"""The way of a job through its states, one legal transition after the other, and what each leaves behind."""

import itertools

import pytest

from tests.support.world import STAGES, WORDLIST, World, refusal


def test_an_uploaded_document_becomes_a_wordlist_with_its_exports(here: World):
    made = here.upload(here.ada, exports=["csv", "xlsx"])
    job = made["job"]["id"]
    assert (made["document"]["status"], made["job"]["status"]) == ("uploaded", "processing")

    claim = here.claim(job)
    assert (claim["job"]["stage"], claim["document"]["id"], claim["outputs"]) == ("parsing", made["document"]["id"], {})
    zones = [{"index": 0, "page": 1, "type": "heading", "text": "Die Mühle", "bbox": [1, 2, 3, 4]}]
    parsed = {"document": {"lang": "de", "pages": 2, "page_labels": ["i", "ii"], "warnings": ["w"]}, "zones": zones}
    here.complete(job, claim["lease_token"], "parsing", effects=parsed)
    for stage in STAGES[1:-1]:
        here.complete(job, claim["lease_token"], stage)
    done = here.complete(job, claim["lease_token"], "publishing", effects={"wordlist": WORDLIST})

    assert done == {"job": None, "lease_token": None, "next": None}
    assert here.rows("select status, progress from public.jobs") == [("completed", 100)]
    assert here.rows("select lang, pages, page_labels, warnings from public.documents") == [
        ("de", 2, ["i", "ii"], ["w"])
    ]
    assert here.rows("select index, type, bbox from public.zones") == [(0, "heading", [1, 2, 3, 4])]
    assert here.rows("select user_id, document_id::text, title from public.wordlists") == [
        (here.ada, made["document"]["id"], "Die Mühle")
    ]
    assert here.rows("select format, status::text from public.exports order by 1") == [
        ("csv", "queued"),
        ("xlsx", "queued"),
    ]
    assert here.events(job) == ["admitted", *["stage_completed"] * 5, "completed"]
    assert (
        here.value("select count(*) from public.job_events where action like '%%completed' and duration_ms is null")
        == 0
    )


def test_completing_an_upload_twice_makes_one_job(here: World):
    first = here.upload(here.ada)
    again = here.call("complete_upload", document_id=first["document"]["id"], user_id=here.ada, size_bytes=1000,
                      sha256="a" * 64, kind="wordlist", stages=STAGES, params={}, max_retries=3)  # fmt: skip
    assert again["job"]["id"] == first["job"]["id"]
    assert here.value("select count(*) from public.jobs") == 1


def test_progress_grows_stage_by_stage_and_never_goes_back(here: World):
    job = here.submit(here.ada, stages=STAGES)
    claim = here.claim(job)
    assert here.call("renew_lease", job_id=job, lease_token=claim["lease_token"], lease_seconds=30, progress=15)
    assert here.call("renew_lease", job_id=job, lease_token=claim["lease_token"], lease_seconds=30, progress=3)
    assert here.value("select progress from public.jobs") == 15
    seen = []
    for stage in STAGES:
        here.complete(job, claim["lease_token"], stage)
        seen.append(here.value("select progress from public.jobs"))
    assert seen == [20, 40, 60, 80, 100]


def test_a_stage_that_does_not_run_on_gives_up_its_lease(here: World):
    job = here.submit(here.ada, stages=["one", "two"])
    claim = here.claim(job)
    answer = here.complete(job, claim["lease_token"], "one", run_on=False)
    assert answer == {"job": None, "lease_token": None, "next": None}
    assert here.value("select stage from public.jobs") == "two"
    with refusal(409, "lease_lost"):
        here.complete(job, claim["lease_token"], "two")
    assert here.claim(job)["outputs"] == {"one": {"of": "one"}}


def test_a_completed_stage_completed_again_is_answered_while_the_lease_goes_on(here: World):
    job = here.submit(here.ada, stages=["one", "two"])
    token = here.claim(job)["lease_token"]
    here.complete(job, token, "one")
    again = here.complete(job, token, "one")
    assert (again["job"]["stage"], again["lease_token"]) == ("two", token)
    assert here.events(job).count("stage_completed") == 1


def test_a_stage_that_is_not_reached_yet_cannot_be_completed(here: World):
    job = here.submit(here.ada, stages=["one", "two"])
    token = here.claim(job)["lease_token"]
    with refusal(409, "conflict"):
        here.complete(job, token, "two")


def test_a_failed_attempt_waits_for_its_time_and_then_goes_on_at_its_stage(here: World):
    job = here.submit(here.ada, stages=["one", "two"])
    token = here.claim(job)["lease_token"]
    here.complete(job, token, "one")
    failed = here.call("fail_stage", job_id=job, lease_token=token, error_code="unavailable", error_message="later",
                       retry_in=60)  # fmt: skip
    assert (failed["status"], failed["attempt"], failed["retry_count"]) == ("scheduled", 2, 1)
    assert here.call("sweep_jobs", limit=10)["due"] == 0
    here.behind_the_guard("update public.jobs set run_after = now()")
    assert here.call("sweep_jobs", limit=10)["due"] == 1
    assert (here.status(job), here.claim(job)["job"]["stage"]) == ("processing", "two")
    assert here.events(job) == ["admitted", "stage_completed", "scheduled", "due", "admitted"]


@pytest.mark.parametrize(("retries", "retry_in"), [(0, 1), (3, None)])
def test_a_job_fails_when_its_retries_are_spent_or_would_not_help(here: World, retries: int, retry_in: int | None):
    job = here.submit(here.ada, max_retries=retries)
    failed = here.call("fail_stage", job_id=job, lease_token=here.claim(job)["lease_token"], error_code="corrupt",
                       error_message="The document is damaged.", retry_in=retry_in)  # fmt: skip
    assert (failed["status"], failed["error_code"]) == ("failed", "corrupt")
    assert here.rows("select id::text, error_code from public.dead_letters") == [(job, "corrupt")]


def test_a_failed_job_retried_by_hand_goes_on_where_it_stopped(here: World):
    job = here.submit(here.ada, stages=["one", "two"])
    token = here.claim(job)["lease_token"]
    here.complete(job, token, "one")
    here.call("save_step", job_id=job, lease_token=token, key="llm:1", result={"answer": 1})
    here.call("fail_stage", job_id=job, lease_token=token, error_code="x", error_message="x", retry_in=None)
    again = here.call("retry_job", job_id=job, user_id=here.ada)
    assert (again["status"], again["stage"], again["retry_count"], again["error_code"]) == (
        "processing",
        "two",
        0,
        None,
    )
    assert here.claim(job)["steps"] == 1


def test_redriving_queues_the_failed_jobs_of_one_error_code(here: World):
    jobs = [here.submit(here.ada) for _ in range(3)]
    for job, code in zip(jobs, ["a", "b", "a"], strict=True):
        here.call("fail_stage", job_id=job, lease_token=here.claim(job)["lease_token"], error_code=code,
                  error_message="x", retry_in=None)  # fmt: skip
    assert here.call("redrive_jobs", error_code="a", kind=None, limit=10) == 2
    assert [here.status(job) for job in jobs] == ["processing", "failed", "processing"]


def test_a_released_stage_is_taken_up_without_counting_as_a_retry(here: World):
    job = here.submit(here.ada)
    token = here.claim(job)["lease_token"]
    released = here.call("release_stage", job_id=job, lease_token=token)
    assert (released["attempt"], released["retry_count"]) == (1, 0)
    assert here.claim(job)["job"]["attempt"] == 1
    assert here.events(job)[-1] == "released"


def test_cancelling_voids_the_lease_and_frees_the_slot_at_once(here: World):
    here.set("job_cap", 1)
    job, waiting = here.submit(here.ada), here.submit(here.ben)
    token = here.claim(job)["lease_token"]
    assert here.call("cancel_job", job_id=job, user_id=here.ada)["status"] == "cancelled"
    assert here.call("cancel_job", job_id=job, user_id=here.ada)["status"] == "cancelled"
    assert here.status(waiting) == "processing"
    assert here.call("renew_lease", job_id=job, lease_token=token, lease_seconds=30, progress=50) is False
    assert here.call("save_step", job_id=job, lease_token=token, key="late", result={}) is False
    assert here.call("save_zones", job_id=job, lease_token=token, zones=[]) is False
    with refusal(409, "lease_lost"):
        here.complete(job, token, "only")


def test_a_job_that_is_over_cannot_be_cancelled_and_a_running_one_not_retried(here: World):
    done, running = here.submit(here.ada), here.submit(here.ada)
    with refusal(409, "conflict"):
        here.call("retry_job", job_id=running, user_id=here.ada)
    here.run(done)
    for door in ("cancel_job", "retry_job"):
        with refusal(409, "conflict"):
            here.call(door, job_id=done, user_id=here.ada)


@pytest.mark.parametrize("door", ["get_job", "cancel_job", "retry_job"])
def test_somebody_elses_job_does_not_exist(here: World, door: str):
    job = here.submit(here.ada)
    with refusal(404, "not_found"):
        here.call(door, job_id=job, user_id=here.ben)


def test_a_deleted_document_cancels_its_jobs_and_leaves_its_file_to_cleanup(here: World):
    made = here.upload(here.ada)
    with here.database.acting_as("authenticated", here.ada) as ada:
        ada.execute("delete from public.documents")
    assert here.rows("select status::text, error_code, document_id from public.jobs") == [
        ("cancelled", "document_deleted", None)
    ]
    files = here.call("expired_files", bucket="document-uploads", limit=10)
    assert [file["storage_path"] for file in files] == [made["document"]["storage_path"]]
    assert here.call("files_removed", bucket="document-uploads", ids=[file["id"] for file in files]) == 1
    assert here.call("expired_files", bucket="document-uploads", limit=10) == []


def test_a_deleted_document_frees_the_slot_of_its_job_at_once(here: World):
    here.set("job_cap", 1)
    here.upload(here.ada)
    waiting = here.submit(here.ben)
    here.do("delete from public.documents")
    assert here.status(waiting) == "processing"


STATUSES = ("queued", "scheduled", "processing", "completed", "failed", "cancelled")
LEGAL = {
    "queued": {"queued", "processing", "cancelled"},
    "scheduled": {"scheduled", "queued", "cancelled"},
    "processing": {"processing", "completed", "scheduled", "failed", "cancelled"},
    "completed": set[str](),
    "failed": {"queued"},
    "cancelled": {"queued"},
}
FIELDS_OF = {
    "queued": "slot = null, run_after = null, finished_at = null",
    "scheduled": "slot = null, run_after = now(), finished_at = null",
    "processing": "slot = 1, run_after = null, finished_at = null",
    "completed": "slot = null, run_after = null, finished_at = now(), progress = 100",
    "failed": "slot = null, run_after = null, finished_at = now(), error_code = 'x'",
    "cancelled": "slot = null, run_after = null, finished_at = now()",
}


@pytest.mark.parametrize(("before", "after"), list(itertools.product(STATUSES, STATUSES)))
def test_only_legal_transitions_are_possible_whatever_door_is_claimed(worn: World, before: str, after: str):
    worn.do("delete from public.jobs")
    job = worn.submit(worn.ada)
    way = {"queued": ["cancelled", "queued"], "processing": []}.get(before, [before])
    for step in way:
        worn.behind_the_guard(f"update public.jobs set status = '{step}', {FIELDS_OF[step]}")
    assert worn.status(job) == before
    change = f"update public.jobs set status = '{after}', {FIELDS_OF[after]}"
    if after in LEGAL[before]:
        worn.behind_the_guard(change)
        assert worn.status(job) == after
    else:
        with refusal(409, "conflict"):
            worn.behind_the_guard(change)


@pytest.mark.parametrize("status", STATUSES)
def test_the_secret_key_cannot_change_a_job_directly_and_is_told_the_door(worn: World, status: str):
    worn.do("delete from public.jobs")
    worn.submit(worn.ada)
    with refusal(409, "conflict") as caught:
        change = f"update public.jobs set status = '{status}', {FIELDS_OF[status]}, retry_count = 1"
        worn.service.execute(change.encode())
    assert "()" in str(caught.value.diag.message_detail)
