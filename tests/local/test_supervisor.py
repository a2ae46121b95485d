"""Children that die are started again, whatever else goes wrong meanwhile."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from deploy.local.process import Child, Program
from deploy.local.supervisor import Supervisor

NAMES = ("first", "second")


def wait_for(condition: Callable[[], bool], *, seconds: float = 20.0) -> None:
    ends_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends_at, "nothing came of it"
        time.sleep(0.02)


class Notes:
    """What writes down which processes run; slow enough to be met at work, and at first without room to write."""

    def __init__(self) -> None:
        self.written = 0
        self.refused = 0
        self.together = 0
        self._at_work = threading.Semaphore(1)

    def __call__(self) -> None:
        if not self._at_work.acquire(blocking=False):
            self.together += 1
            return
        time.sleep(0.2)
        self._at_work.release()
        if not self.refused:
            self.refused += 1
            raise OSError(28, "No space left on device")
        self.written += 1

    def were_told(self, times: int) -> bool:
        return self.written + self.refused + self.together == times


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def supervisor(tmp_path: Path, notes: Notes) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path / "stack.log", report=lambda _: None, changed=notes)
    for name in NAMES:
        command = [sys.executable, "-c", "import time; time.sleep(600)"]
        made.add(name, partial(Child.start, Program(name, command, tmp_path / f"{name}.log", {})))
    yield made
    made.stop_all()


def test_two_that_die_together_are_both_back_and_written_down_one_after_the_other(supervisor: Supervisor, notes: Notes):
    for told in (2, 4):
        before = supervisor.pids
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        wait_for(partial(notes.were_told, told))
        assert not set(supervisor.pids.values()) & set(before.values())
    assert (notes.written, notes.refused, notes.together) == (3, 1, 0)
