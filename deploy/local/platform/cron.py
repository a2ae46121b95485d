"""The worker of the pg_cron stand-in: looks at cron.job every second and runs what is due.

As pg_cron: times are UTC, a job runs as the user who scheduled it, each run leaves a row in cron.job_run_details, and
a job that still runs is not started a second time.
Surprise: a job that is changed or removed is seen within a second; nothing is kept in memory but what runs.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from deploy.local.platform.schedule import parse_schedule

JOBS = "select jobid, schedule, command, username, active from cron.job where active and database = current_database()"


@dataclass(frozen=True, slots=True)
class Job:
    jobid: int
    schedule: str
    command: str
    username: str
    active: bool


@dataclass(slots=True)
class _Clock:
    """When each job by the second was started last, and which minute was seen last."""

    minute: datetime
    started: dict[int, datetime] = field(default_factory=dict)

    def is_due(self, job: Job, now: datetime, *, new_minute: bool) -> bool:
        try:
            schedule = parse_schedule(job.schedule)
        except ValueError:
            return False
        if schedule.every is None:
            return new_minute and schedule.matches(now)
        last = self.started.setdefault(job.jobid, now)
        return now - last >= timedelta(seconds=schedule.every) - timedelta(milliseconds=50)


async def work(url: str) -> None:
    """Watch the clock for ever."""
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True, application_name="wordmill cron worker")
    clock = _Clock(_minute(datetime.now(UTC)))
    running: dict[int, asyncio.Task[None]] = {}
    async with connection:
        while True:
            now = datetime.now(UTC)
            new_minute, clock.minute = _minute(now) != clock.minute, _minute(now)
            async with connection.cursor(row_factory=class_row(Job)) as cursor:
                jobs = await (await cursor.execute(JOBS)).fetchall()
            for job in jobs:
                busy = job.jobid in running and not running[job.jobid].done()
                if not busy and clock.is_due(job, now, new_minute=new_minute):
                    clock.started[job.jobid] = now
                    running[job.jobid] = asyncio.create_task(_run(url, job))
            await asyncio.sleep(1 - datetime.now(UTC).microsecond / 1_000_000)


async def _run(url: str, job: Job) -> None:
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True, application_name="pg_cron")
    async with connection:
        began = await connection.execute(
            "insert into cron.job_run_details (jobid, job_pid, database, username, command, status, start_time) "
            "values (%s, pg_backend_pid(), current_database(), %s, %s, 'running', now()) returning runid",
            (job.jobid, job.username, job.command),
        )
        row = await began.fetchone()
        assert row is not None
        status, message = await _execute(connection, job)
        await connection.execute(
            "update cron.job_run_details set status = %s, return_message = %s, end_time = clock_timestamp() "
            "where runid = %s",
            (status, message, row[0]),
        )


async def _execute(connection: psycopg.AsyncConnection, job: Job) -> tuple[str, str]:
    try:
        await connection.execute(sql.SQL("set session authorization {}").format(sql.Identifier(job.username)))
        done = await connection.execute(job.command.encode())
        status, message = "succeeded", done.statusmessage or ""
    except psycopg.Error as wrong:
        status, message = "failed", f"ERROR: {wrong.diag.message_primary or wrong}"
    if not connection.broken:
        await connection.rollback()
        await connection.execute("reset session authorization")
    return status, message


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
