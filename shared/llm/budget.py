"""The ceiling of a job: tokens, and dollars where the price is known.

A call is let through when the most it can cost still fits; what it did not use is given back.

Surprise: what earlier tries of the job spent is read from the metrics, so a stage that is killed and run again
does not get a fresh purse.
"""

from dataclasses import dataclass
from threading import Lock

from shared.llm.ports import Spent
from shared.llm.pricing import Price


class BudgetSpent(Exception):
    """The ceiling is too near for another call."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What one call may use at most."""

    tokens: int
    cost: float


class Purse:
    """What a job may still spend; safe for calls side by side."""

    def __init__(self, *, max_tokens: int, max_cost: float | None, price: Price | None, spent: Spent) -> None:
        self._max_tokens = max_tokens
        self._max_cost = max_cost if price else None
        self._price = price
        self._tokens = spent.tokens
        self._cost = spent.cost
        self._lock = Lock()

    @property
    def tokens_left(self) -> int:
        return max(0, self._max_tokens - self._tokens)

    def hold(self, prompt_tokens: int, completion_tokens: int) -> Hold:
        """Set the most a call can use aside, or raise `BudgetSpent`."""
        cost = self._price.of(prompt_tokens, completion_tokens) if self._price else 0.0
        hold = Hold(prompt_tokens + completion_tokens, cost)
        with self._lock:
            if self._tokens + hold.tokens > self._max_tokens:
                raise BudgetSpent
            if self._max_cost is not None and self._cost + hold.cost > self._max_cost:
                raise BudgetSpent
            self._tokens += hold.tokens
            self._cost += hold.cost
        return hold

    def settle(self, hold: Hold, *, prompt_tokens: int, completion_tokens: int) -> None:
        """Replace what was set aside by what was used."""
        cost = self._price.of(prompt_tokens, completion_tokens) if self._price else 0.0
        with self._lock:
            self._tokens += prompt_tokens + completion_tokens - hold.tokens
            self._cost += cost - hold.cost
