"""Load on the local stack: what users wait for, what a document costs the database, what a million jobs weigh.

    python -m tests.benchmarks.load

Writes results/load.md, and into deploy/SCALE.md its tables. Surprise: the users run on the same cores as everything
they ask, so their waiting says how this machine fills up; the costs of a document are what travels elsewhere.
"""

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from deploy.local.stack import Stack
from tests.benchmarks.load.costs import Connection, Look, look, rows
from tests.benchmarks.load.million import EVENTS_EACH, MANY, Weight, million
from tests.benchmarks.load.scale import Costs, write_scale
from tests.benchmarks.load.users import Tally, load

RESULT = Path(__file__).parents[1] / "results" / "load.md"
SECONDS = float(os.environ.get("WORDMILL_LOAD_SECONDS", "20"))
USERS = (1, 4, 12)
COSTED = 4
"""Users while costs are counted."""
LEAST = 0.05
"""Rows or kilobytes a document below which a table is not worth a line."""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="wordmill-bench-") as folder:
        home = Path(folder)
        with Stack(home=home, port=0) as stack, psycopg.connect(stack.database_url, autocommit=True) as database:
            database.execute("alter system set shared_preload_libraries = 'pg_stat_statements'")
        with Stack(home=home, port=0) as stack, psycopg.connect(stack.database_url, autocommit=True) as database:
            database.execute("create extension pg_stat_statements")
            database.execute("update private.settings set value = '1000000' where key = 'upload_burst'")
            load(stack, users=2, seconds=3)  # everything is loaded once
            tallies, rates, cost, slot_seconds = {}, {}, None, 0.0
            for users in USERS:
                before, began_at = look(database), time.perf_counter()
                tallies[users] = load(stack, users=users, seconds=SECONDS)
                jobs = len(tallies[users].took["document to finished job"])
                if not jobs:
                    raise RuntimeError(f"no document in {SECONDS:.0f} s: {tallies[users].faults[:3]}")
                rates[users] = jobs / (time.perf_counter() - began_at)
                if users == 1:
                    slot_seconds = _slot_seconds(database)
                if users == COSTED:
                    cost = look(database).since(before, jobs=jobs)
    assert cost is not None
    weight = million()
    write_scale(_costs_of(cost, slot_seconds), when=_when())
    RESULT.write_text("\n".join(_report(tallies, rates, cost, weight)) + "\n", encoding="utf-8")
    print(RESULT.read_text(encoding="utf-8"))


def _report(tallies: dict[int, Tally], rates: dict[int, float], cost: Look, weight: Weight) -> Iterator[str]:
    yield "# Load"
    yield ""
    yield (
        f"{_when()} Users, functions and database share the machine. Each user sends a text of "
        f"{statistics.mean(tallies[COSTED].sizes) / 1000:.1f} KB, asks after its job every 0.1 s, fetches a CSV and "
        f"begins anew, for {SECONDS:.0f} s; job_cap is 5."
    )
    yield ""
    for users, tally in tallies.items():
        yield f"## {users} {'user' if users == 1 else 'users at once'}: {3600 * rates[users]:,.0f} documents an hour"
        yield ""
        yield "| operation, ms | times | 50 % | 90 % | 99 % | longest |"
        yield "|---|---|---|---|---|---|"
        for name, took in tally.took.items():
            yield f"| {name} | {len(took)} | {_percentiles(took)} |"
        yield ""
        yield f"Went wrong: {', '.join(sorted(set(tally.faults))) or 'nothing'}."
        yield ""
    yield from _costs(cost)
    yield from _weight(weight)


def _when() -> str:
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}; load average at the end: {os.getloadavg()[0]:.1f}."
    )


def _slot_seconds(database: Connection) -> float:
    """How long the latest jobs held their slots, of one user who waits for each."""
    latest = "select started_at, finished_at from public.jobs where status = 'completed' order by seq desc limit 20"
    ((seconds,),) = rows(database, f"select avg(extract(epoch from finished_at - started_at))::float from ({latest}) j")
    return float(str(seconds))


def _costs_of(cost: Look, slot_seconds: float) -> Costs:
    return Costs(
        statements=sum(calls for calls, _ in cost.statements.values()),
        polls=cost.statements["queue_position"][0],
        selects=cost.statements["select"][0],
        database_ms=sum(took for _, took in cost.statements.values()),
        wal_kb=cost.wal_bytes / 1000,
        disk_kb=sum(row[3] for row in cost.tables.values()) / 1000,
        events=cost.tables["public.job_events"][0],
        zones=cost.tables["public.zones"][0],
        slot_seconds=slot_seconds,
    )


def _percentiles(took: list[float]) -> str:
    ordered = sorted(took)
    picked = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.9, 0.99)]
    return " | ".join(f"{value:.0f}" for value in (*picked, ordered[-1]))


def _costs(cost: Look) -> Iterator[str]:
    calls, took = (sum(column) for column in zip(*cost.statements.values(), strict=True))
    yield f"## What one document costs the database ({COSTED} users; polls, export and sweeps included)"
    yield ""
    yield f"{calls:.1f} statements, {took:.1f} ms of database time, {cost.wal_bytes / 1000:.0f} KB of write-ahead log."
    yield ""
    yield "| statement | calls | ms |"
    yield "|---|---|---|"
    for name, (times, spent) in sorted(cost.statements.items(), key=lambda one: -one[1][1])[:14]:
        yield f"| {name} | {times:.2f} | {spent:.2f} |"
    yield ""
    yield "| table | rows in | changed | out | KB on disk |"
    yield "|---|---|---|---|---|"
    for name, (added, changed, gone, size) in sorted(cost.tables.items(), key=lambda one: -one[1][3]):
        if max(added, changed, gone, size / 1000) >= LEAST:
            yield f"| {name} | {added:.1f} | {changed:.1f} | {gone:.1f} | {size / 1000:.2f} |"
    yield f"| in all | | | | {sum(row[3] for row in cost.tables.values()) / 1000:.1f} |"
    yield ""


def _weight(weight: Weight) -> Iterator[str]:
    yield f"## {MANY:,} finished jobs ({MANY * EVENTS_EACH:,} events, {weight.megabytes:,.0f} MB)"
    yield ""
    yield "| ms, median | empty | behind them |"
    yield "|---|---|---|"
    yield f"| a job, announced to completed: 8 calls | {weight.before:.2f} | {weight.after:.2f} |"
    yield f"| a sweep | | {weight.sweep:.2f} |"
    yield f"| pruning with nothing to do | | {weight.idle:.2f} |"
    yield f"| pruning a batch: {weight.batch_rows:,} jobs with their events | | {weight.batch:.0f} |"


if __name__ == "__main__":
    main()
