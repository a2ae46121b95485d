"""Cancel and retry, as their owner asks.

Surprise: cancelling does not reach for the worker. The database takes the lease away, and the worker's heartbeat learns
of it within a second.
"""

from collections.abc import Callable
from enum import StrEnum

from shared.domain.job import Job
from shared.gateway.ports import Jobs


class Action(StrEnum):
    """What an owner can do to a job."""

    CANCEL = "cancel"
    RETRY = "retry"


def apply(jobs: Jobs, job_id: str, *, user_id: str, action: Action) -> Job:
    """The job as it is afterwards; cancelling twice is cancelling once."""
    doors: dict[Action, Callable[..., Job]] = {Action.CANCEL: jobs.cancel, Action.RETRY: jobs.retry}
    return doors[action](job_id, user_id=user_id)
