"""What the model room needs remembered outside the process, as Protocols; `memory` serves a process alone.

Surprise: none of these may break a job. A shelf, a meter or a breaker that cannot be reached costs a repeated call
or a missing row, nothing else; `guarded` sees to that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeAlias, TypeVar

from shared.observability.log import log

JSON: TypeAlias = Mapping[str, object]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that left the house, for `llm_metrics`; it holds no word of the document."""

    agent: str
    provider: str
    """Host of the endpoint."""
    model: str
    status: str = "ok"
    """ok, invalid (answered, but not usable as it was), truncated, error."""
    attempt: int = 1
    latency_ms: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None
    """US dollars; None where the price is unknown."""
    error_code: str | None = None
    confidence: float | None = None
    prompt_version: str = ""
    step: str = ""


class Shelf(Protocol):
    """Answers kept across jobs, by the hash of their question."""

    def get(self, key: str) -> JSON | None: ...

    def put(self, key: str, answer: JSON, *, agent: str, model: str) -> None: ...


class Endpoints(Protocol):
    """What is known of an endpoint, by its name: can it be asked now, and how."""

    def admit(self, name: str, *, trial: timedelta) -> float:
        """Seconds to wait before asking; 0 when it may be asked now. One caller gets the trial of a broken one."""
        ...

    def report(self, name: str, *, ok: bool, failures: int, pause: timedelta) -> None:
        """An answer or a failure; `failures` in a row open the breaker for `pause`."""
        ...

    def recall(self, name: str) -> JSON | None: ...

    def learn(self, name: str, capability: JSON) -> None: ...


class Meter(Protocol):
    """Rows of `llm_metrics`."""

    def record(self, attempt: Attempt) -> None: ...


def guarded(call: Callable[[], T], *, otherwise: T) -> T:
    """What `call` gives, or `otherwise`: remembering is never worth a job."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - adapters of any make stand behind these ports
        log.warning("llm_memory_out_of_reach", error=type(error).__name__)
        return otherwise
