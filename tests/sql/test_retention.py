"""What is over goes, in batches; what is young, or still of use, stays."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.support.world import World, call

OLD = {"jobs": 91, "events": 31}
"""Days past the defaults."""


def age(here: World, job: object, days: float) -> None:
    """Everything of a job happened that many days earlier."""
    moved = "{column} = {column} - make_interval(hours => %(hours)s)"
    values = {"hours": int(24 * days), "job": job}
    jobs = f"{moved.format(column='created_at')}, {moved.format(column='finished_at')}"
    with here.owner.transaction():
        here.do("set local session_replication_role = replica")  # the guard lets nobody change the past
        here.owner.execute(f"update public.jobs set {jobs} where id = %(job)s".encode(), values)
        events = f"update public.job_events set {moved.format(column='created_at')} where job_id = %(job)s"
        here.owner.execute(events.encode(), values)


def finished(here: World, *, days: float = 0, how: str = "complete") -> str:
    """A job of Ada's that was over that many days ago."""
    job = here.submit(here.ada, stages=("first", "publishing"))
    if how == "complete":
        here.run(job)
    elif how == "cancel":
        here.call("cancel_job", job_id=job, user_id=here.ada)
    else:
        token = here.claim(job)["lease_token"]
        here.complete(job, token, "first")
        here.call("fail_stage", job_id=job, lease_token=token, error_code="x", error_message="x", retry_in=None)
    age(here, job, days)
    return job


def count(here: World, table: str) -> int:
    return int(here.value(f"select count(*) from {table}"))


def test_jobs_that_are_over_for_long_go_with_their_events_and_younger_ones_stay(here: World):
    for how in ("complete", "fail", "cancel"):
        finished(here, days=OLD["jobs"], how=how)
    young = {finished(here, days=OLD["jobs"] - 2, how=how) for how in ("complete", "fail", "cancel")}
    running = here.submit(here.ada)
    age(here, running, 400)
    assert here.call("prune_history")["jobs"] == 3
    assert {str(row[0]) for row in here.rows("select id from public.jobs")} == {*young, running}
    assert count(here, "public.job_events where job_id not in (select id from public.jobs)") == 0
    assert here.call("prune_history")["jobs"] == 0


def test_a_job_that_was_sent_long_ago_and_ended_lately_stays(here: World):
    job = finished(here, days=OLD["jobs"])
    with here.owner.transaction():
        here.do("set local session_replication_role = replica")
        here.do("update public.jobs set finished_at = now() where id = %s", job)
    assert here.call("prune_history")["jobs"] == 0


def test_the_wordlist_the_exports_and_the_costs_of_a_job_outlive_it(here: World):
    made = here.upload(here.ada, exports=["csv"])
    job = made["job"]["id"]
    here.run(job)
    here.service.execute(
        "insert into public.llm_metrics (user_id, job_id, provider, model) values (%s, %s, 'p', 'm')", (here.ada, job)
    )
    age(here, job, OLD["jobs"])
    assert here.call("prune_history")["jobs"] == 1
    for table in ("wordlists", "exports", "llm_metrics"):
        assert here.rows(f"select job_id from public.{table}") == [(None,)], table
    assert count(here, "public.documents") == 1


def test_events_and_metrics_go_by_their_own_age(here: World):
    finished(here, days=OLD["events"])
    young = finished(here)
    here.do(
        "insert into public.llm_metrics (provider, model, created_at) "
        "select 'p', 'm', now() - make_interval(days => n) from unnest(array[181, 179]) as n"
    )
    pruned = here.call("prune_history")
    assert (pruned["jobs"], pruned["llm_metrics"]) == (0, 1)
    assert {str(row[0]) for row in here.rows("select distinct job_id from public.job_events")} == {young}
    assert count(here, "public.jobs") == 2
    assert count(here, "public.llm_metrics") == 1


def test_a_setting_counts_at_once_and_null_keeps_everything(here: World):
    finished(here, days=5)
    here.set("job_keep_days", None)
    assert here.call("prune_history")["jobs"] == 0
    here.set("job_keep_days", 4.5)
    assert here.call("prune_history")["jobs"] == 1


def test_one_call_takes_one_batch_of_each_and_calls_at_once_share_the_work(here: World):
    for _ in range(12):
        finished(here, days=OLD["jobs"])
    events = count(here, "public.job_events")
    first = here.call("prune_history", limit=3)
    assert first["jobs"] == 3
    assert first["job_events"] <= 3
    assert count(here, "public.job_events") >= events - 3 * (events // 12) - 3

    def prune(_: int) -> int:
        with here.database.acting_as("service_role") as connection:
            return int(call(connection, "prune_history", limit=3)["jobs"])

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(prune, range(8))) == 9
    assert count(here, "public.jobs") == 0


def test_requests_receipts_and_answers_go_in_batches_too(here: World):
    here.set("prune_batch", 3)
    for number in range(5):
        here.call("begin_request", user_id=here.ada, key=f"k{number}", route="r", body_hash="h")
        here.call("take_receipt", webhook_id=f"m{number}")
        here.do(
            "insert into private.llm_answers (key, agent, model, answer, used_at) "
            "values (%s, 'a', 'm', '{}', now() - interval '31 days')",
            uuid.uuid4().hex * 2,
        )
    here.do("update private.idempotency_keys set expires_at = now() where key <> 'k4'")
    here.do("update private.webhook_receipts set received_at = now() - interval '3 days' where webhook_id <> 'm4'")
    assert here.call("cleanup_expired_requests") == {"idempotency_keys": 3, "webhook_receipts": 3}
    assert here.call("cleanup_llm_answers") == {"llm_answers": 3}
    assert here.call("cleanup_expired_requests") == {"idempotency_keys": 1, "webhook_receipts": 1}
    assert here.rows("select key from private.idempotency_keys") == [("k4",)]


def test_a_completed_job_forgets_its_steps_and_a_failed_one_keeps_them_for_its_retry(here: World):
    finished(here)
    assert count(here, "private.job_steps") == 0
    failed = finished(here, how="fail")
    assert here.rows("select key from private.job_steps") == [("stage:first",)]
    here.call("retry_job", job_id=failed, user_id=here.ada)
    assert here.claim(failed)["outputs"] == {"first": {"of": "first"}}


def test_the_log_of_the_schedules_is_kept_for_a_day(here: World):
    here.do(
        "insert into cron.job_run_details (start_time) "
        "select now() - make_interval(hours => n) from unnest(array[1, 23, 25, 50]) as n"
    )
    here.do("select private.prune_tick()")
    assert count(here, "cron.job_run_details") == 2
