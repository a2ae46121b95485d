"""Cold starts: from starting the process to the first byte of the first answer, beside a bare hello world.

Surprise: each runs from its own bundle, with nothing else installed. In a workshop's environment httpx finds rich and
loads it along, which no deployed function does. The contenders take turns, round after round, so that whatever else the
machine does falls on all of them; a ratio is the median of the rounds' own ratios.
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from deploy.bundle.make import RUNNERS, function_names, lay_out
from tests.benchmarks.cold_start.supabase import supabase_double
from tests.support.doors import ENVIRONMENT, user_token

RESULT = Path(__file__).parents[1] / "results" / "cold_start.md"
START = "import sys; sys.path[:0] = ['.']; from functions_framework._cli import _cli; _cli()"
HELLO = "def main(request):\n    return 'hello'\n"
ALL = """
import importlib
for name in {names}:
    importlib.import_module(f"functions.{{name}}.main")
import supabase, openpyxl, pypdf, lxml.etree, pypdfium2
from functions.health.main import main
"""


@dataclass(slots=True)
class Contender:
    """One process to start, and the first call that it gets."""

    name: str
    home: Path
    source: str
    expected: int
    method: str = "GET"
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.cold_start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, supabase_double() as url:
        contenders = _contenders(Path(folder), url)
        environment = {"PATH": os.environ["PATH"], **ENVIRONMENT, "SUPABASE_URL": url}
        for turn in range(rounds + 1):
            for each in contenders:
                taken, worked = _first_byte(each, environment)
                if turn:  # the first round fills the disk cache and the bytecode
                    each.times.append(taken)
                    each.cpu.append(worked)
    table = _table(contenders, rounds)
    print(table)
    RESULT.write_text(table, encoding="utf-8")


def _contenders(folder: Path, url: str) -> list[Contender]:
    names = function_names()
    intake, health, everything = (folder / name for name in ("intake", "health", "everything"))
    lay_out("upload_intake", intake, source="environment", runners=RUNNERS)
    lay_out("health", health, source="environment", runners=RUNNERS)
    for name in names:
        lay_out(name, everything, source="environment", runners=RUNNERS)
    (health / "hello.py").write_text(HELLO)
    (everything / "everything.py").write_text(ALL.format(names=names))
    announce = json.dumps({"filename": "mill.txt", "size_bytes": 5}).encode()
    plain = {"Content-Type": "application/json"}
    signed_in = plain | {"Authorization": f"Bearer {user_token(iss=f'{url}/auth/v1')}"}
    main = "functions/upload_intake/main.py"
    return [
        Contender("bare hello world", health, "hello.py", 200),
        Contender("health", health, "functions/health/main.py", 200),
        Contender("upload_intake, refused (no token)", intake, main, 401, "POST", announce, plain),
        Contender("upload_intake, first document announced", intake, main, 201, "POST", announce, signed_in),
        Contender("all functions and every library, eagerly", everything, "everything.py", 200),
    ]


def _first_byte(contender: Contender, environment: dict[str, str]) -> tuple[float, float]:
    """Milliseconds on the clock, and of processor time in all until the process has stopped again."""
    port = _free_port()
    interpreter = os.path.realpath(sys.executable)
    command = [interpreter, "-I", "-S", "-c", START, "--target", "main", "--source", contender.source]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        cwd=contender.home,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        status = _ask(contender, port)
        taken = (time.perf_counter() - start) * 1000
    finally:
        process.terminate()
        _, _, usage = os.wait4(process.pid, 0)  # with the worker that gunicorn forked and has waited for
        process.returncode = 0
    if status != contender.expected:
        raise SystemExit(f"{contender.name} answered {status}, not {contender.expected}")
    return taken, (usage.ru_utime + usage.ru_stime) * 1000


def _ask(contender: Contender, port: int) -> int:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request(contender.method, "/", body=contender.body, headers=contender.headers)
            answer = connection.getresponse()
            answer.read(1)
        except ConnectionRefusedError:
            time.sleep(0.001)
        else:
            return answer.status
        finally:
            connection.close()
    raise SystemExit(f"{contender.name} did not start")


def _table(contenders: list[Contender], rounds: int) -> str:
    base, load = contenders[0], os.getloadavg()[0]
    conditions = (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {sys.version.split()[0]}, functions-framework on "
        f"gunicorn, {rounds} rounds in turn. Milliseconds from starting the process to the first byte of the first "
        "answer, each from its own bundle. Supabase is a double on the same machine that answers at once. Made by "
        f"`python -m tests.benchmarks.cold_start`. Load of the machine at the end: {load:.1f}; where that is above "
        "1, trust the processor time, which other people's work does not stretch."
    )
    lines = [
        "# Cold starts",
        "",
        conditions,
        "",
        "| first call | median | p90 | least | beside hello world | processor time | beside hello world |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for each in contenders:
        ratio, work = _beside(each.times, base.times), _beside(each.cpu, base.cpu)
        worked = statistics.median(each.cpu)
        ninth = statistics.quantiles(each.times, n=10)[-1]
        middle, least = statistics.median(each.times), min(each.times)
        lines.append(
            f"| {each.name} | {middle:.0f} | {ninth:.0f} | {least:.0f} | {ratio:.2f}x | {worked:.0f} | {work:.2f}x |"
        )
    return "\n".join(lines) + "\n"


def _beside(mine: list[float], bare: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(mine, bare, strict=True))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
