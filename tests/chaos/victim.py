"""A worker made to be killed: forks a child for each order, which dies by SIGKILL at the line of our code it was told.

Orders come as lines of JSON on standard input, answers go out the same way. Surprise: no product code knows of this.
The child counts the lines that Python runs in the rooms under test, and kills itself between two of them.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import httpx

from shared.clock import SystemClock
from shared.gateway.client import SupabaseGateway
from shared.pipeline.runner import Runner
from shared.pipeline.stage import STAGES
from shared.services.export_generation import Exporter
from shared.services.job_advance import advance
from shared.testing.engine import BackwardsEngine

ROOT = Path(__file__).parents[2] / "shared"
ROOMS = tuple(str(ROOT / room) + os.sep for room in ("pipeline", "services", "gateway"))


class Countdown:
    """Lines left to live; counts on below nothing when nobody is to die."""

    def __init__(self, lines: int) -> None:
        self.lines = lines
        self.ran = 0

    def __call__(self, frame: FrameType, event: str, _argument: object) -> Any:
        if not frame.f_code.co_filename.startswith(ROOMS):
            return None
        if event == "line":
            self.ran += 1
            if self.ran == self.lines:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


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


def _advance(order: dict[str, Any], gateway: SupabaseGateway) -> None:
    engine = BackwardsEngine()
    # Written before the answer is given: what stands here was asked for, whether or not the asker lived on.
    computed = os.open(order["computed"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    engine.on_step = lambda key: (os.write(computed, f"{key}\n".encode()), None)[1]
    runner = Runner(
        gateway=gateway,
        engine=engine,
        clock=SystemClock(),
        seconds_left=lambda: order.get("seconds", 60.0),
        lease_seconds=30,
        draw=lambda low, _high: low,
    )
    advance(runner, order["job_id"], stage=None, webhook_id=None)


def main() -> None:
    import postgrest.exceptions  # all that a child would import, once, before it is born
    import supabase
    import tenacity

    assert postgrest.exceptions
    assert supabase
    assert tenacity
    for name in STAGES:
        STAGES.get(name)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            sys.stdout = sys.stderr
            countdown = Countdown(order["lines"])
            try:
                work(order, countdown)
            except Exception as error:  # noqa: BLE001 - a function would answer 5xx
                print(type(error).__name__, file=sys.stderr)
            os.write(order_fd, json.dumps({"ran": countdown.ran}).encode() + b"\n")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            os.write(order_fd, json.dumps({"signal": os.WTERMSIG(status)}).encode() + b"\n")


order_fd = os.dup(1)

if __name__ == "__main__":
    main()
