"""The ceiling of a job: tokens, and dollars where the price is known.

A call is let through when the most it can cost still fits; what it did not use is given back.

Surprise: nothing about a purse is stored. Each agent has its own share of the ceiling, and a stage that is run again
pays for the steps it finds stored, so that being killed buys nobody a fresh purse.
"""

from dataclasses import dataclass
from threading import Lock

from shared.llm.pricing import Price

SHARES = {"cleaning": 0.1, "extracting": 0.45, "translating": 0.45}


class BudgetSpent(Exception):
    """The ceiling is too near for another call."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What one call may use at most."""

    tokens: int
    cost: float


class Purse:
    """What a job may still spend on one agent; safe for calls side by side."""

    def __init__(self, *, max_tokens: float, max_cost: float | None = None, price: Price | None = None) -> None:
        self._max_tokens = max_tokens
        self._max_cost = max_cost if price else None
        self._price = price
        self._tokens = 0
        self._cost = 0.0
        self._lock = Lock()

    @property
    def tokens_used(self) -> int:
        return self._tokens

    def hold(self, prompt_tokens: int, completion_tokens: int) -> Hold:
        """Set the most a call can use aside, or raise `BudgetSpent`."""
        hold = Hold(prompt_tokens + completion_tokens, self.cost_of(prompt_tokens, completion_tokens) or 0.0)
        with self._lock:
            if self._tokens + hold.tokens > self._max_tokens:
                raise BudgetSpent
            if self._max_cost is not None and self._cost + hold.cost > self._max_cost:
                raise BudgetSpent
            self._tokens += hold.tokens
            self._cost += hold.cost
        return hold

    def give_back(self, hold: Hold) -> None:
        """A call was not made, or what it used is charged apart."""
        with self._lock:
            self._tokens -= hold.tokens
            self._cost -= hold.cost

    def charge(self, prompt_tokens: int, completion_tokens: int) -> None:
        """What a call used, now or in an earlier try of this stage."""
        with self._lock:
            self._tokens += prompt_tokens + completion_tokens
            self._cost += self.cost_of(prompt_tokens, completion_tokens) or 0.0

    def cost_of(self, prompt_tokens: int, completion_tokens: int) -> float | None:
        """Dollars, or None where the price is unknown."""
        return self._price.of(prompt_tokens, completion_tokens) if self._price else None
