"""When an endpoint that keeps failing is left alone, and when one call may try it again.

The rule is written twice, here for a process alone and in SQL (`llm_endpoint_admit`, `llm_endpoint_report`) for the
fleet; one contract suite holds both to it.

Surprise: a trial that never reports (its worker died) ends by itself after `trial`, and the next caller gets one.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Breaker:
    """Failures in a row, and until when nobody asks; times are seconds of any one clock."""

    failures: int = 0
    open_until: float | None = None

    def admit(self, now: float, *, trial: float) -> tuple[float, "Breaker"]:
        """Seconds to wait (0: go) and the state after asking."""
        if self.open_until is None:
            return 0.0, self
        if now < self.open_until:
            return self.open_until - now, self
        return 0.0, replace(self, open_until=now + trial)

    def report(self, now: float, *, ok: bool, failures: int, pause: float) -> "Breaker":
        """The state after an answer or a failure."""
        if ok:
            return Breaker()
        count = self.failures + 1
        return Breaker(count, now + pause if count >= failures else self.open_until)
