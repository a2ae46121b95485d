"""The child process of `sandbox.py`: limits itself, reads the document on stdin, writes lines of JSON.

Surprise: it is run as a script by its path, without site-packages or environment, and takes the import path from its
order. Each page gets its own processor time by a timer whose signal kills: C code that loops for ever listens to
nothing else.
"""

import json
import os
import signal
import sys
from typing import Any

OUT_OF_MEMORY = 77


def main() -> int:
    order: dict[str, Any] = json.loads(sys.argv[1])
    out = os.fdopen(os.dup(1), "w", encoding="ascii", buffering=1 << 16)
    # What a C library prints must not end up between our lines.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    sys.path[:] = order["path"]

    from shared.documents.limits import Limits

    limits = Limits(**order["limits"])
    _limit(limits)
    try:
        return _answer(out, order, limits)
    except MemoryError:
        return OUT_OF_MEMORY


def _answer(out: Any, order: dict[str, Any], limits: Any) -> int:  # noqa: ANN401
    from shared.documents.parser import read_file
    from shared.documents.wire import zone_to
    from shared.documents.zones import Zones
    from shared.errors import WordmillError

    def send(message: dict[str, Any]) -> None:
        out.write(json.dumps(message, separators=(",", ":")) + "\n")
        out.flush()

    def on_zones(zones: list[Any]) -> None:
        send({"zones": [zone_to(zone) for zone in zones]})

    sent = -1

    def on_page(done: int, total: int | None) -> None:
        nonlocal sent
        signal.setitimer(signal.ITIMER_PROF, limits.page_seconds)
        if done > sent:
            sent = done
            send({"page": done, "total": total})

    signal.setitimer(signal.ITIMER_PROF, 2 * limits.page_seconds)
    try:
        with os.fdopen(0, "rb") as file:
            skip, zones = frozenset(order["skip"]), Zones(limits, on_zones)
            found = read_file(file, zones, filename=order["filename"], skip=skip, on_page=on_page)
    except WordmillError as error:
        send({"error": error.code, "message": str(error), "details": error.details})
        return 0
    # From here on nothing depends on the document's tricks; the limit on all processor time still holds.
    signal.setitimer(signal.ITIMER_PROF, 0)
    on_zones(list(found.zones))
    rest = {"pages": found.pages, "warnings": found.warnings, "page_labels": found.page_labels, "lang": found.lang}
    send({"done": rest})
    return 0


def _limit(limits: Any) -> None:  # noqa: ANN401
    """From here on the kernel ends what asks for too much."""
    import resource

    def cap(what: int, value: int) -> None:
        try:
            resource.setrlimit(what, (value, value))
        except (ValueError, OSError):
            # A platform that lets nobody lower this one; the parent's clock still holds.
            return

    if limits.memory_mb:
        cap(resource.RLIMIT_AS, limits.memory_mb * 1024 * 1024)
    cap(resource.RLIMIT_CPU, int(limits.seconds) + 5)
    cap(resource.RLIMIT_CORE, 0)
    cap(resource.RLIMIT_FSIZE, 0)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    # Should the parent die first, nobody else ends this process.
    signal.alarm(int(limits.seconds) + 10)


if __name__ == "__main__":
    sys.exit(main())
