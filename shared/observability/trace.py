"""The ids of one call: its request id, and its place in a W3C trace.

Surprise: ids from outside are kept only when they look like ids. Whatever else stands in such a header would end up
in log lines and answers.
"""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,64}", re.ASCII)
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Trace:
    """`span_id` is this call's own; `parent_id` its caller's, or nothing."""

    request_id: str
    trace_id: str
    span_id: str
    parent_id: str = ""
    sampled: bool = False

    @property
    def traceparent(self) -> str:
        """The header that makes what we call a child of this call."""
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.sampled else '00'}"


def begin_trace(request_id: str | None, traceparent: str | None, *, new_id: str) -> Trace:
    """Go on with the caller's trace where there is one, else start one."""
    kept = request_id if request_id and _REQUEST_ID.fullmatch(request_id) else new_id
    found = _TRACEPARENT.fullmatch(traceparent or "")
    if found is None or set(found[1]) == {"0"} or set(found[2]) == {"0"}:
        return Trace(kept, secrets.token_hex(16), secrets.token_hex(8))
    return Trace(kept, found[1], secrets.token_hex(8), found[2], sampled=bool(int(found[3], 16) & 1))


current_trace: ContextVar[Trace | None] = ContextVar("current_trace", default=None)
