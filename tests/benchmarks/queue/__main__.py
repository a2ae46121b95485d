"""Measures the queue beside its peers and writes results/queue.md: `python -m tests.benchmarks.queue [--quick]`.

Surprise: the order of peers turns with every round and the median counts, as other programs may share the machine;
the load average stands in the result.
"""

import argparse
import os
import platform
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from deploy.local.postgres import Postgres, new_password
from tests.benchmarks.queue.backlog import backlog_rows, position_rows
from tests.benchmarks.queue.peers import PEERS, WORDMILL, WORK_ON, Peer, fill
from tests.benchmarks.queue.pgbench import pgbench

RESULT = Path(__file__).parents[1] / "results" / "queue.md"
WORDMILL_ON = replace(WORDMILL, name="wordmill, going on in one call", work=WORK_ON)
ROWS = {
    "take + complete, 4 clients, jobs/s": ("work", 4, 1600),
    "take + complete, 8 clients, jobs/s": ("work", 8, 1600),
    "enqueue one at a time, 1 client, jobs/s": ("enqueue", 1, 800),
    "enqueue 1,000 at once, 1 client, jobs/s": ("enqueue_batch", 1, 4),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.queue")
    parser.add_argument("--quick", action="store_true", help="one round, small backlogs")
    quick = parser.parse_args().quick
    with server() as postgres:
        urls = {peer.name: set_up(postgres, peer) for peer in PEERS}
        urls[WORDMILL_ON.name] = urls[WORDMILL.name]
        parts = [head(), *rates(urls, rounds=1 if quick else 3)]
        sizes = (1_000, 10_000) if quick else (1_000, 100_000, 1_000_000)
        parts += backlog_rows(urls, sizes=sizes, dead=1_000 if quick else 15_000)
        parts += position_rows(urls[WORDMILL.name], sizes=sizes[1:])
    text = "\n".join(parts) + f"\nLoad average at the end: {os.getloadavg()[0]:.1f}.\n"
    print(text)
    if not quick:
        RESULT.write_text(text, encoding="utf-8")


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


def set_up(postgres: Postgres, peer: Peer) -> str:
    name = peer.name.split()[0]
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"create database {name}".encode())
    peer.set_up(postgres.url(name))
    return postgres.url(name)


def rates(urls: dict[str, str], *, rounds: int) -> Iterator[str]:
    """Jobs a second, durable and not, each queue with 20,000 jobs waiting."""
    peers = [*PEERS[:1], WORDMILL_ON, *PEERS[1:]]
    for durable in (True, False):
        seen: dict[tuple[str, str], list[float]] = defaultdict(list)
        cpu: dict[tuple[str, str], list[float]] = defaultdict(list)
        for number in range(rounds):
            for peer in peers[number % len(peers) :] + peers[: number % len(peers)]:
                with psycopg.connect(urls[peer.name], autocommit=True) as connection:
                    fill(connection, peer, 20_000)
                for row, (script, clients, transactions) in ROWS.items():
                    rate = pgbench(urls[peer.name], getattr(peer, script), clients=clients,
                                   transactions=transactions, durable=durable)  # fmt: skip
                    jobs = 1000 if script == "enqueue_batch" else 1
                    seen[row, peer.name].append(rate.per_second * jobs)
                    cpu[row, peer.name].append(rate.cpu_milliseconds / jobs)
        commit = "on" if durable else "off"
        yield f"\nsynchronous_commit {commit}, median of {rounds} (lowest to highest); server CPU for each job:\n"
        yield "| figure | " + " | ".join(peer.name for peer in peers) + " |"
        yield "|---" * (len(peers) + 1) + "|"
        for row in ROWS:
            cells = [spread(seen[row, peer.name], cpu[row, peer.name]) for peer in peers]
            yield f"| {row} | " + " | ".join(cells) + " |"


def spread(values: list[float], cpu: list[float]) -> str:
    middle, work = statistics.median(values), statistics.median(cpu)
    return f"{middle:,.0f} ({min(values):,.0f}-{max(values):,.0f}); {work:.3f} ms"


def head() -> str:
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    return f"""# The queue beside its peers

{datetime.now(UTC):%Y-%m-%d}, {machine}, PostgreSQL 18 (embedded), pgbench with prepared statements
on the same machine, which other programs shared. wordmill enforces a cap (16 slots here), fairness over 20
users, leases, events and positions; procrastinate (its SQL functions, 3.x) and the bare limit have no cap, no
fairness and no fencing. No webhook was configured. pgmq was not measured."""


if __name__ == "__main__":
    main()
