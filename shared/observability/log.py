"""One JSON object a line on standard output, made of allow-listed fields and nothing else.

Surprise: there is no message. An event has a name and facts; a field that is not listed in `Fields` is left out and
counted in `left_out`, and no value is ever longer than an id needs to be. So a token or a sentence of somebody's
document has no way in, also by way of an exception: of those, the class and the lines of code are told.
"""

import contextlib
import json
import sys
import traceback
from datetime import UTC, datetime
from typing import Final, Literal, TextIO, TypedDict, Unpack

from shared.observability.trace import current_trace

Level = Literal["debug", "info", "warning", "error"]

_RANK: Final[dict[str, int]] = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_LONGEST: Final = 160
_FRAMES: Final = 6


class Fields(TypedDict, total=False):
    """All that may be logged: ids, codes, names of our own things, numbers. Never text that somebody wrote."""

    function: str
    method: str
    status: int
    code: str
    caller: str
    platform: str
    user_id: str
    job_id: str
    document_id: str
    wordlist_id: str
    export_id: str
    webhook_id: str
    kind: str
    stage: str
    task: str
    state: str
    format: str
    engine: str
    provider: str
    model: str
    limit: str
    attempt: int
    number: int
    size_bytes: int
    duration_ms: float
    seconds_left: float
    retry_after: float
    cold: bool
    replayed: bool
    error: str
    where: list[str]
    timings: dict[str, float]
    counts: dict[str, int]


class Described(TypedDict):
    """An exception as far as it may be logged."""

    error: str
    where: list[str]


_ALLOWED: Final = frozenset(Fields.__annotations__)


class Log:
    """Writes events at or above a level to a stream; standard output is looked up anew for every line."""

    def __init__(self, level: Level = "info", stream: TextIO | None = None) -> None:
        self.level: Level = level
        self._stream = stream

    def debug(self, event: str, **fields: Unpack[Fields]) -> None:
        self._write("debug", event, fields)

    def info(self, event: str, **fields: Unpack[Fields]) -> None:
        self._write("info", event, fields)

    def warning(self, event: str, **fields: Unpack[Fields]) -> None:
        self._write("warning", event, fields)

    def error(self, event: str, **fields: Unpack[Fields]) -> None:
        self._write("error", event, fields)

    def _write(self, level: Level, event: str, fields: Fields) -> None:
        if _RANK[level] < _RANK[self.level]:
            return
        line: dict[str, object] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "severity": level.upper(),  # the name Google Cloud reads; Lambda passes lines through
            "event": _short(event),
        }
        trace = current_trace.get()
        if trace is not None:
            line |= {"request_id": trace.request_id, "trace_id": trace.trace_id, "span_id": trace.span_id}
        line |= {name: _tamed(value) for name, value in fields.items() if name in _ALLOWED}
        left_out = sum(name not in _ALLOWED for name in fields)
        if left_out:
            line["left_out"] = left_out
        stream = self._stream or sys.stdout
        # A full disk or a reader that left must not turn what was done into an error.
        with contextlib.suppress(OSError):
            stream.write(json.dumps(line, separators=(",", ":")) + "\n")
            stream.flush()


def described(error: BaseException) -> Described:
    """An exception as loggable fields: its class and where it came from, never what it says."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    where = [f"{_from_our_roots(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    return {"error": type(error).__qualname__, "where": where}


log = Log()


def _from_our_roots(path: str) -> str:
    return "/".join(path.replace("\\", "/").rsplit("/", 3)[1:])


def _tamed(value: object) -> object:
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, dict):
        return {_short(key): _tamed(item) for key, item in list(value.items())[:40]}
    if isinstance(value, list | tuple):
        return [_tamed(item) for item in value[:20]]
    return _short(value)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
