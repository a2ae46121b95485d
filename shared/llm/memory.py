"""The ports of `ports` for a process alone: the command line and the tests.

Surprise: it is thread-safe, because the calls of one stage run side by side.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Lock

from shared.llm.breaker import Breaker
from shared.llm.ports import JSON, Attempt


class MemoryShelf:
    """Answers of this process."""

    def __init__(self) -> None:
        self.answers: dict[str, JSON] = {}

    def get(self, key: str) -> JSON | None:
        return self.answers.get(key)

    def put(self, key: str, answer: JSON, *, agent: str, model: str) -> None:  # noqa: ARG002 - the port's shape
        self.answers[key] = answer


class MemoryEndpoints:
    """Breakers and capabilities of this process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = Lock()
        self._breakers: dict[str, Breaker] = {}
        self._known: dict[str, JSON] = {}

    def admit(self, name: str, *, trial: timedelta) -> float:
        with self._lock:
            wait, after = self._breakers.get(name, Breaker()).admit(self._now(), trial=trial.total_seconds())
            self._breakers[name] = after
            return wait

    def report(self, name: str, *, ok: bool, failures: int, pause: timedelta) -> None:
        with self._lock:
            before = self._breakers.get(name, Breaker())
            self._breakers[name] = before.report(self._now(), ok=ok, failures=failures, pause=pause.total_seconds())

    def recall(self, name: str) -> JSON | None:
        return self._known.get(name)

    def learn(self, name: str, capability: JSON) -> None:
        self._known[name] = capability


class MemoryMeter:
    """Attempts of this process."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []

    def record(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
