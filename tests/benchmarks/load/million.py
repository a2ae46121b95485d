"""What a million finished jobs do to the next one, and how fast they go.

Surprise: half of them are past their time, so that the same rows show what a batch of pruning takes.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tests.support.databases import database_server
from tests.support.world import STAGES, World, world

MANY = 1_000_000
JOBS = 150
EVENTS_EACH = 2
BATCHES = 5


@dataclass(frozen=True)
class Weight:
    """Milliseconds: a job of five stages before and after, a sweep, a batch of pruning, one with nothing to do."""

    before: float
    after: float
    sweep: float
    batch: float
    batch_rows: int
    idle: float
    megabytes: float


def million(many: int = MANY) -> Weight:
    with (
        tempfile.TemporaryDirectory(prefix="wordmill-bench-") as folder,
        database_server(Path(folder)) as server,
        world(server.new_database()) as here,
    ):
        before = job_milliseconds(here)
        fill(here, here.ben, many)
        after = job_milliseconds(here)
        sweep = median_of(lambda: here.call("sweep_jobs", limit=100), 20)
        size = float(here.value("select sum(pg_total_relation_size(relid)) from pg_stat_user_tables")) / 1e6
        limit = int(here.value("select private.setting('prune_batch') #>> '{}'"))
        batch = median_of(lambda: here.call("prune_history"), BATCHES)
        here.set("job_keep_days", None)
        here.set("job_event_keep_days", None)
        idle = median_of(lambda: here.call("prune_history"), 20)
        return Weight(before, after, sweep, batch, limit, idle, size)


def job_milliseconds(here: World) -> float:
    """A document is announced and completed, its job claimed and run through all stages: the median."""
    here.set("upload_burst", 1_000_000)

    def one() -> None:
        here.run(here.upload(here.ada)["job"]["id"])

    for _ in range(JOBS // 3):
        one()
    return median_of(one, JOBS)


def fill(here: World, user: UUID, many: int) -> None:
    """That many finished jobs with events; of every other one the time to be kept is over."""
    with here.owner.transaction():
        here.do("set local session_replication_role = replica")  # no triggers: only the rows are needed
        here.do(
            "insert into public.jobs (user_id, kind, status, stage, stages, vt, progress, created_at, finished_at) "
            "select %s, 'wordlist', 'completed', 'publishing', %s, n, 100, t, t from generate_series(1, %s) as n "
            "cross join lateral (select now() - make_interval(days => 10 + 90 * (n %% 2))) as a (t)",
            user, STAGES, many,
        )  # fmt: skip
        here.do(
            "insert into public.job_events (job_id, action, stage, status, attempt, created_at) "
            "select id, 'completed', stage, status, 1, created_at from public.jobs, generate_series(1, %s) "
            "where user_id = %s order by created_at",
            EVENTS_EACH, user,
        )  # fmt: skip
    here.do("vacuum analyze public.jobs")
    here.do("vacuum analyze public.job_events")


def median_of(act: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        began_at = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - began_at))
    return statistics.median(took)
