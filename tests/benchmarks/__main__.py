"""Runs every measurement in turn, or those named: `python -m tests.benchmarks [NAME ...]`.

Surprise: one after the other and never side by side, for each wants the machine to itself.
"""

import pkgutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def main(wanted: list[str]) -> int:
    known = sorted(module.name for module in pkgutil.iter_modules([str(HERE)]) if not module.name.startswith("_"))
    known = sorted({*known, *(path.parent.name for path in HERE.glob("*/__main__.py"))})
    if unknown := sorted(set(wanted) - set(known)):
        print(f"no measurement {unknown[0]!r}; try one of {', '.join(known)}", file=sys.stderr)
        return 2
    failed = []
    for number, name in enumerate(names := wanted or known, start=1):
        print(f"[{number}/{len(names)}] {name} ...", flush=True)
        start = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode:
            failed.append(name)
        print(f"[{number}/{len(names)}] {name}: {time.monotonic() - start:.0f} s", flush=True)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
