"""The queues that are measured: each says how it is set up, filled, and worked by one pgbench transaction.

Surprise: all of them are driven by pgbench scripts with prepared statements, so that no Python stands between.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.local.migrator import apply_migrations
from deploy.local.prepare import prepare_database

if TYPE_CHECKING:
    import psycopg

USERS = 20


@dataclass(frozen=True, slots=True)
class Peer:
    """One queue; the scripts are pgbench's."""

    name: str
    work: str
    """Take one job and complete it."""

    enqueue: str
    enqueue_batch: str
    fill: str
    """A statement that leaves %s jobs waiting, without the cost of enqueueing them one by one."""
    empty: str

    def set_up(self, url: str) -> None:
        raise NotImplementedError


class Wordmill(Peer):
    def set_up(self, url: str) -> None:
        import psycopg

        prepare_database(url)
        apply_migrations(url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create table bench_users as select n, gen_random_uuid() as id "
                               f"from generate_series(1, {USERS}) as n")  # fmt: skip
            connection.execute("insert into auth.users (id, email) select id, n || '@example.com' from bench_users")
            # As many slots as clients: the cap must not be what is measured.
            connection.execute("update private.settings set value = '16' where key = 'job_cap'")


class Procrastinate(Peer):
    def set_up(self, url: str) -> None:
        import psycopg

        schema = _packaged("procrastinate", "sql/schema.sql")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(schema)
            connection.execute("select procrastinate_register_worker_v1()")


class Pgmq(Peer):
    def set_up(self, url: str) -> None:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create schema pgmq")
            connection.execute(_packaged("pgmq", "sql/pgmq.sql"))
            connection.execute("select pgmq.create('jobs')")


class Bare(Peer):
    def set_up(self, url: str) -> None:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create table bare (id bigserial primary key, status text not null default 'todo', "
                               "payload jsonb not null default '{}')")  # fmt: skip
            connection.execute("create index on bare (id) where status = 'todo'")


_STAGES = "array['only']"
WORDMILL = Wordmill(
    name="wordmill",
    # As a function does: it is called for one job, and goes on with the one that gets its slot.
    work="""
\\if :has
select coalesce(n #>> '{job,id}', '') as job, coalesce(n ->> 'lease_token', '') as token,
    (n <> 'null')::int as has
from (select public.complete_stage(:job::uuid, :token::uuid, 'only', p_next_token => gen_random_uuid()) -> 'next')
    as c (n) \\gset
\\else
select c #>> '{job,id}' as job, c ->> 'lease_token' as token, 1 as has
from (select public.claim_stage((
    select id from public.jobs where status = 'processing' and lease_token is null limit 1 for update skip locked
))) as d (c) where c is not null \\gset
\\endif
""",
    enqueue=f"""
\\set n random(1, {USERS})
select public.submit_job((select id from bench_users where n = :n), 'wordlist', {_STAGES});
""",
    enqueue_batch=f"""
\\set n random(1, {USERS})
select public.submit_jobs((select id from bench_users where n = :n), 'wordlist', {_STAGES},
    (select jsonb_agg('{{}}'::jsonb) from generate_series(1, 1000)));
""",
    fill=f"""
begin;
select private.open_door('benchmark');
insert into public.jobs (user_id, kind, stage, stages, vt)
select u.id, 'wordlist', 'only', {_STAGES},
    (select last_value from private.queue_clock) + 1000 * ((g.n - 1) / {USERS})
from generate_series(1, %s) as g (n) join bench_users as u on u.n = 1 + g.n %% {USERS};
insert into private.queue_changes (level, change) select vt / 1000, count(*) from public.jobs group by 1;
insert into private.queue_users (user_id, last_vt) select user_id, max(vt) from public.jobs group by 1
on conflict (user_id) do update set last_vt = excluded.last_vt;
commit;
select public.update_queue_positions();
vacuum analyze public.jobs;
vacuum analyze private.queue_levels;
vacuum private.queue_changes;
select public.sweep_jobs(100);
""",
    empty="truncate public.jobs, public.job_events, private.queue_changes, private.queue_levels, private.queue_users "
    "cascade; select setval('private.queue_clock', 0)",
)
PROCRASTINATE = Procrastinate(
    name="procrastinate",
    work="""
select id from procrastinate_fetch_job_v2(null, 1) \\gset
select procrastinate_finish_job_v1(:id::bigint, 'succeeded', false);
""",
    enqueue="""
select procrastinate_defer_jobs_v1(
    array[row('default', 'task', 0, null, null, '{}', null)::procrastinate_job_to_defer_v1]);
""",
    enqueue_batch="""
select procrastinate_defer_jobs_v1((select
    array_agg(row('default', 'task', 0, null, null, '{}', null)::procrastinate_job_to_defer_v1)
    from generate_series(1, 1000)));
""",
    fill="""
select count(procrastinate_defer_jobs_v1((select
    array_agg(row('default', 'task', 0, null, null, '{}', null)::procrastinate_job_to_defer_v1)
    from generate_series(1, 1000)))) from generate_series(1, %s / 1000);
vacuum analyze procrastinate_jobs;
""",
    empty="truncate procrastinate_jobs, procrastinate_events cascade",
)
PGMQ = Pgmq(
    name="pgmq",
    work="""
select msg_id as id from pgmq.read('jobs', 30, 1) \\gset
select pgmq.archive('jobs', :id::bigint);
""",
    enqueue="select pgmq.send('jobs', '{}');",
    enqueue_batch="select count(*) from pgmq.send_batch('jobs', "
    "array(select '{}'::jsonb from generate_series(1, 1000)));",
    fill="""
select count(*) from pgmq.send_batch('jobs', array(select '{}'::jsonb from generate_series(1, %s)));
vacuum analyze pgmq.q_jobs;
""",
    empty="truncate pgmq.q_jobs, pgmq.a_jobs",
)
BARE = Bare(
    name="bare limit",
    work="""
update bare set status = 'doing' where id = (
    select id from bare where status = 'todo' order by id for update skip locked limit 1) returning id \\gset
update bare set status = 'done' where id = :id::bigint;
""",
    enqueue="insert into bare default values;",
    enqueue_batch="insert into bare select from generate_series(1, 1000);".replace(
        "select from", "(status) select 'todo' from"
    ),
    fill="insert into bare (status) select 'todo' from generate_series(1, %s);\nvacuum analyze bare;\n",
    empty="truncate bare",
)
PEERS = (WORDMILL, PROCRASTINATE, PGMQ, BARE)


def _packaged(package: str, path: str) -> bytes:
    """A file that a package brings; the package itself is not imported."""
    found = importlib.util.find_spec(package)
    return (Path(str(found and found.origin)).parent / path).read_bytes()


def fill(connection: "psycopg.Connection[tuple[object, ...]]", peer: Peer, jobs: int) -> None:
    """Empty the queue and leave `jobs` waiting."""
    connection.execute(peer.empty.encode())
    for statement in (peer.fill % jobs).split(";\n"):
        if statement.strip():
            connection.execute(statement.encode())
