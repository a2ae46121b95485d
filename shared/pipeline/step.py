"""Stored steps: pieces of a stage whose answers are kept, so that a second try does not pay for them again.

Surprise: a stage that runs out of time stops at the border before a step that would have to be computed, never inside
one and never after the last; what it has stored by then is where the next call goes on.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from shared.domain.job import Claim
from shared.errors import LeaseLost
from shared.gateway.ports import Jobs

T = TypeVar("T")

HAND_OVER_SECONDS = 10.0
"""With less time left than this no new step is begun."""


class HandOver(Exception):
    """The call's time is up at a step's border."""


class Steps:
    """The steps of one stage of one job."""

    def __init__(self, jobs: Jobs, claim: Claim, *, seconds_left: Callable[[], float]) -> None:
        self._jobs = jobs
        self._claim = claim
        self._prefix = f"{claim.job.stage}/"
        self._seconds_left = seconds_left
        self._known: dict[str, object] | None = None
        self._stored_here = 0

    def get(self, key: str, compute: Callable[[], T]) -> T:
        """The stored answer, or the computed one once it is stored."""
        name = self._prefix + key
        known = self._load()
        if name not in known:
            # A first step is begun in any case: a call that stores nothing would hand over for ever.
            if self._stored_here and self._seconds_left() < HAND_OVER_SECONDS:
                raise HandOver
            result = compute()
            if not self._jobs.save_step(self._claim.job.id, token=self._claim.token, key=name, result=result):
                raise LeaseLost
            known[name] = result
            self._stored_here += 1
        return cast("T", known[name])

    def _load(self) -> dict[str, object]:
        if self._known is None:
            are_there = self._claim.steps > 0
            self._known = self._jobs.load_steps(self._claim.job.id, prefix=self._prefix) if are_there else {}
        return self._known
