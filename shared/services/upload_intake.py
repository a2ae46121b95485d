"""Takes documents in: a signed address to put a file to, and the job once the file is there.

Surprise: of a large file only the head and the size are read here; its hash is known for small ones only. The parser
reads all of it anyway, and a function's minute is dearer than that.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath

from shared.clock import Clock
from shared.documents.sniff import EXTENSIONS, HEAD, LEGACY, sniff
from shared.domain.document import MIME_TYPES, Document, DocumentStatus
from shared.domain.job import Job
from shared.errors import (
    Conflict,
    DocumentError,
    EmptyDocument,
    InvalidInput,
    LegacyFormat,
    NotFound,
    TooLarge,
    UnknownFormat,
    UnsupportedType,
)
from shared.exports.format import FORMATS
from shared.gateway.ports import UPLOADS, Gateway, NewDocument
from shared.pipeline.kind import KINDS

MAX_BYTES = 50 * 1024 * 1024
DIRECT_BYTES = 5 * 1024 * 1024
"""Up to here a file is read whole when it arrives."""
WISHES = {"target_lang", "source_lang", "max_words", "level", "focus", "known", "order", "exports"}
"""What a learner may ask of the wordlist; the params of its job."""
LONGEST_NAME = 255
UPLOAD_LIFE = timedelta(hours=2)
"""How long Storage honours a signed upload address."""


@dataclass(frozen=True, slots=True)
class Address:
    """How to send the file."""

    url: str
    token: str
    path: str
    headers: Mapping[str, str]
    method: str = "PUT"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A document that waits for its file."""

    document_id: str
    upload: Address
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """A document whose file is there, and the job it set off."""

    document: Document
    job: Job


@dataclass(frozen=True, slots=True)
class Intake:
    """Documents of one user. `gateway` is Wordmill's own, since the job's doors are closed to users."""

    gateway: Gateway
    clock: Clock
    user_id: str
    max_bytes: int = MAX_BYTES

    def ask(self, filename: str, *, size_bytes: int) -> Ticket:
        """Make the document and say where its file goes."""
        document = self._create(filename, size_bytes)
        signed = self.gateway.files.sign_upload(UPLOADS, document.storage_path)
        address = Address(signed.url, signed.token, signed.path, {"content-type": document.mime_type})
        return Ticket(document.id, address, self.clock.now() + UPLOAD_LIFE)

    def complete(self, document_id: str, *, params: Mapping[str, object]) -> Accepted:
        """Believe the file that was put there, or not, and set its job off."""
        _check_exports(params)
        document = self.gateway.documents.get(document_id, user_id=self.user_id)
        if document.status is not DocumentStatus.PENDING:
            # Asked again: the database answers with the job there is, or says why there is none.
            return self._submit(document, size=document.size_bytes, sha256=document.sha256, params=params)
        try:
            size = self.gateway.files.size(UPLOADS, document.storage_path)
        except NotFound as error:
            raise Conflict("the file is not there yet; put it to the signed address first") from error
        try:
            sha256 = self._examine(document, size)
        except (DocumentError, InvalidInput) as error:
            self.gateway.documents.reject(document.id, user_id=self.user_id, code=error.code)
            self.gateway.files.remove(UPLOADS, [document.storage_path])
            raise
        return self._submit(document, size=size, sha256=sha256, params=params)

    def take(self, filename: str, data: bytes, *, params: Mapping[str, object]) -> Accepted:
        """A small file, sent along with the request."""
        _check_exports(params)
        sniff(data, filename)
        document = self._create(filename, len(data))
        self.gateway.files.upload(UPLOADS, document.storage_path, data=data, mime_type=document.mime_type)
        return self._submit(document, size=len(data), sha256=hashlib.sha256(data).hexdigest(), params=params)

    def _create(self, filename: str, size_bytes: int) -> Document:
        name = PurePath(filename.replace("\\", "/")).name
        if len(name) > LONGEST_NAME:
            raise InvalidInput(
                f"The file's name has {len(name)} letters; at most {LONGEST_NAME} are taken. Shorten it."
            )
        extension = PurePath(name).suffix.lower().lstrip(".")
        if extension in LEGACY:
            raise LegacyFormat(f"{name!r} is in an old Office format; save it as {LEGACY[extension].upper()} first.")
        if extension not in EXTENSIONS:
            raise UnsupportedType(f"{name!r} is of no type that we read; send a {', '.join(MIME_TYPES).upper()} file.")
        self._check_size(size_bytes)
        kind = EXTENSIONS[extension]
        return self.gateway.documents.create(self.user_id, NewDocument(name, MIME_TYPES[kind], size_bytes, kind))

    def _check_size(self, size: int) -> None:
        if size == 0:
            raise EmptyDocument("The file is empty (0 bytes). Choose the file again and upload it once more.")
        if size > self.max_bytes:
            raise TooLarge(
                f"The file has {size:,} bytes; at most {self.max_bytes:,} are taken. Split it into smaller parts.",
                details={"bytes": size, "max_bytes": self.max_bytes},
            )

    def _examine(self, document: Document, size: int) -> str | None:
        """The hash, where the file is small enough to be read whole; raises when it is not what it was said to be."""
        self._check_size(size)
        files, path = self.gateway.files, document.storage_path
        is_small = size <= DIRECT_BYTES
        data = files.download(UPLOADS, path) if is_small else files.head(UPLOADS, path, count=HEAD)
        sniff(data, f"file.{document.extension}")
        return hashlib.sha256(data).hexdigest() if is_small else None

    def _submit(self, document: Document, *, size: int, sha256: str | None, params: Mapping[str, object]) -> Accepted:
        new = KINDS.get("wordlist").job({**params, "filename": document.filename})
        return Accepted(*self.gateway.documents.complete(document, size_bytes=size, sha256=sha256, new=new))


def _check_exports(params: Mapping[str, object]) -> None:
    exports = params.get("exports")
    for name in exports if isinstance(exports, list | tuple) else ():
        if name not in FORMATS:
            raise UnknownFormat(f"no export format {name!r}; try one of {', '.join(FORMATS.names)}")
