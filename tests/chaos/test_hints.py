"""Hints are lost, doubled, delayed and reordered; functions and PostgreSQL are killed. The real functions do the work.

Surprise: with every hint lost nothing moves, and nothing has to: the schedule's own calls are hints as well. What
counts is that all of it ends within two sweeps once they come through again.
"""

import os
import signal
import time
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from deploy.local.stack import Stack
from shared.domain.job import Job
from shared.gateway.client import SupabaseGateway
from shared.gateway.ports import EXPORTS, UPLOADS, NewDocument, NewJob
from tests.chaos.shop import STAGES
from tests.support.people import sign_up

TEXT = "Die Mühle steht am Bach. Der Müller mahlt das Korn der Bauern zu feinem Mehl. " * 5
SWEEP_SECONDS = 5.0
FAULTLESS = "lost = 0, doubled = 0, doubled_times = 2, delayed = 0, delay_ms = 0, reorder = false, seed = 0"


class Mill:
    """One user's jobs, run by the stack itself."""

    def __init__(self, stack: Stack, gateway: SupabaseGateway) -> None:
        self.stack = stack
        self.gateway = gateway
        self.user_id = sign_up(stack, "miller").id
        self.jobs: list[Job] = []

    def sql(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with psycopg.connect(self.stack.database_url, autocommit=True) as database:
            cursor = database.execute(query, values)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def faults(self, faults: str) -> None:
        self.sql(f"update net.local_faults set {faults}")

    def submit(self, count: int) -> None:
        for _ in range(count):
            self.sql("delete from public.upload_cooldowns where user_id = %s", self.user_id)
            data = TEXT.encode()
            new = NewDocument("mühle.txt", "text/plain", len(data), "txt")
            document = self.gateway.documents.create(self.user_id, new)
            self.gateway.files.upload(UPLOADS, document.storage_path, data=data, mime_type="text/plain")
            job = NewJob("wordlist", STAGES, {"target_lang": "en", "source_lang": "de", "exports": ["csv"]}, 10)
            self.jobs.append(
                self.gateway.documents.complete(document, size_bytes=len(data), sha256="a" * 64, new=job)[1]
            )

    def wait(self, seconds: float) -> float:
        """Until every job and export has ended; how long that took."""
        began_at = time.monotonic()
        ids = [job.id for job in self.jobs]
        query = (
            "select (select count(*) from public.jobs where id = any(%s::uuid[]) and status = 'completed'),"
            " (select count(*) from public.exports where job_id = any(%s::uuid[]) and status = 'completed')"
        )
        found: list[tuple] = []  # type: ignore[type-arg]
        while time.monotonic() - began_at < seconds:
            try:
                found = self.sql(query, ids, ids)
            except psycopg.OperationalError:
                time.sleep(0.2)  # PostgreSQL is coming back
                continue
            if found == [(len(ids), len(ids))]:
                return time.monotonic() - began_at
            time.sleep(0.1)
        rows = self.sql(
            "select status, stage, error_code, retry_count, run_after from public.jobs where id = any(%s::uuid[])", ids
        )
        pytest.fail(f"after {seconds} s of {len(ids)} jobs and exports {found} have ended: {rows}")

    def check_once(self) -> None:
        for job in self.jobs:
            lists = self.sql("select id::text from public.wordlists where job_id = %s", job.id)
            assert len(lists) == 1
            done = self.sql(
                "select stage from public.job_events where job_id = %s and action = 'stage_completed' order by id",
                job.id,
            )
            assert [row[0] for row in done] == list(STAGES)
            ((path, size),) = self.sql("select storage_path, size_bytes from public.exports where job_id = %s", job.id)
            assert len(self.gateway.files.download(EXPORTS, path)) == size

    def kill(self, name: str) -> None:
        os.kill(self.stack.pids[name], signal.SIGKILL)

    def end_leases(self) -> None:
        """The leases of the dead run out, thirty seconds later."""
        with psycopg.connect(self.stack.database_url) as database:
            database.execute("set local session_replication_role = replica")
            for table in ("public.jobs", "public.exports"):
                database.execute(f"update {table} set lease_expires_at = now() where lease_token is not null")  # type: ignore[call-overload]


@pytest.fixture
def mill(stack: Stack) -> Iterator[Mill]:
    with httpx.Client(timeout=20) as http:
        made = Mill(stack, SupabaseGateway(stack.url, key=stack.secret_key, token=None, http=http))
        yield made
    made.faults(FAULTLESS)


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack to kill parts of, whose PostgreSQL keeps its promises when it is killed."""
    with Stack(home=tmp_path_factory.mktemp("killed") / "home", port=0) as stack:
        yield stack


@pytest.fixture
def own_mill(own_stack: Stack) -> Iterator[Mill]:
    with httpx.Client(timeout=20) as http:
        yield Mill(own_stack, SupabaseGateway(own_stack.url, key=own_stack.secret_key, token=None, http=http))


def test_half_of_the_hints_lost_the_others_doubled_delayed_and_out_of_order(mill: Mill):
    mill.faults(
        "lost = 0.5, doubled = 0.5, doubled_times = 12, delayed = 0.3, delay_ms = 1500, reorder = true, seed = 7"
    )
    mill.submit(5)
    mill.wait(90)
    mill.check_once()


def test_with_every_hint_lost_nothing_is_lost_but_time(mill: Mill):
    mill.faults("lost = 1")
    mill.submit(4)
    time.sleep(3)
    mill.faults(FAULTLESS)
    assert mill.wait(60) < 2 * SWEEP_SECONDS + 10
    mill.check_once()


def test_every_hint_twelve_times_makes_no_work_twice(mill: Mill):
    mill.faults("doubled = 1, doubled_times = 12")
    mill.submit(4)
    mill.wait(60)
    mill.check_once()


def test_functions_killed_at_work_are_back_and_finish_what_they_began(own_mill: Mill):
    own_mill.submit(4)
    for _ in range(3):
        time.sleep(0.7)
        own_mill.kill("functions")
        own_mill.end_leases()
    own_mill.end_leases()
    own_mill.wait(90)
    own_mill.check_once()


def test_postgres_killed_at_work_comes_back_with_every_job(own_mill: Mill):
    own_mill.submit(4)
    time.sleep(0.7)
    own_mill.kill("postgres")
    time.sleep(3)
    for _ in range(20):
        try:
            own_mill.end_leases()
            break
        except psycopg.OperationalError:
            time.sleep(0.5)
    own_mill.wait(90)
    own_mill.check_once()
