"""Child processes that this process starts, seen where Python hands them to the system.

Surprise: an audit hook cannot be taken out again, so there is one for the whole run, and blocks that listen to it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_listeners: list[list[str]] = []


@contextmanager
def children() -> Iterator[list[str]]:
    """The programs started within the block."""
    heard: list[str] = []
    _listeners.append(heard)
    try:
        yield heard
    finally:
        _listeners.remove(heard)


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event == "subprocess.Popen":
        for heard in _listeners:
            heard.append(str(arguments[0]))


sys.addaudithook(_hear)
