"""Exports: a wordlist written to a file in some format, kept for an hour.

Surprise: an export outlives its file; `removed` says that it was made and has been swept since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.domain.wordlist import SavedWordlist


class ExportStatus(StrEnum):
    """Where an export is in its life."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Export:
    """One file asked for; `expires_at` is when it will be swept."""

    id: str
    user_id: str
    wordlist_id: str
    format: str
    status: ExportStatus
    created_at: datetime
    job_id: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    storage_path: str | None = None
    size_bytes: int | None = None
    error_code: str | None = None
    error_message: str | None = None
    attempt: int = 0
    expires_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExportClaim:
    """The right to write one export, until the lease ends."""

    export: Export
    wordlist: SavedWordlist
    token: str
