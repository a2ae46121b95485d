"""Ada and Ben in a database of their own: what SQL tests say what happens with.

Surprise: a call goes through as service_role, as the functions make it; only what a test names runs as somebody else.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.support.databases import Database

Row = tuple[Any, ...]
STAGES = ["parsing", "cleaning", "extracting", "translating", "publishing"]
JSON_ARGUMENTS = {"params", "output", "effects", "zones", "options", "result", "body"}
WORDLIST = {
    "engine": "offline", "source_lang": "de", "target_lang": "en", "title": "Die Mühle",
    "pairs": [{"term": "Mühlen", "lemma": "Mühle", "translation": "mill"}],
}  # fmt: skip


def call(connection: "psycopg.Connection[Row]", function: str, **arguments: object) -> Any:
    """Call an RPC as the Data API does: by the names of its arguments, without their p_."""
    names = sql.SQL(", ").join(sql.SQL("{} => %s").format(sql.Identifier(f"p_{name}")) for name in arguments)
    statement = sql.SQL("select public.{}({})").format(sql.Identifier(function), names)
    values = [Jsonb(value) if name in JSON_ARGUMENTS else value for name, value in arguments.items()]
    row = connection.execute(statement, values).fetchone()
    assert row is not None
    return row[0]


@contextmanager
def refusal(status: int, code: str) -> "Iterator[pytest.ExceptionInfo[psycopg.DatabaseError]]":
    """The block must be refused with this HTTP status and stable code."""
    with pytest.raises(psycopg.DatabaseError) as caught:
        yield caught
    assert (caught.value.sqlstate, caught.value.diag.message_primary) == (f"PT{status}", code)


@dataclass(slots=True)
class World:
    """A database with two people in it and a connection that holds the secret key."""

    database: Database
    service: "psycopg.Connection[Row]"
    owner: "psycopg.Connection[Row]"
    ada: uuid.UUID
    ben: uuid.UUID

    def call(self, function: str, **arguments: object) -> Any:
        return call(self.service, function, **arguments)

    def rows(self, statement: str, *values: object) -> list[Row]:
        return self.owner.execute(statement.encode(), values).fetchall()

    def value(self, statement: str, *values: object) -> Any:
        return self.rows(statement, *values)[0][0]

    def do(self, statement: str, *values: object) -> None:
        self.owner.execute(statement.encode(), values)

    def set(self, key: str, value: object) -> None:
        self.do("update private.settings set value = %s where key = %s", Jsonb(value), key)

    def sign_up(self) -> None:
        """Ada and Ben enter."""
        for someone, name in ((self.ada, "ada"), (self.ben, "ben")):
            self.do("insert into auth.users (id, email) values (%s, %s)", someone, f"{name}@example.com")

    def person(self) -> uuid.UUID:
        """Somebody new."""
        someone = uuid.uuid4()
        self.do("insert into auth.users (id, email) values (%s, %s)", someone, f"{someone}@example.com")
        return someone

    def upload(self, user: uuid.UUID, **params: object) -> Any:
        """A document of this user that is uploaded, and its job."""
        made = self.call("create_document", user_id=user, filename="mill.pdf", mime_type="application/pdf",
                         size_bytes=1000, extension="pdf")  # fmt: skip
        return self.call("complete_upload", document_id=made["id"], user_id=user, size_bytes=1000, sha256="a" * 64,
                         kind="wordlist", stages=STAGES, params=params, max_retries=3)  # fmt: skip

    def submit(self, user: uuid.UUID, *, kind: str = "wordlist", stages: Sequence[str] = ("only",),
               max_retries: int = 3) -> str:  # fmt: skip
        """The id of a job without a document."""
        job = self.call("submit_job", user_id=user, kind=kind, stages=list(stages), document_id=None,
                        wordlist_id=None, params={}, max_retries=max_retries)  # fmt: skip
        return str(job["id"])

    def claim(self, job: object, *, seconds: float = 30, webhook: str | None = None) -> Any:
        return self.call("claim_stage", job_id=job, stage=None, lease_seconds=seconds, webhook_id=webhook)

    def complete(self, job: object, token: object, stage: str, *, run_on: bool = True, **more: object) -> Any:
        """`more`: effects, next_token."""
        return self.call("complete_stage", job_id=job, lease_token=token, stage=stage, output={"of": stage},
                         lease_seconds=30, run_on=run_on, **more)  # fmt: skip

    def run(self, job: object) -> None:
        """Claim a job and complete all of its stages; the last one makes the wordlist."""
        claim = self.claim(job)
        stages = claim["job"]["stages"]
        for stage in stages[stages.index(claim["job"]["stage"]) :]:
            effects = {"wordlist": WORDLIST} if stage == "publishing" else {}
            self.complete(job, claim["lease_token"], stage, effects=effects)

    def status(self, job: object) -> str:
        return str(self.value("select status from public.jobs where id = %s", job))

    def events(self, job: object) -> list[str]:
        return [row[0] for row in self.rows("select action from public.job_events where job_id = %s order by id", job)]

    def expire_lease(self, job: object) -> None:
        """Let the lease run out, as if its seconds had passed."""
        self.behind_the_guard(
            "update public.jobs set lease_expires_at = now() - interval '1 second' where id = %s", job
        )

    def behind_the_guard(self, statement: str, *values: object) -> None:
        """Change jobs in a way that only time does."""
        with self.owner.transaction():
            self.owner.execute("select private.open_door('time passes')")
            self.owner.execute(statement.encode(), values)
            self.owner.execute("select private.open_door('')")


@contextmanager
def world(database: Database) -> Iterator[World]:
    """Ada and Ben, signed up in `database`."""
    with database.connect() as owner, database.acting_as("service_role") as service:
        made = World(database, service, owner, uuid.uuid4(), uuid.uuid4())
        made.sign_up()
        yield made
