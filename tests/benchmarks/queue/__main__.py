"""Measures the queue beside its peers and writes results/queue.md: `python -m tests.benchmarks.queue [PART...]`.

Surprise: the order of peers turns with every round and the median counts, as other programs may share the machine; the
load average stands in the result. A part is measured alone and replaces only itself, since all together take long.
"""

import argparse
import os
import platform
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from deploy.local.postgres import Postgres, new_password
from tests.benchmarks.queue.backlog import backlog_rows, position_rows
from tests.benchmarks.queue.peers import PEERS, WORDMILL, Peer, fill
from tests.benchmarks.queue.pgbench import pgbench

RESULT = Path(__file__).parents[1] / "results" / "queue.md"
ROWS = {
    "take + complete, 4 clients, jobs/s": ("work", 4, 8000),
    "take + complete, 8 clients, jobs/s": ("work", 8, 8000),
    "enqueue one at a time, 1 client, jobs/s": ("enqueue", 1, 3000),
    "enqueue 1,000 at once, 1 client, jobs/s": ("enqueue_batch", 1, 12),
}
ROUNDS = 5
PARTS = {
    "durable": "Jobs a second, synchronous_commit on",
    "slow_disk": "Jobs a second, synchronous_commit on, each flush 1 ms longer",
    "asynchronous": "Jobs a second, synchronous_commit off",
    "backlog": "With much waiting, and behind a held snapshot",
    "position": "Reading a position",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.queue")
    parser.add_argument("parts", nargs="*", metavar="PART", help="which to measure anew; all by default")
    parser.add_argument("--quick", action="store_true", help="one round, small backlogs, nothing written")
    given = parser.parse_args()
    if unknown := set(given.parts) - PARTS.keys():
        parser.error(f"no part {', '.join(unknown)}; try {', '.join(PARTS)}")
    with server() as postgres:
        for part in given.parts or PARTS:
            text = "\n".join(measured(part, postgres, quick=given.quick))
            print(f"## {PARTS[part]}\n{text}")
            if not given.quick:
                write(part, text)


def measured(part: str, postgres: Postgres, *, quick: bool) -> Iterator[str]:
    """The lines of one part: when, on what, and the tables."""
    yield f"\n{datetime.now(UTC):%Y-%m-%d %H:%M}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}."
    sizes = (1_000, 10_000) if quick else (1_000, 1_000_000)
    peers = [WORDMILL] if part == "position" else PEERS
    urls = {peer.name: set_up(postgres, peer) for peer in peers}
    if part == "backlog":
        yield from backlog_rows(urls, sizes=sizes, dead=1_000 if quick else 22_500)
    elif part == "position":
        yield from position_rows(urls[WORDMILL.name], sizes=(sizes[1] // 10, sizes[1]))
    else:
        delay_flushes(postgres, 1_000 if part == "slow_disk" else 0)
        yield from rates(urls, rounds=1 if quick else ROUNDS, durable=part != "asynchronous")
    yield f"\nLoad average at the end: {os.getloadavg()[0]:.1f}."


def write(part: str, text: str) -> None:
    """Put the part where its heading is; what stands before the first heading is written by hand."""
    before, *sections = RESULT.read_text(encoding="utf-8").split("\n## ")
    kept = dict(section.split("\n", 1) for section in sections)
    kept[PARTS[part]] = text
    ordered = [f"{title}\n{kept[title].rstrip()}\n" for title in PARTS.values() if title in kept]
    RESULT.write_text("\n## ".join([before, *ordered]), encoding="utf-8")


@contextmanager
def server() -> Iterator[Postgres]:
    """A durable PostgreSQL of its own."""
    with tempfile.TemporaryDirectory(prefix="wordmill-queue-") as folder:
        Path(folder).chmod(0o755)
        postgres = Postgres(Path(folder) / "postgres", Path(folder) / "postgres.log", new_password())
        try:
            postgres.start()
            yield postgres
        finally:
            postgres.stop()


def delay_flushes(postgres: Postgres, microseconds: int) -> None:
    """As on a slower disk: PostgreSQL waits so long before each flush, and commits that come meanwhile share it."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"alter system set commit_delay = {microseconds}".encode())
        connection.execute("alter system set commit_siblings = 0")
        connection.execute("select pg_reload_conf()")


def set_up(postgres: Postgres, peer: Peer) -> str:
    """A database of its own for each queue, new for each part."""
    name = peer.name.replace(" ", "_")
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"drop database if exists {name}".encode())
        connection.execute(f"create database {name}".encode())
    peer.set_up(postgres.url(name))
    return postgres.url(name)


def rates(urls: dict[str, str], *, rounds: int, durable: bool) -> Iterator[str]:
    """Jobs a second, each queue with 20,000 jobs waiting."""
    seen: dict[tuple[str, str], list[float]] = defaultdict(list)
    cpu: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(rounds):
        turn = number % len(PEERS)
        for peer in PEERS[turn:] + PEERS[:turn]:
            with psycopg.connect(urls[peer.name], autocommit=True) as connection:
                fill(connection, peer, 20_000)
            for row, (script, clients, transactions) in ROWS.items():
                rate = pgbench(urls[peer.name], getattr(peer, script), clients=clients,
                               transactions=transactions, durable=durable)  # fmt: skip
                jobs = 1000 if script == "enqueue_batch" else 1
                seen[row, peer.name].append(rate.per_second * jobs)
                cpu[row, peer.name].append(rate.cpu_milliseconds / jobs)
    yield f"\nMedian of {rounds} (lowest to highest); server CPU for each job:\n"
    yield "| figure | " + " | ".join(peer.name for peer in PEERS) + " |"
    yield "|---" * (len(PEERS) + 1) + "|"
    for row in ROWS:
        cells = [spread(seen[row, peer.name], cpu[row, peer.name]) for peer in PEERS]
        yield f"| {row} | " + " | ".join(cells) + " |"


def spread(values: list[float], cpu: list[float]) -> str:
    middle, work = statistics.median(values), statistics.median(cpu)
    return f"{middle:,.0f} ({min(values):,.0f}-{max(values):,.0f}); {work:.3f} ms"


if __name__ == "__main__":
    main()
