"""Who holds a stage: fences against workers that come back, webhooks that come twice, workers that die."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.world import World, call, refusal


def test_a_stage_is_claimed_once_by_many_who_hold_the_hint(here: World):
    job = here.submit(here.ada)

    def claim(_: int) -> object:
        with here.database.acting_as("service_role") as connection:
            return call(connection, "claim_stage", job_id=job)

    with ThreadPoolExecutor(8) as pool:
        claims = [answer for answer in pool.map(claim, range(16)) if answer]
    assert len(claims) == 1


def test_a_webhook_that_was_taken_does_nothing_the_second_time(here: World):
    job = here.submit(here.ada, stages=["one", "two"])
    token = here.claim(job, webhook="msg_1")["lease_token"]
    here.complete(job, token, "one", run_on=False)
    assert here.claim(job, webhook="msg_1") is None
    assert here.claim(job, webhook="msg_2") is not None


def test_a_webhook_for_another_stage_does_nothing(here: World):
    job = here.submit(here.ada, stages=["one", "two"])
    assert here.call("claim_stage", job_id=job, stage="two") is None
    assert here.call("claim_stage", job_id=job, stage="one") is not None


def test_a_waiting_job_and_an_unknown_one_cannot_be_claimed(here: World):
    jobs = [here.submit(here.ada) for _ in range(6)]
    assert here.claim(jobs[5]) is None
    assert here.claim("00000000-0000-0000-0000-000000000000") is None


@pytest.mark.parametrize("reclaim", ["sweep", "hint"])
def test_a_worker_back_from_the_dead_changes_nothing(here: World, reclaim: str):
    job = here.submit(here.ada)
    dead = here.claim(job)["lease_token"]
    here.expire_lease(job)
    if reclaim == "sweep":
        assert here.call("sweep_jobs", limit=10)["expired"] == 1
    claim = here.claim(job)
    assert (claim["job"]["attempt"], claim["job"]["retry_count"]) == (2, 1)
    assert here.call("renew_lease", job_id=job, lease_token=dead, lease_seconds=30, progress=90) is False
    assert here.call("save_step", job_id=job, lease_token=dead, key="late", result={}) is False
    for door, rest in {
        "complete_stage": {"stage": "only"},
        "fail_stage": {"error_code": "x", "error_message": "x"},
        "release_stage": {},
    }.items():
        with refusal(409, "lease_lost"):
            here.call(door, job_id=job, lease_token=dead, **rest)
    here.complete(job, claim["lease_token"], "only")
    assert here.status(job) == "completed"
    assert "lease_expired" in here.events(job)


@pytest.mark.parametrize("reclaim", ["sweep", "hint"])
def test_a_job_that_kills_its_worker_every_time_ends_as_failed(here: World, reclaim: str):
    here.set("job_cap", 1)
    job, waiting = here.submit(here.ada, max_retries=2), here.submit(here.ben)
    claims = 0
    for _ in range(10):
        claims += here.claim(job) is not None
        here.behind_the_guard(
            "update public.jobs set lease_expires_at = now() - interval '1 second' where lease_token is not null"
        )
        if reclaim == "sweep":
            here.call("sweep_jobs", limit=10)
    assert claims == 3
    assert here.value("select error_code from public.dead_letters where id = %s", job) == "worker_lost"
    assert here.status(waiting) == "processing" or here.events(waiting)[:1] == ["admitted"]


def test_a_renewed_lease_outlives_its_first_term(here: World):
    job = here.submit(here.ada)
    token = here.claim(job)["lease_token"]
    here.expire_lease(job)
    assert here.call("renew_lease", job_id=job, lease_token=token, lease_seconds=30, progress=None) is True
    assert here.value("select progress from public.jobs") == 0
    assert here.call("sweep_jobs", limit=10)["expired"] == 0


def test_the_first_result_of_a_step_stays(here: World):
    job = here.submit(here.ada)
    token = here.claim(job)["lease_token"]
    for answer in (1, 2):
        assert here.call("save_step", job_id=job, lease_token=token, key="llm:1", result={"answer": answer})
    assert here.call("load_steps", job_id=job, prefix="llm:") == {"llm:1": {"answer": 1}}
    assert here.call("load_steps", job_id=job, prefix="l_m") == {}


def test_a_step_that_meets_a_cancel_half_done_waits_for_it_and_is_not_stored(here: World):
    job = here.submit(here.ada)
    token = here.claim(job)["lease_token"]

    def save() -> object:
        with here.database.acting_as("service_role") as connection:
            return call(connection, "save_step", job_id=job, lease_token=token, key="llm:1", result={})

    with ThreadPoolExecutor(1) as pool:
        with here.service.transaction():
            call(here.service, "cancel_job", job_id=job, user_id=here.ada)
            saving = pool.submit(save)
            with pytest.raises(TimeoutError):
                saving.result(0.3)
        assert saving.result(10) is False
    assert here.call("load_steps", job_id=job) == {}


def test_completing_a_job_claims_the_next_one_in_the_same_call(here: World):
    here.set("job_cap", 1)
    first, second = here.submit(here.ada), here.submit(here.ada)
    mine = str(uuid.uuid4())
    claim = here.complete(first, here.claim(first)["lease_token"], "only", next_token=mine)["next"]
    assert (here.status(first), claim["job"]["id"], claim["lease_token"]) == ("completed", second, mine)
    assert (claim["job"]["status"], claim["outputs"], claim["steps"]) == ("processing", {}, 0)
    assert here.claim(second) is None
    assert here.complete(second, mine, "only", next_token=str(uuid.uuid4()))["next"] is None
    assert here.events(second) == ["admitted", "stage_completed", "completed"]


def test_completing_and_claiming_asked_for_again_is_the_same_claim_and_no_second(here: World):
    here.set("job_cap", 1)
    first, second, third = (here.submit(here.ada) for _ in range(3))
    token, mine = here.claim(first)["lease_token"], str(uuid.uuid4())
    answers = [here.complete(first, token, "only", next_token=mine) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert (here.status(first), answers[0]["next"]["job"]["id"]) == ("completed", second)
    assert here.status(third) == "queued"
    with refusal(409, "lease_lost"):
        here.complete(first, token, "only", next_token=str(uuid.uuid4()))
    here.expire_lease(second)
    with refusal(409, "lease_lost"):
        here.complete(first, token, "only", next_token=mine)
    assert here.call("sweep_jobs", limit=10)["expired"] == 1
    assert here.claim(second) is not None


def test_a_job_gone_on_with_brings_what_it_had_before_it_was_interrupted(here: World):
    here.set("job_cap", 1)
    job, other = here.submit(here.ada, stages=["one", "two"]), here.submit(here.ben)
    token = here.claim(job)["lease_token"]
    here.complete(job, token, "one")
    here.call("save_step", job_id=job, lease_token=token, key="two/1", result={})
    here.call("cancel_job", job_id=job, user_id=here.ada)
    here.call("retry_job", job_id=job, user_id=here.ada)
    claim = here.complete(other, here.claim(other)["lease_token"], "only", next_token=str(uuid.uuid4()))["next"]
    assert (claim["job"]["id"], claim["job"]["stage"]) == (job, "two")
    assert (claim["outputs"], claim["steps"]) == ({"one": {"of": "one"}}, 1)


def test_a_stage_that_has_another_after_it_claims_no_other_job(here: World):
    here.set("job_cap", 1)
    job, other = here.submit(here.ada, stages=["one", "two"]), here.submit(here.ben)
    token = here.claim(job)["lease_token"]
    answer = here.complete(job, token, "one", next_token=str(uuid.uuid4()))
    assert (answer["lease_token"], answer["next"], here.status(other)) == (token, None, "queued")


def test_a_claim_asked_for_again_under_its_own_token_is_the_same_claim(here: World):
    job, token = here.submit(here.ada), str(uuid.uuid4())
    ask = {"job_id": job, "webhook_id": "msg_1", "lease_token": token}
    first = here.call("claim_stage", **ask)
    assert first["lease_token"] == token
    assert here.call("claim_stage", **ask) == first
    assert here.call("claim_stage", job_id=job, lease_token=str(uuid.uuid4())) is None
    here.expire_lease(job)
    assert here.call("claim_stage", **ask) is None


def test_a_lost_hint_is_sent_again_and_the_unclaimed_job_named(here: World):
    job = here.submit(here.ada)
    assert here.call("sweep_jobs", limit=10)["hints"] == 0
    here.behind_the_guard("update public.jobs set hinted_at = hinted_at - interval '5 seconds'")
    swept = here.call("sweep_jobs", limit=10)
    assert (swept["hints"], swept["unclaimed"]) == (1, [{"id": job, "stage": "only"}])
    # Until somebody claims it, whoever sweeps next is told of it as well: the second hint may be lost, too.
    again = here.call("sweep_jobs", limit=10)
    assert (again["hints"], again["unclaimed"]) == (0, [{"id": job, "stage": "only"}])
    assert here.events(job)[-1] == "hinted"
    here.call("release_stage", job_id=job, lease_token=here.claim(job)["lease_token"])
    assert here.call("sweep_jobs", limit=10)["unclaimed"] == []


def test_two_sweeps_at_once_do_everything_once(here: World):
    here.set("job_cap", 40)
    jobs = [here.submit(here.ada) for _ in range(40)]
    for job in jobs[:20]:
        here.claim(job)
        here.expire_lease(job)
    for job in jobs[20:]:
        token = here.claim(job)["lease_token"]
        here.call("fail_stage", job_id=job, lease_token=token, error_code="x", error_message="x", retry_in=0)

    def sweep(_: int) -> dict[str, int]:
        with here.database.acting_as("service_role") as connection:
            answer: dict[str, int] = call(connection, "sweep_jobs", limit=100)
            return answer

    with ThreadPoolExecutor(4) as pool:
        swept = list(pool.map(sweep, range(4)))
    assert (sum(one["expired"] for one in swept), sum(one["due"] for one in swept)) == (20, 20)
    here.call("sweep_jobs", limit=100)
    assert here.rows("select retry_count, count(*) from public.jobs group by 1") == [(1, 40)]
    assert here.call("get_active_job_count", user_id=None) == 40


def test_a_sweep_takes_no_more_than_its_limit(here: World):
    here.set("job_cap", 1)
    for _ in range(12):
        job = here.value("select id from public.jobs where id = %s", here.submit(here.ada))
        token = here.claim(job)["lease_token"]
        here.call("fail_stage", job_id=job, lease_token=token, error_code="x", error_message="x", retry_in=0)
    assert here.call("sweep_jobs", limit=5)["due"] == 5
