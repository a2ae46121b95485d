"""The stand-in for pg_cron."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from deploy.local.platform.schedule import parse_schedule
from deploy.local.stack import Stack

Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def connection(plain_stack: Stack) -> Iterator[Connection]:
    with psycopg.connect(plain_stack.database_url, autocommit=True) as one:
        yield one


def runs(connection: Connection, name: str, count: int) -> list[tuple[object, ...]]:
    deadline = time.monotonic() + 10
    while True:
        rows = connection.execute(
            "select d.status, d.return_message, d.username from cron.job_run_details d join cron.job using (jobid) "
            "where jobname = %s and end_time is not null order by runid",
            (name,),
        ).fetchall()
        if len(rows) >= count:
            return rows
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_job_runs_every_so_many_seconds_and_leaves_a_trace(connection: Connection):
    connection.execute("create table public.ticks (at timestamptz default clock_timestamp())")
    connection.execute("select cron.schedule('tick', '1 second', 'insert into public.ticks default values')")
    assert runs(connection, "tick", 2)[:2] == [("succeeded", "INSERT 0 1", "postgres")] * 2
    connection.execute("select cron.unschedule('tick')")
    time.sleep(1.2)
    (before,) = connection.execute("select count(*) from public.ticks").fetchone() or (None,)
    time.sleep(1.2)
    assert connection.execute("select count(*) from public.ticks").fetchone() == (before,)


def test_a_job_that_fails_says_why(connection: Connection):
    connection.execute("select cron.schedule('fails', '1 second', 'select 1/0')")
    assert runs(connection, "fails", 1)[0][:2] == ("failed", "ERROR: division by zero")
    connection.execute("select cron.unschedule('fails')")


def test_a_job_runs_as_who_scheduled_it(connection: Connection):
    connection.execute(
        "insert into cron.job (schedule, command, jobname, username) "
        "values ('1 second', 'select * from public.ungranted', 'as_visitor', 'authenticated')"
    )
    status, message, username = runs(connection, "as_visitor", 1)[0]
    connection.execute("delete from cron.job where jobname = 'as_visitor'")
    assert (status, username) == ("failed", "authenticated")
    assert "permission denied" in str(message)


def test_scheduling_a_name_again_changes_the_job(connection: Connection):
    first = connection.execute("select cron.schedule('twice', '0 0 1 1 *', 'select 1')").fetchone()
    second = connection.execute("select cron.schedule('twice', '0 1 1 1 *', 'select 2')").fetchone()
    assert first == second
    row = connection.execute("select schedule, command from cron.job where jobname = 'twice'").fetchone()
    assert row == ("0 1 1 1 *", "select 2")
    assert connection.execute("select cron.unschedule('twice')").fetchone() == (True,)


@pytest.mark.parametrize("schedule", ["every now and then", "* * * *", "0 seconds", "60 seconds", ""])
def test_a_schedule_that_is_none_is_refused(connection: Connection, schedule: str):
    with pytest.raises(psycopg.errors.RaiseException, match="invalid schedule"):
        connection.execute("select cron.schedule('bad', %s, 'select 1')", (schedule,))


def test_removing_an_unknown_job_is_an_error(connection: Connection):
    with pytest.raises(psycopg.errors.RaiseException, match="could not find valid entry"):
        connection.execute("select cron.unschedule('nobody')")


@pytest.mark.parametrize(
    ("schedule", "moment", "due"),
    [
        ("* * * * *", "2026-11-21 07:31", True),
        ("*/15 * * * *", "2026-11-21 07:30", True),
        ("*/15 * * * *", "2026-11-21 07:31", False),
        ("0 3 * * *", "2026-11-21 03:00", True),
        ("0 3 * * *", "2026-11-21 04:00", False),
        ("5-10/5 1,2 * * *", "2026-11-21 02:10", True),
        ("5-10/5 1,2 * * *", "2026-11-21 02:07", False),
        ("0 0 * * sat", "2026-11-21 00:00", True),
        ("0 0 * * 0", "2026-11-22 00:00", True),
        ("0 0 * * 7", "2026-11-22 00:00", True),
        ("0 0 13 * 5", "2026-11-20 00:00", True),  # a Friday: either is enough
        ("0 0 13 * 5", "2026-11-13 00:00", True),
        ("0 0 13 * 5", "2026-11-14 00:00", False),
        ("0 0 $ * *", "2026-02-28 00:00", True),
        ("0 0 $ * *", "2026-11-29 00:00", False),
        ("0 0 1 jan *", "2026-01-01 00:00", True),
        ("@hourly", "2026-11-21 07:00", True),
        ("@daily", "2026-11-21 07:00", False),
        ("30 seconds", "2026-11-21 07:00", False),
    ],
)
def test_a_schedule_knows_its_minutes(schedule: str, moment: str, *, due: bool):
    assert parse_schedule(schedule).matches(datetime.fromisoformat(moment).replace(tzinfo=UTC)) is due


@pytest.mark.parametrize(
    "schedule", ["61 * * * *", "* 24 * * *", "* * 0 * *", "* * * foo *", "5-1 * * * *", "*/0 * * * *"]
)
def test_fields_out_of_range_are_refused(schedule: str):
    with pytest.raises(ValueError, match=r"between|fields"):
        parse_schedule(schedule)
