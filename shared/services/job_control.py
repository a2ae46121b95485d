"""Cancel, retry and rebuild, as their owner asks.

Surprise: cancelling does not reach for the worker. The database takes the lease away, and the worker's heartbeat learns
of it within a second. Rebuilding changes nothing that is there: a new job makes a new wordlist from the stored zones,
without the file, which may be long gone.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import partial

from shared.domain.job import Job, JobStatus
from shared.errors import Conflict
from shared.gateway.ports import Jobs
from shared.pipeline.kind import KINDS

READING = "parsing"
"""The stage that needs the file; what it stored is enough for all others."""


class Action(StrEnum):
    """What an owner can do to a job."""

    CANCEL = "cancel"
    RETRY = "retry"
    REBUILD = "rebuild"


def apply(jobs: Jobs, job_id: str, *, user_id: str, action: Action) -> Job:
    """The job as it is afterwards, or the new one; cancelling twice is cancelling once."""
    doors: dict[Action, Callable[..., Job]] = {
        Action.CANCEL: jobs.cancel,
        Action.RETRY: jobs.retry,
        Action.REBUILD: partial(_rebuild, jobs),
    }
    return doors[action](job_id, user_id=user_id)


def _rebuild(jobs: Jobs, job_id: str, *, user_id: str) -> Job:
    """A new job that does what this one did, but for the reading of the file."""
    done = jobs.get(job_id, user_id=user_id)
    kind = KINDS.get(done.kind)
    later = tuple(stage for stage in kind.stages if stage != READING)
    if later == kind.stages:
        raise Conflict(f"a {done.kind} is not made from a file; ask for a new one instead")
    if done.status is not JobStatus.COMPLETED:
        raise Conflict(f"the job is {done.status}; only a completed one can be rebuilt")
    if done.document_id is None:
        raise Conflict("the document was deleted; upload it again")
    return jobs.submit(user_id, replace(kind.job(done.params), stages=later), document_id=done.document_id)
