"""Cold starts: from starting the process to the first byte of the first answer, beside a bare hello world.

Surprise: the contenders take turns, round after round, so that whatever else the machine does falls on all of them;
the figure is the median, and a ratio is the median of the rounds' own ratios.
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

from tests.benchmarks.cold_start.supabase import supabase_double
from tests.support.doors import ENVIRONMENT, FUNCTIONS, ROOT, user_token

RESULT = Path(__file__).parents[1] / "results" / "cold_start.md"
HELLO = "def main(request):\n    return 'hello'\n"
ALL = """
import importlib
for name in {names}:
    importlib.import_module(f"functions.{{name}}.main")
import supabase, openpyxl, pypdf, docx, lxml.etree, pypdfium2
from functions.health.main import main
"""


@dataclass(slots=True)
class Contender:
    """One process to start, and the first call that it gets."""

    name: str
    source: Path
    expected: int
    method: str = "GET"
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)


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
                taken = _first_byte(each, environment)
                if turn:  # the first round fills the disk cache and the bytecode
                    each.times.append(taken)
    table = _table(contenders, rounds)
    print(table)
    RESULT.write_text(table, encoding="utf-8")


def _contenders(folder: Path, url: str) -> list[Contender]:
    names = sorted(path.parent.name for path in FUNCTIONS.glob("*/main.py"))
    (folder / "hello.py").write_text(HELLO)
    (folder / "everything.py").write_text(ALL.format(names=names))
    announce = json.dumps({"filename": "mill.txt", "size_bytes": 5}).encode()
    plain = {"Content-Type": "application/json"}
    signed_in = plain | {"Authorization": f"Bearer {user_token(iss=f'{url}/auth/v1')}"}
    intake = FUNCTIONS / "upload_intake" / "main.py"
    return [
        Contender("bare hello world", folder / "hello.py", 200),
        Contender("health", FUNCTIONS / "health" / "main.py", 200),
        Contender("upload_intake, refused (no token)", intake, 401, "POST", announce, plain),
        Contender("upload_intake, first document announced", intake, 201, "POST", announce, signed_in),
        Contender("all functions and every library, eagerly", folder / "everything.py", 200),
    ]


def _first_byte(contender: Contender, environment: dict[str, str]) -> float:
    port = _free_port()
    command = [sys.executable, "-m", "functions_framework", "--target", "main", "--source", str(contender.source)]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        status = _ask(contender, port)
        taken = (time.perf_counter() - start) * 1000
    finally:
        process.terminate()
        process.wait(10)
    if status != contender.expected:
        raise SystemExit(f"{contender.name} answered {status}, not {contender.expected}")
    return taken


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
    base = contenders[0]
    conditions = (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {sys.version.split()[0]}, functions-framework on "
        f"gunicorn, {rounds} rounds in turn. Milliseconds from starting the process to the first byte of the first "
        "answer. Supabase is a double on the same machine that answers at once. Made by "
        "`python -m tests.benchmarks.cold_start`."
    )
    lines = [
        "# Cold starts",
        "",
        conditions,
        "",
        "| first call | median | p90 | least | beside hello world |",
        "|---|---:|---:|---:|---:|",
    ]
    for each in contenders:
        ratio = statistics.median(mine / bare for mine, bare in zip(each.times, base.times, strict=True))
        ninth = statistics.quantiles(each.times, n=10)[-1]
        middle, least = statistics.median(each.times), min(each.times)
        lines.append(f"| {each.name} | {middle:.0f} | {ninth:.0f} | {least:.0f} | {ratio:.2f}x |")
    return "\n".join(lines) + "\n"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
