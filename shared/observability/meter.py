"""Figures of one call: what took how long, what happened how often. They end up in the call's one log line.

Surprise: outside a call the figures go nowhere, so code below the edge may measure without asking who called it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Meter:
    """Milliseconds and counts by name; the same name adds up."""

    timings: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add_time(self, name: str, milliseconds: float) -> None:
        self.timings[name] = round(self.timings.get(name, 0.0) + milliseconds, 3)

    def add_count(self, name: str, number: int) -> None:
        self.counts[name] = self.counts.get(name, 0) + number


current_meter: ContextVar[Meter | None] = ContextVar("current_meter", default=None)


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Add the time of the block to the present call's figures, also when it fails."""
    start = time.perf_counter()
    try:
        yield
    finally:
        meter = current_meter.get()
        if meter is not None:
            meter.add_time(name, (time.perf_counter() - start) * 1000)


def count(name: str, number: int = 1) -> None:
    """Add to a counter of the present call."""
    meter = current_meter.get()
    if meter is not None:
        meter.add_count(name, number)
