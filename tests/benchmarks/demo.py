"""How long `wordmill demo` takes in an empty folder, the first time and then again.

    python -m tests.benchmarks.demo

Writes results/demo.md. Surprise: what is measured is the command alone; installing (`make demo` on a machine that has
nothing) depends on the network and is not in it.
"""

import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
RESULT = Path(__file__).parent / "results" / "demo.md"
COMMAND = [sys.executable, "-c", "from deploy.local.cli import main; main(['demo'])"]
RUNS = ("first (new database)", "second", "third")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="wordmill-bench-") as folder:
        measured = [_run(Path(folder)) for _ in RUNS]
    files = sorted(measured[0][1])
    lines = [
        "# The demo",
        "",
        (
            f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
            f"Python {platform.python_version()}. Load average at the end: {os.getloadavg()[0]:.1f} "
            "(other programs share the machine)."
        ),
        "",
        "`wordmill demo` from its start to its end: stack up, signed in, three files milled side by side, tables",
        "printed, six exports written, stack down. Per file: from the start of its upload until its job is seen done.",
        "",
        f"| run | seconds in all | {' | '.join(files)} |",
        f"|---|---|{'---|' * len(files)}",
    ]
    for name, (seconds, by_file) in zip(RUNS, measured, strict=True):
        lines.append(f"| {name} | {seconds:.1f} | {' | '.join(f'{by_file[file]:.1f}' for file in files)} |")
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(RESULT.read_text())


def _run(folder: Path) -> tuple[float, dict[str, float]]:
    begun = time.monotonic()
    done = subprocess.run(
        COMMAND, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    seconds = time.monotonic() - begun
    found = re.findall(r"^(\S+): 100 %  done in ([\d.]+) s", done.stderr, re.MULTILINE)
    return seconds, {name: float(took) for name, took in found}


if __name__ == "__main__":
    main()
