"""The worker of the pg_net stand-in: takes calls from the queue, makes them, writes down the answers.

As pg_net: up to 200 calls at a time, taken out of the queue before they are made, so that a worker that is killed
loses them; never a second try; the next batch waits for the slowest call of this one.
Surprise: it wakes on a notification, not on a pause, so an idle stack adds a few milliseconds. Everything worse is
ordered in net.local_faults, and is the same every time for the same seed.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

import psycopg
from psycopg.rows import class_row

if TYPE_CHECKING:
    import httpx

BATCH = 200
FORGET_AFTER = "6 hours"
LOOK_ANYWAY = 5.0
"""Seconds until the queue is looked at without having been woken."""

TAKE: LiteralString = """
    with taken as (
      delete from net.http_request_queue where id in (
        select id from net.http_request_queue order by id limit %s for update skip locked)
      returning id, method, url, headers, body, timeout_milliseconds)
    select * from taken order by id
"""
ANSWER: LiteralString = """
    insert into net._http_response (id, status_code, content_type, headers, content, timed_out, error_msg)
    values (%s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Request:
    id: int
    method: str
    url: str
    headers: dict[str, str] | None
    body: bytes | None
    timeout_milliseconds: int


@dataclass(frozen=True, slots=True)
class Faults:
    lost: float
    doubled: float
    doubled_times: int
    delayed: float
    delay_ms: int
    reorder: bool
    pause_ms: int
    wait_for_batch: bool
    seed: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What is going to happen to one call."""

    times: int
    delay: float


@dataclass(frozen=True, slots=True)
class Answer:
    status: int | None = None
    content_type: str | None = None
    headers: str | None = None
    content: str | None = None
    timed_out: bool = False
    error: str | None = None


def fate_of(request_id: int, faults: Faults) -> Fate:
    """Drawn from the seed and the call's id alone, whatever else happens meanwhile."""
    drawn = random.Random(f"{faults.seed}:{request_id}")  # noqa: S311 - a fault, not a secret
    lost, doubled, delayed, early = (drawn.random() for _ in range(4))
    times = 0 if lost < faults.lost else faults.doubled_times if doubled < faults.doubled else 1
    delay = faults.delay_ms / 1000 if delayed < faults.delayed else 0.0
    return Fate(times, delay or (early * 0.05 if faults.reorder else 0.0))


async def work(url: str, leaving: asyncio.Event) -> None:
    """Serve the queue until asked to leave; what was taken is sent first."""
    import httpx  # with its connection pool, in the worker only

    woken = asyncio.Event()
    listening = asyncio.create_task(_listen(url, woken))
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True, application_name="wordmill net worker")
    limits = httpx.Limits(max_connections=BATCH, max_keepalive_connections=20, keepalive_expiry=15)
    async with connection, httpx.AsyncClient(limits=limits, trust_env=False) as client:
        worker = _Worker(connection, client)
        while not listening.done() and not leaving.is_set():
            woken.clear()
            if not await worker.serve_batch():
                await worker.forget_old()
                await _wait(woken, leaving)
        await worker.finish()
    if not leaving.is_set():
        listening.result()


class _Worker:
    """One connection to the database, one HTTP client, and the calls that are under way."""

    def __init__(self, connection: psycopg.AsyncConnection, client: "httpx.AsyncClient") -> None:
        self._connection = connection
        self._client = client
        self._apart: set[asyncio.Task[None]] = set()

    async def serve_batch(self) -> bool:
        """Take what waits and make the calls; false when nothing waited."""
        async with self._connection.cursor(row_factory=class_row(Request)) as cursor:
            batch = await (await cursor.execute(TAKE, (BATCH,))).fetchall()
        if not batch:
            return False
        faults = await self._faults()
        now: list[asyncio.Task[None]] = []
        for request in batch:
            fate = fate_of(request.id, faults)
            if fate.times:
                task = asyncio.create_task(self._make(request, fate))
                apart = fate.delay or not faults.wait_for_batch
                self._keep(task) if apart else now.append(task)
        await asyncio.gather(*now)
        if faults.pause_ms:
            await asyncio.sleep(faults.pause_ms / 1000)
        return True

    async def finish(self) -> None:
        """Wait for the calls that run apart from their batch."""
        await asyncio.gather(*self._apart)

    async def forget_old(self) -> None:
        """Answers are kept for a while only, as pg_net does."""
        await self._connection.execute(
            "delete from net._http_response where created < now() - %s::interval", (FORGET_AFTER,)
        )

    async def _faults(self) -> Faults:
        async with self._connection.cursor(row_factory=class_row(Faults)) as cursor:
            query: LiteralString = (
                "select lost, doubled, doubled_times, delayed, delay_ms, reorder, pause_ms, wait_for_batch, seed "
                "from net.local_faults"
            )
            faults = await (await cursor.execute(query)).fetchone()
        assert faults is not None
        return faults

    def _keep(self, task: "asyncio.Task[None]") -> None:
        self._apart.add(task)
        task.add_done_callback(self._apart.discard)

    async def _make(self, request: Request, fate: Fate) -> None:
        if fate.delay:
            await asyncio.sleep(fate.delay)
        answers = await asyncio.gather(*(self._call(request) for _ in range(fate.times)))
        await self._write(request.id, answers)

    async def _write(self, request_id: int, answers: Sequence[Answer]) -> None:
        first = answers[0]
        values = (
            request_id, first.status, first.content_type, first.headers, first.content, first.timed_out, first.error,
        )  # fmt: skip
        await self._connection.execute(ANSWER, values)

    async def _call(self, request: Request) -> Answer:
        import httpx

        seconds = request.timeout_milliseconds / 1000
        try:
            async with asyncio.timeout(seconds):  # of the whole call, as curl counts it
                headers = {"User-Agent": "pg_net/0.20", **(request.headers or {})}
                response = await self._client.request(
                    request.method, request.url, headers=headers, content=request.body, timeout=None
                )
        except TimeoutError:
            return Answer(timed_out=True, error=f"Timeout of {request.timeout_milliseconds} ms reached.")
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError) as wrong:
            return Answer(error=str(wrong) or type(wrong).__name__)
        return _answer_from(response)


def _answer_from(response: "httpx.Response") -> Answer:
    import json

    return Answer(
        status=response.status_code,
        content_type=response.headers.get("content-type"),
        headers=json.dumps(dict(response.headers)),
        content=response.text.replace("\x00", ""),
    )


async def _listen(url: str, woken: asyncio.Event) -> None:
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True, application_name="wordmill net listener")
    async with connection:
        await connection.execute("listen wordmill_net")
        woken.set()
        async for _ in connection.notifies():
            woken.set()


async def _wait(*events: asyncio.Event) -> None:
    """Until one of them happens, or it is time to look anyway."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, timeout=LOOK_ANYWAY, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
