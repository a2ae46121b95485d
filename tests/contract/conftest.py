"""One suite for two gateways: in memory, and Supabase of the local stack with no hint ever sent.

Surprise: neither gateway lets time pass by itself. In memory a clock is moved; in PostgreSQL what waits is dated
back.
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
from tests.support.quiet import no_hints, pass_time

STAGES = ("first", "second", "last")
Word = tuple[str, str, str | None, bool]
USERS = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")


@dataclass
class Bench:
    """A gateway, two users, and a way to let time pass for the rows that wait for it."""

    gateway: Gateway
    ada: str
    bea: str
    pass_time: Callable[[float], None]
    is_real: bool
    say: Callable[[str, list[Word]], None]
    """Lets a user say something of words: lemma, part of speech, translation, known."""
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
    with psycopg.connect(stack.database_url, autocommit=True) as database, no_hints(database):
        database.execute("delete from public.upload_cooldowns")
        yield Bench(
            gateway, *people, pass_time=lambda seconds: pass_time(database, seconds), is_real=True,
            say=lambda user, words: _say(database, user, words),
        )  # fmt: skip


def _in_memory() -> Bench:
    clock = ManualClock()
    gateway = MemoryGateway(clock=clock)

    def say(user: str, words: list[Word]) -> None:
        gateway.state.vocabulary[user, "de", "en"] = [list(word) for word in words]

    return Bench(gateway, *USERS, pass_time=clock.advance, is_real=False, say=say)


def _say(database: "psycopg.Connection[tuple[Any, ...]]", user: str, words: list[Word]) -> None:
    database.execute("delete from public.vocabulary where user_id = %s", (user,))
    for word in words:
        database.execute(
            "insert into public.vocabulary (user_id, source_lang, target_lang, lemma, pos, translation, known) "
            "values (%s, 'de', 'en', %s, %s, %s, %s)",
            (user, *word),
        )
