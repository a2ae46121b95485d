"""One suite for two gateways: in memory, and Supabase of the local stack with no hint ever sent.

Surprise: the functions of the stack would run our jobs before a test gets to them. So for this suite the vault forgets
where the functions are, which makes every hint and every schedule go nowhere.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from shared.domain.document import Document
from shared.domain.job import Claim, Job
from shared.errors import Conflict
from shared.gateway.client import connect
from shared.gateway.ports import Gateway, NewDocument, NewJob
from shared.testing.clock import ManualClock
from shared.testing.memory import MemoryGateway
from tests.support.people import sign_up

STAGES = ("first", "second", "last")
USERS = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")


@dataclass
class Bench:
    """A gateway, two users, and a way to let time pass for the rows that wait for it."""

    gateway: Gateway
    ada: str
    bea: str
    pass_time: Callable[[float], None]
    is_real: bool
    jobs: list[Job] = field(default_factory=list)

    def document(self, *, user_id: str = "") -> Document:
        new = NewDocument("mill.txt", "text/plain", 11, "txt")
        return self.gateway.documents.create(user_id or self.ada, new)

    def job(self, *, max_retries: int = 2, exports: tuple[str, ...] = (), stages: tuple[str, ...] = STAGES) -> Job:
        """A document of Ada's is there, and its job is admitted."""
        params = {"target_lang": "xx", "exports": list(exports), "filename": "mill.txt"}
        new = NewJob("wordlist", stages, params, max_retries)
        _, job = self.gateway.documents.complete(self.document(), size_bytes=11, sha256="a" * 64, new=new)
        self.jobs.append(job)
        return job

    def claim(self, job: Job, **given: Any) -> Claim:
        claim = self.gateway.jobs.claim(job.id, lease_seconds=30, **given)
        assert claim is not None
        return claim

    def get(self, job: Job) -> Job:
        return self.gateway.jobs.get(job.id, user_id=job.user_id)


@pytest.fixture(scope="session")
def people(request: pytest.FixtureRequest) -> tuple[str, str]:
    stack = request.getfixturevalue("stack")
    return sign_up(stack, "ada").id, sign_up(stack, "bea").id


@pytest.fixture(params=["memory", "supabase"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = _in_memory() if request.param == "memory" else request.getfixturevalue("real_bench")
    yield made
    for job in made.jobs:
        with suppress(Conflict):
            made.gateway.jobs.cancel(job.id, user_id=job.user_id)


@pytest.fixture
def real_bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    stack, people = request.getfixturevalue("stack"), request.getfixturevalue("people")
    gateway = connect(stack.url, key=stack.secret_key)
    with psycopg.connect(stack.database_url, autocommit=True) as database, _no_hints(database):
        database.execute("delete from public.upload_cooldowns")
        yield Bench(gateway, *people, pass_time=lambda seconds: _age(database, seconds), is_real=True)


def _in_memory() -> Bench:
    clock = ManualClock()
    return Bench(MemoryGateway(clock=clock), *USERS, pass_time=clock.advance, is_real=False)


class _no_hints:  # noqa: N801 - reads as a statement
    def __init__(self, database: psycopg.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._rename("wordmill_functions_url", "wordmill_functions_url_aside")

    def __exit__(self, *_: object) -> None:
        self._rename("wordmill_functions_url_aside", "wordmill_functions_url")

    def _rename(self, old: str, new: str) -> None:
        self._database.execute("update vault.secrets set name = %s where name = %s", [new, old])


def _age(database: psycopg.Connection, seconds: float) -> None:
    """Time passes: everything that waits has waited that much longer."""
    with database.transaction():
        # The guard against direct updates would refuse; triggers are off for this transaction alone.
        database.execute("set local session_replication_role = replica")
        waits = {
            "public.jobs": ("lease_expires_at", "run_after", "hinted_at"),
            "public.exports": ("lease_expires_at", "run_after", "hinted_at", "expires_at"),
            "public.documents": ("created_at", "uploaded_at"),
        }
        for table, columns in waits.items():
            moves = ", ".join(f"{column} = {column} - make_interval(secs => %(s)s)" for column in columns)
            database.execute(f"update {table} set {moves}", {"s": seconds})  # type: ignore[arg-type]
