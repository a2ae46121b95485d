"""What one stage of one job lends its calls, and the one switch they share.

Surprise: a stopped lane lets what is under way finish. It was sent, so it will be paid for, and its answer is stored.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from shared.llm.budget import Purse
from shared.llm.ports import JSON, Meter

Step: TypeAlias = Callable[[str, Callable[[], JSON]], JSON]
"""Stores what the second argument computes under the first, or gives what is stored."""


class Stopped(Exception):
    """No further call shall begin."""


@dataclass(slots=True)
class Lane:
    """Shared by the calls of one question."""

    step: Step
    meter: Meter
    purse: Purse
    seconds_left: Callable[[], float]
    reason: str | None = field(default=None, init=False)
    """Why no further call begins: budget_spent, model_unavailable, over."""

    def stop(self, reason: str) -> None:
        self.reason = self.reason or reason

    def check(self) -> None:
        """Raises Stopped where the lane was stopped."""
        if self.reason:
            raise Stopped
