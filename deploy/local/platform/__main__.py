"""Both workers in one small process, until the stack goes.

Surprise: a worker that fails ends the process; the stack starts it again, which is what a background worker does too.
"""

import asyncio
import os
import sys
import threading

from deploy.local.platform import cron, net


async def run(url: str) -> None:
    await asyncio.gather(net.work(url), cron.work(url))


def _leave_with_the_stack() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_leave_with_the_stack, daemon=True).start()
    asyncio.run(run(os.environ["WORDMILL_DATABASE_URL"]))
