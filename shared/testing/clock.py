"""A clock that stands still until a test moves it.

Surprise: its ids are random all the same; a test that needs to know an id reads it from the answer.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4


class ManualClock:
    """Time as a test tells it."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    def new_id(self) -> UUID:
        return uuid4()

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
