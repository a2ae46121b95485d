"""Workers made to be killed: forks a child for each order, which dies by SIGKILL at the line of our code it was told.

Orders come as lines of JSON on standard input, a crew's on each; how they ended goes out the same way. Surprise: no
product code knows of this. The child counts the lines that Python runs in the rooms under test, and kills itself
between two of them.
"""

import gc
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, cast

import httpx

from shared.clock import SystemClock
from shared.domain.wire import Json
from shared.domain.wordlist import Pair
from shared.domain.zone import Zone
from shared.gateway.client import SupabaseGateway
from shared.pipeline.engine import Request, Work
from shared.pipeline.runner import Runner
from shared.pipeline.stage import STAGES, Context
from shared.services.export_generation import Exporter
from shared.services.job_advance import advance
from shared.testing.engine import BackwardsEngine

ROOT = Path(__file__).parents[2] / "shared"
ROOMS = tuple(str(ROOT / room) + os.sep for room in ("pipeline", "services", "gateway"))


class Countdown:
    """Lines left to live; counts on below nothing when nobody is to die."""

    def __init__(self, lines: int) -> None:
        self._lines = lines
        self._is_ours: dict[CodeType, bool] = {}

    def __call__(self, frame: FrameType, event: str, _argument: object) -> Any:
        if event == "line":
            self._lines -= 1
            if self._lines == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return self
        code = frame.f_code
        is_ours = self._is_ours.get(code)
        if is_ours is None:
            is_ours = self._is_ours[code] = code.co_filename.startswith(ROOMS)
        return self if is_ours else None


def work(order: dict[str, Any], countdown: Countdown) -> None:
    with httpx.Client(timeout=20, verify=False) as http:  # no certificates to load for a loopback address
        gateway = SupabaseGateway(order["url"], key=order["key"], token=None, http=http)
        threading.settrace(countdown)
        sys.settrace(countdown)
        try:
            if "export_id" in order:
                Exporter(gateway, SystemClock(), lambda low, _high: low).generate(order["export_id"], webhook_id=None)
            else:
                _advance(order, gateway)
        finally:
            sys.settrace(None)


class Notebook(BackwardsEngine):
    """An engine that writes down, in a file for each job, what it is asked for."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def translate(
        self, candidates: Sequence[Json], zones: Sequence[Zone], request: Request, work: Work
    ) -> tuple[Pair, ...]:
        path = Path(self._folder) / cast("Context", work).claim.job.id
        # Written before the answer is given: what stands here was asked for, whether or not the asker lived on.
        computed = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.on_step = lambda key: (os.write(computed, f"{os.getpid()} {key}\n".encode()), None)[1]
        return super().translate(candidates, zones, request, work)


def _advance(order: dict[str, Any], gateway: SupabaseGateway) -> None:
    engine = Notebook(order["computed"])
    runner = Runner(
        gateway=gateway,
        engine=engine,
        clock=SystemClock(),
        seconds_left=lambda: order.get("seconds", 60.0),
        lease_seconds=30,
        draw=lambda low, _high: low,
        next_job_seconds=30.0,
    )
    advance(runner, order["job_id"], stage=None, webhook_id=None)


def main() -> None:
    """All that a child would import is imported once, before it is born."""
    import postgrest.exceptions
    import supabase
    import tenacity

    assert postgrest.exceptions
    assert supabase
    assert tenacity
    with suppress(httpx.HTTPError), httpx.Client(timeout=1, verify=False) as http:
        http.get("http://127.0.0.1:9/")  # nobody is there; what httpx imports at its first call is
    for name in STAGES:
        STAGES.get(name)
    gc.freeze()  # a child's collector leaves alone what it shares with us
    for line in sys.stdin:
        children = [_fork(order) for order in json.loads(line)]
        statuses = [os.waitpid(child, 0)[1] for child in children]
        print(json.dumps([os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0 for status in statuses]), flush=True)


def _fork(order: dict[str, Any]) -> int:
    child = os.fork()
    if child == 0:
        sys.stdout = sys.stderr
        try:
            work(order, Countdown(order["lines"]))
        except Exception as error:  # noqa: BLE001 - a function would answer 5xx
            print(type(error).__name__, file=sys.stderr)
        os._exit(0)
    return child


if __name__ == "__main__":
    main()
