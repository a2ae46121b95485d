"""Keeps children running: one thread each waits for its end, notes it and starts it again.

Surprise: nothing polls. A killed child is back within milliseconds of the kernel saying so. One that dies again and
again waits a little longer each time (the workers die with PostgreSQL, which takes a while to recover), and is given
up after ten deaths in half a minute, with the end of its log as the reason.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from deploy.local.process import Child

GIVE_UP_AFTER = 10
WITHIN_SECONDS = 30.0
LONGEST_PAUSE = 2.0


@dataclass(slots=True)
class _Kept:
    start: Callable[[], Child]
    child: Child
    deaths: list[float] = field(default_factory=list)
    given_up: bool = False


class Supervisor:
    """Children by name, in the order they were added; stopped in the opposite order."""

    def __init__(self, log: Path, *, report: Callable[[str], None], changed: Callable[[], None]) -> None:
        self._log = log
        self._report = report
        self._changed = changed
        self._kept: dict[str, _Kept] = {}
        self._stopping = threading.Event()
        self._lock = threading.Lock()

    @property
    def pids(self) -> dict[str, int]:
        return {name: kept.child.pid for name, kept in self._kept.items()}

    def child(self, name: str) -> Child:
        return self._kept[name].child

    def add(self, name: str, start: Callable[[], Child]) -> None:
        """Start a child and keep it running."""
        self._kept[name] = _Kept(start, start())
        self._note(f"{name} runs as process {self._kept[name].child.pid}")
        threading.Thread(target=self._watch, args=(name,), name=f"watch-{name}", daemon=True).start()

    def stop_all(self) -> None:
        with self._lock:
            self._stopping.set()
        for name in reversed(self._kept):
            self._kept[name].child.stop()
            self._note(f"{name} stopped")

    def _watch(self, name: str) -> None:
        kept = self._kept[name]
        while True:
            code = kept.child.process.wait()
            if self._stopping.is_set():
                return
            kept.child.stop()  # it is dead; its life line is still open at our end
            self._complain(f"{name} (process {kept.child.pid}) ended with {code}")
            while not self._restart(name, kept):
                if self._stopping.is_set() or kept.given_up:
                    return

    def _restart(self, name: str, kept: _Kept) -> bool:
        now = time.monotonic()
        kept.deaths = [death for death in kept.deaths if now - death < WITHIN_SECONDS] + [now]
        if len(kept.deaths) > GIVE_UP_AFTER:
            kept.given_up = True
            self._complain(f"{name} is given up after {GIVE_UP_AFTER} deaths in a row; see {kept.child.log}")
            return False
        pause = 0.0 if len(kept.deaths) == 1 else min(0.025 * 2 ** len(kept.deaths), LONGEST_PAUSE)
        if self._stopping.wait(pause):
            return False
        # Held while starting, so that stop_all never misses a child that is just being born.
        with self._lock:
            if self._stopping.is_set():
                return False
            try:
                kept.child = kept.start()
            except Exception as wrong:  # noqa: BLE001 - it is written down, and tried again until it is given up
                self._complain(f"{name} could not be started again: {wrong}")
                return False
            self._tell()
        self._complain(f"{name} runs again as process {kept.child.pid}")
        return True

    def _tell(self) -> None:
        """Say that a child is another process now, one at a time; whatever comes of it, the children stay watched."""
        try:
            self._changed()
        except OSError as wrong:
            self._complain(f"what runs could not be written down: {wrong}")

    def _complain(self, what: str) -> None:
        self._note(what)
        self._report(what)

    def _note(self, what: str) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='milliseconds')} {what}\n")
