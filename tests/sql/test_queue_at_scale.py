"""The queue with much in it: a newcomer behind ten thousand jobs, the cap under 64 clients, a sweep over a million.

Surprise: the claims are made by pgbench (tests/benchmarks/queue), as sixty-four Python threads would measure Python.
"""

import os
import statistics
import threading
import time

import pytest
from psycopg.types.json import Jsonb

from tests.benchmarks.queue.pgbench import pgbench
from tests.support.world import World

MISPLACED = """
    select count(*) from (
        select public.queue_position(jobs) as computed, recounted from (
            select *, row_number() over (order by vt, seq) as recounted from public.jobs where status = 'queued'
        ) as jobs_with_place join public.jobs using (id) where recounted %% %s = 0
    ) as p where computed <> recounted
"""

ROUND = 3_000
"""Transactions of a client before more jobs are sent; who stops with a claim in hand leaves it to the sweep, so the
lease is short."""
CROWD = r"""
\set goes_on random(0, 1)
\if :has
select coalesce(n #>> '{job,id}', '') as job, coalesce(n ->> 'lease_token', '') as token,
    (n is distinct from 'null')::int as has
from (select coalesce(public.complete_stage(:job::uuid, :token::uuid, 'only',
    p_lease_seconds => 5,
    p_next_token => case when :goes_on = 1 then gen_random_uuid() end) -> 'next', 'null')) as c (n) \gset
\else
select coalesce(c #>> '{job,id}', '') as job, coalesce(c ->> 'lease_token', '') as token, (c is not null)::int as has
from (select public.claim_stage((
    select id from public.jobs where status = 'processing' and lease_token is null limit 1 for update skip locked
), p_lease_seconds => 5)) as d (c) \gset
\if :has
\else
\sleep 50 ms
\endif
\endif
"""
"""As a function that goes on with the next job half of the time, or finds that nothing waits for it."""


def send(here: World, user: object, jobs: int) -> None:
    """Queue that many jobs of a user at once."""
    here.service.execute(
        "select public.submit_jobs(%s, 'wordlist', '{only}', %s)", (user, Jsonb([{} for _ in range(jobs)]))
    )


def test_a_newcomer_passes_ten_thousand_jobs_of_somebody_else(here: World):
    for _ in range(10):
        send(here, here.ada, 1_000)
    ben = here.submit(here.ben)
    assert here.call("get_job", job_id=ben, user_id=here.ben)["queue_position"] == 1
    here.run(here.value("select id from public.jobs where status = 'processing' limit 1"))
    assert here.status(ben) == "processing"


def test_positions_among_ten_thousand_equal_a_recount_before_and_after_a_fold(here: World):
    for user in [here.ada, here.ben, *(here.person() for _ in range(8))]:
        send(here, user, 1_000)
    for _ in range(2):
        assert here.value(MISPLACED, 97) == 0
        here.call("update_queue_positions")


@pytest.mark.long
@pytest.mark.timeout(0)
def test_the_cap_holds_in_a_million_claims_by_sixty_four_clients(here: World):
    claims = int(os.environ.get("WORDMILL_CLAIMS", "1000000"))
    users = [here.person() for _ in range(20)]
    seen, stop = set[int](), threading.Event()

    def watch() -> None:
        with here.database.connect() as connection:
            while not stop.wait(0.01):
                running = connection.execute("select count(*) from public.jobs where status = 'processing'").fetchone()
                assert running
                seen.add(int(str(running[0])))
                connection.execute("select public.sweep_jobs(100)")

    watcher = threading.Thread(target=watch)
    watcher.start()
    done = 0
    while done < claims:
        if here.value("select count(*) from public.jobs where status = 'queued'") < 80_000:
            for user in users:
                send(here, user, 4_000)
        pgbench(here.database.url, CROWD, clients=64, transactions=64 * ROUND)
        done = here.value("select count(*) from public.jobs where status = 'completed'")
    stop.set()
    watcher.join()
    assert max(seen) == 5
    assert here.value("select count(*) from public.job_events where action = 'completed'") == done


@pytest.mark.long
@pytest.mark.timeout(0)
def test_a_sweep_with_nothing_to_do_takes_less_than_5_ms_over_a_million_finished_jobs(here: World):
    with here.owner.transaction():
        here.do("set local session_replication_role = replica")  # no triggers: only the rows are needed
        here.do(
            "insert into public.jobs (user_id, kind, status, stage, stages, vt, progress, finished_at) "
            "select %s, 'wordlist', 'completed', 'only', '{only}', n, 100, now() from generate_series(1, 1000000) as n",
            here.ada,
        )
    here.do("vacuum analyze public.jobs")
    took = []
    for _ in range(30):
        began = time.perf_counter()
        here.call("sweep_jobs", limit=100)
        took.append(time.perf_counter() - began)
    print(f"sweep: median {statistics.median(took) * 1000:.2f} ms, longest {max(took) * 1000:.2f} ms")
    assert statistics.median(took) < 0.005
