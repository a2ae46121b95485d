"""A stack to work with: the one that runs, or one of our own that goes when we go.

Surprise: a stack of our own listens on any free port. Port 54321 may belong to another Supabase, and nobody needs to
know the address of a stack that lives for seconds.
"""

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType

from deploy.local.cli.client import Client
from deploy.local.cli.demo_user import remembered_user


@contextlib.contextmanager
def signed_in(say: Callable[[str], None]) -> Iterator[Client]:
    """A client of the running stack, or of one that is started for it."""
    from deploy.local.stack import Stack  # the stack's libraries: not for --help

    with contextlib.ExitStack() as leaving:
        _stop_politely()
        stack = Stack(port=0)
        note = stack.running()
        if note is None:
            say("Starting the local stack ...")
            leaving.callback(lambda: say("Stopped the local stack."))
            leaving.enter_context(stack)
        url = note.url if note else stack.url
        client = Client(url, stack.publishable_key, user=remembered_user(stack.home))
        leaving.callback(client.close)
        say(f"{'Found' if note else 'Started'} the local stack at {url}, signed in as {client.email}.")
        yield client


def _stop_politely() -> None:
    """Being ended or hung up on is a Ctrl-C to us, so that what we started is stopped."""

    def interrupt(number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt(f"signal {number}")

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
