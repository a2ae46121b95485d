"""What a large backlog, dead rows and a look at one's position cost.

Surprise: dead rows are made by the queue itself, working while another session holds an old snapshot open.
"""

import statistics
import time
from collections.abc import Iterator

import psycopg

from tests.benchmarks.queue.peers import PEERS, WORDMILL, Peer, fill
from tests.benchmarks.queue.pgbench import pgbench

PROBE = 2_000
"""Jobs that a run does: so many that a new connection's planning weighs little."""
RUNS = 3


def cost(url: str, peer: Peer) -> float:
    """Milliseconds of CPU for one client to take and complete a job; the lowest of the runs."""
    return min(pgbench(url, peer.work, clients=1, transactions=PROBE).cpu_milliseconds for _ in range(RUNS))


def backlog_rows(urls: dict[str, str], *, sizes: tuple[int, ...], dead: int) -> Iterator[str]:
    """Take + complete with more and more jobs waiting, and behind a held snapshot."""
    yield "\nServer CPU in milliseconds to take and complete one job, one client, synchronous_commit off:\n"
    yield "| left waiting | " + " | ".join(peer.name for peer in PEERS) + " |"
    yield "|---" * (len(PEERS) + 1) + "|"
    first: dict[str, float] = {}
    for size in sizes:
        cells = []
        for peer in PEERS:
            with psycopg.connect(urls[peer.name], autocommit=True) as connection:
                fill(connection, peer, size + RUNS * PROBE)
            took = cost(urls[peer.name], peer)
            cells.append(f"{took:.2f} ({took / first.setdefault(peer.name, took):.2f}x)")
        yield f"| {size:,} | " + " | ".join(cells) + " |"
    cells = []
    for peer in PEERS:
        before, after = behind_a_snapshot(urls[peer.name], peer, dead)
        cells.append(f"{after:.2f} ({after / before:.1f}x of {before:.2f})")
    yield f"| {dead:,} jobs (twice as many dead rows) done behind a held snapshot | " + " | ".join(cells) + " |"


def behind_a_snapshot(url: str, peer: Peer, dead: int) -> tuple[float, float]:
    """Cost before and after that many jobs were done while a snapshot was held."""
    with psycopg.connect(url, autocommit=True) as connection:
        fill(connection, peer, dead + 2 * RUNS * PROBE + 1_000)
    before = cost(url, peer)
    with psycopg.connect(url) as holder:
        holder.execute("set transaction isolation level repeatable read")
        holder.execute("select count(*) from pg_class")
        pgbench(url, peer.work, clients=4, transactions=dead)
        return before, cost(url, peer)


def position_rows(url: str, *, sizes: tuple[int, ...]) -> Iterator[str]:
    """A read of queue_position at the head, in the middle and at the end."""
    yield "\nMilliseconds to read `queue_position` (median of 50, in the client) and to count the rows ahead:\n"
    yield "| waiting | first | middle | last | count(*) for the last |"
    yield "|---|---|---|---|---|"
    for size in sizes:
        with psycopg.connect(url, autocommit=True) as connection:
            fill(connection, WORDMILL, size)
            cells = []
            for place in (0, size // 2, size - 20):
                row = connection.execute(
                    "select id from public.jobs where status = 'queued' order by vt, seq offset %s limit 1", (place,)
                ).fetchone()
                assert row
                cells.append(f"{_median(connection, 'public.queue_position(jobs)', row[0], 50):.2f}")
            recount = ("(select count(*) from public.jobs as o where o.status = 'queued' "
                       "and (o.vt, o.seq) < (jobs.vt, jobs.seq))")  # fmt: skip
            counted = _median(connection, recount, row[0], 3)
        yield f"| {size:,} | " + " | ".join(cells) + f" | {counted:.1f} |"


def _median(connection: "psycopg.Connection[tuple[object, ...]]", what: str, job: object, times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        connection.execute(f"select {what} from public.jobs where id = %s".encode(), (job,)).fetchone()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
