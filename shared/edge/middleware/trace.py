"""Opens a call's trace and meter, and closes them with the call's one log line.

Surprise: this is the outermost step although the guard is the first to judge: a refused call needs an id and a line
as much as one that was let in.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from werkzeug import Request, Response

from shared.observability.log import Fields, described, log
from shared.observability.meter import Meter, current_meter
from shared.observability.trace import Trace, begin_trace, current_trace

_SERVER_ERROR: Final = 500
_warm: list[bool] = []


@dataclass(slots=True)
class Opened:
    """One call from its first to its last step; the steps note here what the log line should tell."""

    trace: Trace
    started: float
    facts: Fields = field(default_factory=Fields)
    headers: dict[str, str] = field(default_factory=dict)
    """What the steps want said in the answer, whatever becomes of it."""
    answer: Response | None = None

    def failed(self, error: Exception, code: str) -> None:
        """Note why; where it came from matters only when the fault is ours."""
        self.facts["code"] = code
        if getattr(error, "status", _SERVER_ERROR) >= _SERVER_ERROR:
            told = described(error)
            self.facts["error"], self.facts["where"] = told["error"], told["where"]


@contextmanager
def opened(request: Request, function: str) -> Iterator[Opened]:
    """A trace around one call."""
    trace = begin_trace(request.headers.get("X-Request-Id"), request.headers.get("Traceparent"), new_id=str(uuid4()))
    call = Opened(trace, time.monotonic())
    meter = Meter()
    trace_mark, meter_mark = current_trace.set(trace), current_meter.set(meter)
    try:
        yield call
    finally:
        _write_line(call, request.method, function, meter)
        current_meter.reset(meter_mark)
        current_trace.reset(trace_mark)


def sign(response: Response, trace: Trace) -> None:
    """Name the call in its answer."""
    response.headers["X-Request-Id"] = trace.request_id
    response.headers["Traceparent"] = trace.traceparent


def _write_line(call: Opened, method: str, function: str, meter: Meter) -> None:
    cold, status = not _warm, call.answer.status_code if call.answer else _SERVER_ERROR
    _warm.append(True)
    del _warm[1:]
    facts: Fields = {
        "function": function,
        "method": method,
        "status": status,
        "duration_ms": round((time.monotonic() - call.started) * 1000, 1),
        "cold": cold,
        **call.facts,
    }
    if meter.timings:
        facts["timings"] = meter.timings
    if meter.counts:
        facts["counts"] = meter.counts
    (log.error if status >= _SERVER_ERROR else log.info)("request", **facts)
