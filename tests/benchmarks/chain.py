"""How long a learner waits for each sample, how much of that is work, and what it costs in round trips.

    python -m tests.benchmarks.chain

Writes results/chain.md. Surprise: a stage's duration is what its own worker's claim and completion span, so what is
left of the whole is waiting: for a slot, for the hint, for the line.
"""

import os
import platform
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import httpx
import psycopg

from deploy.local.stack import Stack
from shared.clock import SystemClock
from shared.gateway.client import SupabaseGateway
from shared.pipeline.engines.offline import ENGINE
from shared.pipeline.runner import Runner
from shared.services.job_advance import advance
from shared.services.upload_intake import Intake
from tests.journey.conftest import Learner
from tests.support.people import sign_up
from tests.support.quiet import no_hints

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "deploy" / "local" / "samples"
RESULT = Path(__file__).parent / "results" / "chain.md"
RUNS = 5
STAGES = ("parsing", "cleaning", "extracting", "translating", "publishing")


@dataclass(frozen=True, slots=True)
class Taken:
    """One document's way, in milliseconds."""

    whole: float
    stages: dict[str, float]
    waiting: float


def main() -> None:
    samples = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in {".pdf", ".docx", ".xlsx", ".txt"})
    with tempfile.TemporaryDirectory(prefix="wordmill-bench-") as folder, Stack(home=Path(folder), port=0) as stack:
        _send(stack, samples[0])  # everything is loaded once
        quick = {name: [_send(stack, name) for _ in range(RUNS)] for name in samples}
        with psycopg.connect(stack.database_url, autocommit=True) as database:
            database.execute("update net.local_faults set pause_ms = 1000")
            paused = [_send(stack, samples[0]) for _ in range(RUNS)]
            database.execute("update net.local_faults set pause_ms = 0")
            with no_hints(database):
                trips = _round_trips(stack)
    RESULT.write_text("\n".join(_report(quick, paused, trips)) + "\n", encoding="utf-8")
    print(RESULT.read_text(encoding="utf-8"))


def _send(stack: Stack, name: str) -> Taken:
    person = sign_up(stack, "bench")
    with httpx.Client(base_url=stack.functions_url, headers=person.headers, timeout=60) as http:
        learner = Learner(person, http)
        data = (SAMPLES / name).read_bytes()
        began_at = time.perf_counter()
        accepted = learner.upload(name, data, exports=["csv", "xlsx"])
        job = learner.watch(accepted["job"]["id"])
        if job["status"] != "completed":
            raise RuntimeError(f"{name} ended as {job['status']}: {job['error_code']} {job['error_message']}")
        whole = 1000 * (time.perf_counter() - began_at)
        events = learner.rows("job_events", job_id=job["id"], action="stage_completed")
    stages = {event["stage"]: float(event["duration_ms"]) for event in events}
    lived = datetime.fromisoformat(job["finished_at"]) - datetime.fromisoformat(job["created_at"])
    return Taken(whole, stages, 1000 * lived.total_seconds() - sum(stages.values()))


def _round_trips(stack: Stack) -> Counter[str]:
    """The requests of one job, from the upload's completion on, by what they ask."""
    trips: Counter[str] = Counter()

    class Counting(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            trips[request.url.path.split("/v1/")[1].split("/document-uploads/")[0]] += 1
            return super().handle_request(request)

    with httpx.Client(transport=Counting(), timeout=30) as http:
        gateway = SupabaseGateway(stack.url, key=stack.secret_key, token=None, http=http)
        name = "pain-au-levain.docx"
        intake = Intake(gateway, SystemClock(), sign_up(stack, "bench").id)
        data = (SAMPLES / name).read_bytes()
        ticket = intake.ask(name, size_bytes=len(data))
        httpx.put(ticket.upload.url, content=data, headers=dict(ticket.upload.headers))
        trips.clear()
        job = intake.complete(ticket.document_id, params={"target_lang": "en"}).job
        runner = Runner(gateway, ENGINE, SystemClock(), lambda: 60.0, 30, Random(1).uniform)
        advance(runner, job.id, stage="parsing", webhook_id=f"bench-{job.id}")
    return trips


def _report(quick: dict[str, list[Taken]], paused: list[Taken], trips: Counter[str]) -> list[str]:
    database = sum(count for name, count in trips.items() if not name.startswith("object"))
    return [
        "# The chain",
        "",
        (
            f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python "
            f"{platform.python_version()}, medians of {RUNS}. Load average at the end: {os.getloadavg()[0]:.1f} "
            "(other programs share the machine)."
        ),
        "",
        f"| sample, ms | announced -> seen completed | {' | '.join(STAGES)} | waiting in the chain (longest) |",
        "|---|---|" + "---|" * len(STAGES) + "---|",
        *(_row(name, taken) for name, taken in quick.items()),
        _row(f"{next(iter(quick))}, pg_net's pause of 1 s", paused),
        "",
        (
            f"Round trips of one job from `complete` to completed, in one call: {database} to the database, "
            f"{sum(trips.values()) - database} to Storage; the edge adds one for the rate limit and two where an "
            "Idempotency-Key is sent. A heartbeat every 0.7 s comes on top."
        ),
        "",
        "| asked | times |",
        "|---|---|",
        *(f"| {name} | {count} |" for name, count in trips.most_common()),
    ]


def _row(name: str, taken: list[Taken]) -> str:
    stages = " | ".join(f"{statistics.median(one.stages[stage] for one in taken):.0f}" for stage in STAGES)
    waiting = [one.waiting for one in taken]
    return (
        f"| {name} | {statistics.median(one.whole for one in taken):.0f} | {stages} "
        f"| {statistics.median(waiting):.0f} ({max(waiting):.0f}) |"
    )


if __name__ == "__main__":
    main()
