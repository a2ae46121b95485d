"""Documents: an uploaded file and what is known of it.

Surprise: the type is decided twice, by the name when the upload is asked for and by the first bytes when it is there;
only the second is believed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MIME_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
}
"""By extension, every type of file that can become a document."""


class DocumentStatus(StrEnum):
    """Whether the file is there."""

    PENDING = "pending"
    UPLOADED = "uploaded"
    REJECTED = "rejected"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Document:
    """An uploaded file; `pages` and `lang` are known once it is parsed."""

    id: str
    user_id: str
    filename: str
    mime_type: str
    size_bytes: int
    storage_path: str
    status: DocumentStatus
    created_at: datetime
    sha256: str | None = None
    lang: str | None = None
    pages: int | None = None
    page_labels: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    uploaded_at: datetime | None = None
    sent_before: bool = False
    """Whether the same bytes were read for the same user before, in another document."""

    @property
    def extension(self) -> str:
        """What the stored file is called by, and so what type it was taken for."""
        return self.storage_path.rpartition(".")[2]
