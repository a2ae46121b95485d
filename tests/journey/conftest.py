"""A learner at the front door of the local stack, with nothing but a token and HTTP.

Surprise: rows are read with the learner's own token, as a web page reads them, so that a missing grant or policy shows.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from deploy.local.stack import Stack
from tests.support.people import Person, sign_up

FINAL = {"completed", "failed", "cancelled"}


@dataclass
class Learner:
    """Uploads, watches, downloads."""

    person: Person
    http: httpx.Client
    seen: list[dict[str, Any]] = field(default_factory=list)

    def call(self, function: str, **body: Any) -> httpx.Response:
        return self.http.post(f"/{function}", json=body)

    def upload(self, filename: str, data: bytes, **wishes: Any) -> dict[str, Any]:
        """Announce, put, complete; what `complete` answered."""
        ticket = self.call("upload_intake", filename=filename, size_bytes=len(data))
        assert ticket.status_code == 201, ticket.text
        address = ticket.json()["upload"]
        put = httpx.put(address["url"], content=data, headers=address["headers"])
        assert put.is_success, put.text
        answer = self.call(
            "upload_intake", action="complete", document_id=ticket.json()["document_id"], target_lang="en", **wishes
        )
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    def rows(self, table: str, columns: str = "*", **where: Any) -> list[dict[str, Any]]:
        query = self.person.client.table(table).select(columns)
        for column, value in where.items():
            query = query.eq(column, value)
        return list(query.execute().data)

    def watch(self, job_id: str, *, seconds: float = 60.0) -> dict[str, Any]:
        """Look at the job until it has ended; every look is kept in `seen`."""
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at:
            self.seen.append(self.rows("jobs", "*,queue_position,eta_seconds", id=job_id)[0])
            if self.seen[-1]["status"] in FINAL:
                return self.seen[-1]
            time.sleep(0.05)
        pytest.fail(f"after {seconds} s the job is {self.seen[-1]}")

    def exports(self, wordlist_id: str, *, count: int, seconds: float = 30.0) -> list[dict[str, Any]]:
        """The exports of a wordlist once none of them is waiting any more."""
        ends_at = time.monotonic() + seconds
        while True:
            rows = self.rows("exports", wordlist_id=wordlist_id)
            if len(rows) == count and all(row["status"] in {"completed", "failed"} for row in rows):
                return rows
            assert time.monotonic() < ends_at, rows
            time.sleep(0.1)


@pytest.fixture
def learner(stack: Stack) -> Iterator[Learner]:
    person = sign_up(stack, "learner")
    with httpx.Client(base_url=stack.functions_url, headers=person.headers, timeout=60) as http:
        yield Learner(person, http)
