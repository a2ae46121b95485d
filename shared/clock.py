"""Where time and ids come from, behind a Protocol so that tests own both.

Surprise: no lease is ever judged by this clock; the database's own decides, so a worker whose clock is wrong
does no harm.
"""

import time
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid4


class Clock(Protocol):
    """Time and ids."""

    def now(self) -> datetime:
        """The time of day, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump, for measuring."""
        ...

    def new_id(self) -> UUID:
        """An id nobody else has."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def new_id(self) -> UUID:
        return uuid4()
