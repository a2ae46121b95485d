"""What is concluded from how three services answer."""

import pytest

from shared.errors import Unavailable
from shared.services.health import SLOW_MS, Condition, examine
from shared.testing.clock import ManualClock


class Services:
    """A probe whose services named in `away` do not answer."""

    def __init__(self, *away: str) -> None:
        self.away = away

    def _ask(self, name: str) -> None:
        if name in self.away:
            raise Unavailable(f"{name} does not answer")

    def database(self) -> None:
        self._ask("database")

    def storage(self) -> None:
        self._ask("storage")

    def auth(self) -> None:
        self._ask("auth")


class SlowClock(ManualClock):
    """Each look at it finds it much later."""

    def monotonic(self) -> float:
        self.advance(SLOW_MS / 1000 + 1)
        return super().monotonic()


@pytest.mark.parametrize(
    ("away", "whole"),
    [
        ((), Condition.HEALTHY),
        (("storage",), Condition.DEGRADED),
        (("auth",), Condition.DEGRADED),
        (("database",), Condition.UNHEALTHY),
        (("database", "storage", "auth"), Condition.UNHEALTHY),
    ],
)
def test_the_whole_is_as_well_as_what_it_cannot_do_without(away: tuple[str, ...], whole: Condition):
    health = examine(Services(*away), ManualClock(), version="1.2.3")
    assert (health.status, health.version) == (whole, "1.2.3")
    assert {name for name, check in health.checks.items() if check.status is Condition.UNHEALTHY} == set(away)


class NoMirror:
    def keep(self, path: str, data: bytes) -> None:
        raise NotImplementedError

    def check(self) -> None:
        raise Unavailable("the bucket of copies answered NoSuchBucket")


def test_without_its_mirror_of_exports_the_whole_is_degraded_and_says_so():
    health = examine(Services(), ManualClock(), version="1", mirror=NoMirror())
    assert health.status is Condition.DEGRADED
    assert health.checks["mirror"].status is Condition.UNHEALTHY
    assert "mirror" not in examine(Services(), ManualClock(), version="1").checks


def test_a_service_that_answers_late_is_degraded():
    health = examine(Services(), SlowClock(), version="1")
    assert health.status is Condition.DEGRADED
    assert all(check.latency_ms > SLOW_MS for check in health.checks.values())
