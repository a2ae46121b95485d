"""Is everything there that the functions stand on, and how quickly does it answer.

Surprise: not all of it weighs the same. Without the database nothing works; without Storage or Auth what is signed in
and stored goes on, so the whole is degraded, not gone.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from shared.clock import Clock
from shared.errors import WordmillError
from shared.observability.log import described, log

if TYPE_CHECKING:
    from shared.gateway.ports import Probe
    from shared.mirror import Mirror

SLOW_MS: Final = 1500.0


class Condition(StrEnum):
    """Of one service, and of the whole."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    UNHEALTHY = "unhealthy"


@dataclass(frozen=True, slots=True)
class Check:
    """One service."""

    status: Condition
    latency_ms: float


@dataclass(frozen=True, slots=True)
class Health:
    """The whole, and what it was concluded from."""

    status: Condition
    checks: dict[str, Check]
    version: str


def examine(probe: "Probe", clock: Clock, *, version: str, mirror: "Mirror | None" = None) -> Health:
    """Ask all services at the same time: the answer takes as long as the slowest of them."""
    probes: dict[str, Callable[[], object]] = {
        "database": probe.database,
        "storage": probe.storage,
        "auth": probe.auth,
    }
    if mirror is not None:
        probes["mirror"] = mirror.check
    with ThreadPoolExecutor(len(probes), thread_name_prefix="health") as pool:
        asked = {name: pool.submit(_check, name, ask, clock) for name, ask in probes.items()}
        checks = {name: answer.result() for name, answer in asked.items()}
    return Health(_conclude(checks), checks, version)


def _check(name: str, ask: Callable[[], object], clock: Clock) -> Check:
    start, condition = clock.monotonic(), Condition.HEALTHY
    try:
        ask()
    except WordmillError as error:
        log.warning("unhealthy", kind=name, **described(error))
        condition = Condition.UNHEALTHY
    latency = round((clock.monotonic() - start) * 1000, 1)
    if condition is Condition.HEALTHY and latency > SLOW_MS:
        condition = Condition.DEGRADED
    return Check(condition, latency)


def _conclude(checks: dict[str, Check]) -> Condition:
    if checks["database"].status is Condition.UNHEALTHY:
        return Condition.UNHEALTHY
    if all(check.status is Condition.HEALTHY for check in checks.values()):
        return Condition.HEALTHY
    return Condition.DEGRADED
