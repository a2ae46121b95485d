"""How long the local stack takes to start, what it weighs, and what it adds to a webhook and to a call.

    python -m tests.benchmarks.local_stack

Writes results/local_stack.md. Surprise: the receiver of the webhooks is a server in this process, so what is measured
ends where the first byte of the body has been read, not where the answer is back.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
import psycopg

from deploy.local.process import free_port
from deploy.local.stack import Stack
from tests.local.receiver import receiving
from tests.support.people import sign_up

RESULT = Path(__file__).parent / "results" / "local_stack.md"
WORDMILL = [sys.executable, "-c", "from deploy.local.cli import main; main()"]
ROOT = Path(__file__).parents[2]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="wordmill-bench-") as folder:
        starts = [_start_times(Path(folder) / str(number)) for number in range(3)]
        with Stack(home=Path(folder) / "home", port=0) as stack:
            idle, busy = _memory(stack), _idle_processor(stack)
            webhook, through = _webhooks(stack)
            batch = _thousand(stack)
            calls = _calls(stack)
            rate = _rate(stack)
            used = _memory(stack)
    lines = [
        "# The local stack",
        "",
        (
            f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
            f"Python {platform.python_version()}. Load average at the end: {os.getloadavg()[0]:.1f} "
            "(other programs share the machine)."
        ),
        "",
        "| `wordmill up` until it prints its URL | seconds (three runs) |",
        "|---|---|",
        f"| new home: initdb, all migrations | {_seconds(first for first, _, _ in starts)} |",
        f"| second start, data there | {_seconds(second for _, second, _ in starts)} |",
        f"| Ctrl-C until it is gone | {_seconds(stop for _, _, stop in starts)} |",
        "",
        "| memory, MB (USS: what would be free without it) | idle | after 5,000 calls |",
        "|---|---|---|",
        *(f"| {name} | {idle[name]:.0f} | {used[name]:.0f} |" for name in idle),
        f"| in all | {sum(idle.values()):.0f} | {sum(used.values()):.0f} |",
        "",
        f"An idle stack takes {busy:.1f} % of one core (over 10 s).",
        "",
        "| milliseconds | median | 95 % | longest |",
        "|---|---|---|---|",
        f"| commit -> webhook received | {_spread(webhook)} |",
        f"| commit -> answer of a function through the front door is written down | {_spread(through)} |",
        *(f"| {name} | {_spread(times)} |" for name, times in calls.items()),
        "",
        f"Eight callers at once get {rate:.0f} rpc/s in all (caller, server and database on the same cores).",
        "",
        f"1,000 webhooks queued in one transaction were all received after {batch:.2f} s ({1000 / batch:.0f}/s).",
        "",
    ]
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


def _start_times(home: Path) -> tuple[float, float, float]:
    home.mkdir()
    first, _ = _up(home)
    second, stop = _up(home)
    return first, second, stop


def _up(home: Path) -> tuple[float, float]:
    began = time.perf_counter()
    with subprocess.Popen(
        [*WORDMILL, "up", "--port", str(free_port())],
        stdout=subprocess.PIPE,
        text=True,
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as up:
        assert up.stdout is not None
        while "Ctrl-C" not in (line := up.stdout.readline()):
            assert line
        ready = time.perf_counter() - began
        up.terminate()
        up.wait()
        return ready, time.perf_counter() - began - ready


def _memory(stack: Stack) -> dict[str, float]:
    own = {"the stack itself": [psutil.Process()]}
    children = {
        name: [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)] for name, pid in stack.pids.items()
    }
    return {
        name: sum(one.memory_full_info().uss for one in processes) / 1e6 for name, processes in (own | children).items()
    }


def _idle_processor(stack: Stack, seconds: float = 10) -> float:
    processes = [one for pid in stack.pids.values() for one in (psutil.Process(pid), *psutil.Process(pid).children())]

    def used() -> float:
        return sum(sum(process.cpu_times()[:2]) for process in processes)

    before = used()
    time.sleep(seconds)
    return (used() - before) / seconds * 100


def _webhooks(stack: Stack, count: int = 200) -> tuple[list[float], list[float]]:
    direct, through = [], []
    with receiving() as receiver, psycopg.connect(stack.database_url, autocommit=True) as connection:
        for number in range(count):
            connection.execute("select net.http_post(%s, '{}')", (receiver.url,))
            committed = time.perf_counter()
            direct.append(receiver.wait_for(number + 1)[-1].at - committed)
        for _ in range(count):
            row = connection.execute("select net.http_get(%s)", (f"{stack.functions_url}/",)).fetchone()
            committed = time.perf_counter()
            while not connection.execute("select 1 from net._http_response where id = %s", row).fetchone():
                pass
            through.append(time.perf_counter() - committed)
    return direct, through


def _thousand(stack: Stack) -> float:
    with receiving() as receiver, psycopg.connect(stack.database_url, autocommit=True) as connection:
        began = time.perf_counter()
        connection.execute("select net.http_post(%s, '{}') from generate_series(1, 1000)", (receiver.url,))
        receiver.wait_for(1000, seconds=60)
        return time.perf_counter() - began


def _calls(stack: Stack) -> dict[str, list[float]]:
    person = sign_up(stack)
    headers = {"apikey": stack.publishable_key, **person.headers}
    with httpx.Client(base_url=stack.url, headers=headers) as client:
        return {
            "auth: health (the front door alone)": _time(lambda: client.get("/auth/v1/health")),
            "rest: select own rows": _time(lambda: client.get("/rest/v1/documents?select=id&limit=10")),
            "rest: rpc": _time(lambda: client.post("/rest/v1/rpc/ping", json={})),
            "functions: the list (proxy and waitress)": _time(lambda: client.get("/functions/v1/")),
        }


def _rate(stack: Stack, count: int = 1600) -> float:
    headers = {"apikey": stack.publishable_key}
    with httpx.Client(base_url=stack.url, headers=headers, timeout=60) as client, ThreadPoolExecutor(8) as callers:
        began = time.perf_counter()
        answers = callers.map(lambda _: client.post("/rest/v1/rpc/ping", json={}).is_success, range(count))
        assert all(answers)
        return count / (time.perf_counter() - began)


def _time(call: Callable[[], httpx.Response], count: int = 500) -> list[float]:
    times = []
    for _ in range(count):
        began = time.perf_counter()
        answer = call()
        times.append(time.perf_counter() - began)
        assert answer.is_success, answer.text
    return times


def _seconds(values: Iterable[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def _spread(times: list[float]) -> str:
    ordered = sorted(times)
    picked = (statistics.median(ordered), ordered[int(len(ordered) * 0.95)], ordered[-1])
    return " | ".join(f"{value * 1000:.1f}" for value in picked)


if __name__ == "__main__":
    main()
