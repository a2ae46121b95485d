"""A worker is killed -9 between any two statements, again and again: a seeded walk through all of a job's life.

Surprise: the worker is a fork of a warm process (victim.py), so that a death costs a fraction of a second and there is
time for many.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from shared.domain.job import Job
from tests.chaos.shop import WORDS, Shop

ROOT = Path(__file__).parents[2]


class Victims:
    """Workers, one after the other."""

    def __init__(self, process: subprocess.Popen[str], shop: Shop) -> None:
        self._process = process
        self._order = {"url": shop.stack.url, "key": shop.stack.secret_key}
        self.deaths = 0

    def send(self, **order: Any) -> dict[str, int]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({**self._order, **order}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, int] = json.loads(self._process.stdout.readline())
        if "signal" in answer:
            assert answer["signal"] == signal.SIGKILL
            self.deaths += 1
        return answer


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


def _walk(shop: Shop, victims: Victims, tmp_path: Path, *, deaths: int, seed: int) -> int:
    """Jobs one after the other until that many workers have died; how many jobs it took."""
    random, jobs, gateway = Random(seed), 0, shop.gateway()
    while victims.deaths < deaths:
        job = shop.submit(gateway)
        _live_through(shop, victims, job, random, tmp_path / job.id)
        _export_through(shop, victims, job, random)
        shop.check_once(job)
        jobs += 1
    return jobs


def _live_through(shop: Shop, victims: Victims, job: Job, random: Random, computed: Path) -> None:
    while not shop.status(job).is_final:
        stored, before = shop.stored_steps(job), _lines_of(computed)
        seconds = random.choice([60.0, 60.0, 1.0])  # now and then a stage has to hand over
        victims.send(job_id=job.id, lines=random.randrange(1, 900), computed=str(computed), seconds=seconds)
        asked = _lines_of(computed)[len(before) :]
        assert not stored & {f"translating/{WORDS.index(word)}" for word in asked}
        assert len(asked) == len(set(asked))
        shop.recover()


def _export_through(shop: Shop, victims: Victims, job: Job, random: Random) -> None:
    query = "select id::text from public.exports where job_id = %s and status not in ('completed', 'failed')"
    for _ in range(60):
        waiting = shop.database.execute(query, [job.id]).fetchall()
        if not waiting:
            return
        # Four attempts are all an export gets; whoever dies at random would spend them.
        victims.send(export_id=waiting[0][0], lines=random.randrange(1, 250))
        shop.recover()


def _lines_of(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_workers_killed_between_any_two_statements_lose_nothing_and_double_nothing(
    shop: Shop, victims: Victims, tmp_path: Path
):
    began_at = time.monotonic()
    jobs = _walk(shop, victims, tmp_path, deaths=60, seed=3)
    print(f"{victims.deaths} deaths, {jobs} jobs, {time.monotonic() - began_at:.1f} s")


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_ten_thousand_deaths(shop: Shop, victims: Victims, tmp_path: Path):
    began_at = time.monotonic()
    jobs = _walk(shop, victims, tmp_path, deaths=10_000, seed=4)
    print(f"{victims.deaths} deaths, {jobs} jobs, {time.monotonic() - began_at:.1f} s")
