"""What the fault tests share: jobs on the real stack with nobody to run them but the test, and what must hold after.

Surprise: `recover` is the only way time passes. It dates leases and waits back and sweeps, as ten minutes of
schedules would.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from random import Random

import httpx
import psycopg

from deploy.local.stack import Stack
from shared.clock import Clock, SystemClock
from shared.domain.job import Job, JobStatus
from shared.errors import WordmillError
from shared.gateway.client import SupabaseGateway
from shared.gateway.ports import EXPORTS, UPLOADS, NewDocument, NewJob, StageDone
from shared.pipeline.runner import Runner
from shared.services.export_generation import Exporter
from shared.services.job_advance import advance
from shared.testing.engine import BackwardsEngine
from tests.support.quiet import pass_time

STAGES = ("parsing", "cleaning", "extracting", "translating", "publishing")
WORDS = [f"longword{number:02}" for number in range(12)]
TEXT = ". ".join(f"The {word} is new" for word in WORDS)
LONG_AGO = 600.0


@dataclass
class Shop:
    """One user's jobs."""

    stack: Stack
    database: psycopg.Connection
    user_id: str
    clock: Clock = field(default_factory=SystemClock)
    random: Random = field(default_factory=lambda: Random(11))
    opened: list[httpx.Client] = field(default_factory=list)

    def gateway(self, transport: httpx.BaseTransport | None = None) -> SupabaseGateway:
        http = httpx.Client(transport=transport or httpx.HTTPTransport(verify=False), timeout=20)
        self.opened.append(http)
        return SupabaseGateway(self.stack.url, key=self.stack.secret_key, token=None, http=http)

    def submit(
        self, gateway: SupabaseGateway, *, exports: tuple[str, ...] = ("csv",), max_retries: int = 10_000
    ) -> Job:
        self.database.execute("delete from public.upload_cooldowns")
        document = gateway.documents.create(self.user_id, NewDocument("mill.txt", "text/plain", len(TEXT), "txt"))
        gateway.files.upload(UPLOADS, document.storage_path, data=TEXT.encode(), mime_type="text/plain")
        params = {"target_lang": "xx", "exports": list(exports)}
        new = NewJob("wordlist", STAGES, params, max_retries)
        return gateway.documents.complete(document, size_bytes=len(TEXT), sha256="a" * 64, new=new)[1]

    def set_cap(self, slots: int) -> None:
        self.database.execute("update private.settings set value = to_jsonb(%s::int) where key = 'job_cap'", [slots])

    def parse_by_hand(self, job: Job, gateway: SupabaseGateway) -> None:
        """The first stage without its child process, which costs more than all stages after it."""
        claim = gateway.jobs.claim(job.id, lease_seconds=30)
        if claim is None:
            return  # it waits for a slot: whoever gets it parses it
        zones = [{"index": 0, "page": 1, "type": "paragraph", "text": TEXT}]
        made = StageDone("parsing", {"pages": 1, "zones": 1, "warnings": []}, {"zones": zones})
        gateway.jobs.complete(job.id, token=claim.token, done=made, run_on=None)

    def runner(
        self,
        gateway: SupabaseGateway,
        *,
        engine: BackwardsEngine | None = None,
        seconds_left: Callable[[], float] = lambda: 60.0,
        lease_seconds: int = 30,
        next_job_seconds: float = inf,
    ) -> Runner:
        return Runner(
            gateway=gateway,
            engine=engine or BackwardsEngine(),
            clock=self.clock,
            seconds_left=seconds_left,
            lease_seconds=lease_seconds,
            draw=self.random.uniform,
            next_job_seconds=next_job_seconds,
        )

    def recover(self) -> None:
        """Leases end, waits are over, the sweep comes by."""
        pass_time(self.database, LONG_AGO)
        self.database.execute("select public.sweep_jobs(1000)")

    def run_until_final(self, job: Job, gateway: SupabaseGateway, *, engine: BackwardsEngine, tries: int) -> int:
        """Advance the job through whatever goes wrong; how many calls that took."""
        for number in range(1, tries + 1):
            with suppress(WordmillError):  # the function would have answered 5xx, which nobody reads
                advance(self.runner(gateway, engine=engine, next_job_seconds=30.0), job.id, stage=None, webhook_id=None)
            if self.status(job).is_final:
                return number
            self.recover()
        raise AssertionError(f"after {tries} calls the job is still {self.status(job)}")

    def status(self, job: Job) -> JobStatus:
        row = self.database.execute("select status::text from public.jobs where id = %s", [job.id]).fetchone()
        assert row is not None
        return JobStatus(row[0])

    def stored_steps(self, job: Job) -> set[str]:
        rows = self.database.execute("select key from private.job_steps where job_id = %s", [job.id]).fetchall()
        return {row[0] for row in rows}

    def write_exports(self, job: Job, gateway: SupabaseGateway, *, tries: int = 50) -> None:
        exporter = Exporter(gateway, self.clock, self.random.uniform)
        query = "select id::text from public.exports where job_id = %s and status <> 'completed'"
        for _ in range(tries):
            waiting = self.database.execute(query, [job.id]).fetchall()
            if not waiting:
                return
            for (export_id,) in waiting:
                with suppress(WordmillError):
                    exporter.generate(export_id, webhook_id=None)
            self.recover()
        raise AssertionError(f"after {tries} tries exports are still waiting")

    def check_once(self, job: Job, *, exports: int = 1) -> None:
        """One wordlist with every word of the text, one event per stage, each export once with its file."""
        assert self.status(job) is JobStatus.COMPLETED
        lists = self.database.execute("select pairs, user_id::text from public.wordlists where job_id = %s", [job.id])
        ((pairs, owner),) = lists.fetchall()
        assert owner == self.user_id
        assert sorted(pair["term"] for pair in pairs) == sorted(WORDS)
        assert all(pair["translation"] == pair["term"][::-1] for pair in pairs)
        done = self.database.execute(
            "select stage from public.job_events where job_id = %s and action = 'stage_completed' order by id", [job.id]
        )
        assert [row[0] for row in done] == list(STAGES)
        made = self.database.execute("select storage_path, size_bytes from public.exports where job_id = %s", [job.id])
        rows = made.fetchall()
        assert len(rows) == exports
        for path, size in rows:
            if path is not None:
                assert len(self.gateway().files.download(EXPORTS, path)) == size
