"""Both workers in one small process, until the stack goes.

Surprise: a worker that fails ends the process; the stack starts it again, which is what a background worker does too.
"""

import asyncio
import os
import signal
import sys
import threading
import traceback

from deploy.local.platform import cron, net

LAST_CALLS = 3.0
"""Seconds that calls under way are given when we are asked to leave; pg_net loses nothing then either."""


async def run(url: str) -> None:
    leaving = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, leaving.set)
    calls = asyncio.create_task(net.work(url, leaving))
    jobs = asyncio.create_task(cron.work(url))
    asked = asyncio.create_task(leaving.wait())
    await asyncio.wait([calls, jobs, asked], return_when=asyncio.FIRST_COMPLETED)
    if leaving.is_set():
        await asyncio.wait([calls], timeout=LAST_CALLS)
    os._exit(0 if leaving.is_set() else _why(calls, jobs))


def _why(*tasks: "asyncio.Task[None]") -> int:
    for task in tasks:
        if task.done() and (wrong := task.exception()):
            traceback.print_exception(wrong)
    return 1


def _leave_with_the_stack() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_leave_with_the_stack, daemon=True).start()
    asyncio.run(run(os.environ["WORDMILL_DATABASE_URL"]))
