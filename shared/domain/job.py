"""Jobs, their states, and the claim by which a worker owns one stage of one job.

Surprise: nothing here changes a state. The database does, and only for the holder of a claim's token; these values
are what it answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.domain.document import Document
from shared.domain.wordlist import SavedWordlist


class JobStatus(StrEnum):
    """Where a job is in its life; drawn in supabase/README.md."""

    QUEUED = "queued"
    SCHEDULED = "scheduled"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in {JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED}


@dataclass(frozen=True, slots=True)
class Job:
    """One request for work, of one kind; `stage` is the one that runs now or next, or ran last."""

    id: str
    user_id: str
    kind: str
    status: JobStatus
    stage: str
    stages: tuple[str, ...]
    created_at: datetime
    document_id: str | None = None
    wordlist_id: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    progress: int = 0
    attempt: int = 0
    """Tries of the present stage, this one counted."""
    retry_count: int = 0
    max_retries: int = 3
    error_code: str | None = None
    error_message: str | None = None
    queue_position: int | None = None
    eta_seconds: int | None = None
    run_after: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run one stage, until the lease ends: the job, what it works on, and what earlier stages gave."""

    job: Job
    token: str
    document: Document | None = None
    wordlist: SavedWordlist | None = None
    outputs: Mapping[str, object] = field(default_factory=dict)
    """Output by stage name."""
    steps: int = 0
    """How many steps of this job are stored, outputs of stages not counted; 0 saves the look-up."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What the caller of a completed stage may run at once: the next stage, the next job, or neither."""

    job: Job | None = None
    """The job at its next stage, while it is the caller's under `token`."""
    token: str | None = None
    following: Claim | None = None
    """The job that got the slot of the one that is now complete; the caller may run it at once."""
