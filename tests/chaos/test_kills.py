"""A worker is killed -9 between any two statements, again and again: a seeded walk through all of a job's life.

Surprise: the workers are forks of a warm process (victim.py), four at a time on as many jobs, so that a death costs a
tenth of a second and there is time for many. Time passes for all of them at once, when the last has ended.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from shared.domain.job import Job
from tests.chaos.shop import WORDS, Shop

ROOT = Path(__file__).parents[2]
CREW = 4
SLOTS = 3
"""Fewer than the crew, so that whoever completes a job goes on with another's."""
PARSED_BY_VICTIMS = 8
"""Of so many jobs one is killed through its first stage as well: a parse starts a process and costs ten deaths."""


class Victims:
    """Workers, a crew at a time."""

    def __init__(self, process: subprocess.Popen[str], shop: Shop) -> None:
        self._process = process
        self._access = {"url": shop.stack.url, "key": shop.stack.secret_key}
        self.deaths = 0

    def send(self, orders: list[dict[str, Any]]) -> None:
        """Come back when all of them have ended, one way or the other."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([{**self._access, **order} for order in orders]) + "\n")
        self._process.stdin.flush()
        signals: list[int] = json.loads(self._process.stdout.readline())
        assert set(signals) <= {0, signal.SIGKILL}
        self.deaths += signals.count(signal.SIGKILL)


@dataclass
class Life:
    """One job, from its upload to its file, with the steps its workers asked for."""

    shop: Shop
    job: Job
    computed: Path
    stored: set[str] = field(default_factory=set)
    seen: int = 0

    def next_order(self, random: Random) -> dict[str, Any] | None:
        """What its next worker is to do and when it has to die; None when all is done."""
        if not self.shop.status(self.job).is_final:
            self.stored, self.seen = self.shop.stored_steps(self.job), len(self._asked())
            # A short life dies as often, and does less before it; a long one goes on to a job after this one.
            longest = random.choice([250, 250, 250, 4000])
            # Now and then a stage has to hand over; but a parse would fail for good when its time is up.
            seconds = random.choice([60.0, 60.0, 1.0 if self._is_parsed() else 60.0])
            lines = random.randrange(1, longest)
            return {"job_id": self.job.id, "lines": lines, "computed": str(self.computed.parent), "seconds": seconds}
        query = "select id::text from public.exports where job_id = %s and status not in ('completed', 'failed')"
        waiting = self.shop.database.execute(query, [self.job.id]).fetchone()
        # Four attempts are all an export gets, and whoever dies at random spends them.
        return {"export_id": waiting[0], "lines": random.randrange(1, 250)} if waiting else None

    def _is_parsed(self) -> bool:
        row = self.shop.database.execute("select stage <> 'parsing' from public.jobs where id = %s", [self.job.id])
        return row.fetchone() == (True,)

    def check(self) -> None:
        """Nothing that was stored before was asked for, and nothing twice."""
        asked = self._asked()[self.seen :]
        assert not self.stored & {f"translating/{WORDS.index(word)}" for word in asked}
        assert len(asked) == len(set(asked))

    def _asked(self) -> list[str]:
        lines = self.computed.read_text().splitlines() if self.computed.exists() else []
        return [line.split()[1] for line in lines]


@pytest.fixture
def victims(shop: Shop) -> Iterator[Victims]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.victim"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Victims(process, shop)
        assert process.stdin is not None
        process.stdin.close()


def _walk(shop: Shop, victims: Victims, folder: Path, *, deaths: int, seed: int) -> int:
    """A crew's jobs side by side until that many workers have died; how many jobs it took."""
    shop.set_cap(SLOTS)
    random, gateway, jobs = Random(seed), shop.gateway(), 0
    crew: list[Life] = []
    while crew or victims.deaths < deaths:
        while len(crew) < CREW and victims.deaths < deaths:
            job = shop.submit(gateway)
            if jobs % PARSED_BY_VICTIMS:
                shop.parse_by_hand(job, gateway)
            crew.append(Life(shop, job, folder / job.id))
            jobs += 1
        orders = [(life, life.next_order(random)) for life in crew]
        victims.send([order for _, order in orders if order])
        for life, order in orders:
            life.check()
            if order is None:
                shop.check_once(life.job)
                crew.remove(life)
        shop.recover()
    return jobs


MANY = int(os.environ.get("WORDMILL_DEATHS", "10000"))


@pytest.mark.parametrize("deaths", [500, pytest.param(MANY, marks=[pytest.mark.long, pytest.mark.timeout(0)])])
def test_workers_killed_between_any_two_statements_lose_nothing_and_double_nothing(
    shop: Shop, victims: Victims, tmp_path: Path, deaths: int
):
    began_at = time.monotonic()
    jobs = _walk(shop, victims, tmp_path, deaths=deaths, seed=deaths)
    gone_on = _gone_on(tmp_path)
    print(f"{victims.deaths} deaths, {jobs} jobs, {gone_on} gone on with, {time.monotonic() - began_at:.1f} s")
    assert gone_on > 0


def _gone_on(folder: Path) -> int:
    """How often a worker that had worked on one job worked on another."""
    books = [path.read_text().splitlines() for path in folder.iterdir()]
    workers = Counter(worker for book in books for worker in {line.split()[0] for line in book})
    return sum(count - 1 for count in workers.values())
