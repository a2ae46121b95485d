"""What the rest of Wordmill may ask of Supabase, as Protocols; the memory gateway of the tests answers the same.

Surprise: a lost lease is False or LeaseLost, never a retryable error: whoever gets it has to stop, because somebody
else runs the stage or the user has cancelled it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from shared.domain.allowance import Allowance
from shared.domain.document import Document
from shared.domain.export import Export, ExportClaim
from shared.domain.job import Claim, Completion, Job
from shared.domain.vocabulary import Vocabulary
from shared.domain.wire import Json
from shared.domain.wordlist import SavedWordlist
from shared.domain.zone import Zone

UPLOADS = "document-uploads"
EXPORTS = "wordlist-exports"


@dataclass(frozen=True, slots=True)
class NewJob:
    """What a job is made of."""

    kind: str
    stages: tuple[str, ...]
    params: Mapping[str, object]
    max_retries: int


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What is known of a file before it is there."""

    filename: str
    mime_type: str
    size_bytes: int
    extension: str


@dataclass(frozen=True, slots=True)
class StageDone:
    """What a stage gave: `output` for later stages, `effects` for the tables, both in one transaction."""

    stage: str
    output: object
    effects: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reused:
    """Zones copied from another document of the same user, and what else was known of that document."""

    zones: int
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a stage or an export ended; `retry_in` is None where a second try cannot help."""

    code: str
    message: str
    retry_in: float | None = None


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did, and the ids of jobs that waited in vain for somebody to claim them."""

    counts: Mapping[str, int]
    unclaimed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedUpload:
    """Where a file of a user may be put, once."""

    url: str
    token: str
    path: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of an Idempotency-Key: `state` is new, in_flight, done or mismatch."""

    state: str
    status: int | None = None
    body: object = None
    retry_after: float | None = None


class Jobs(Protocol):
    """The doors to job state. `complete` leases what comes next, stage or job, for `run_on` seconds, or gives it up."""

    def submit(
        self, user_id: str, new: NewJob, *, document_id: str | None = None, wordlist_id: str | None = None
    ) -> Job: ...
    def get(self, job_id: str, *, user_id: str) -> Job: ...
    def claim(
        self, job_id: str, *, lease_seconds: int, stage: str | None = None, webhook_id: str | None = None
    ) -> Claim | None: ...
    def renew(self, job_id: str, *, token: str, lease_seconds: int, progress: int | None = None) -> bool: ...
    def save_step(self, job_id: str, *, token: str, key: str, result: object) -> bool: ...
    def load_steps(self, job_id: str, *, prefix: str = "") -> dict[str, object]: ...
    def save_zones(self, job_id: str, *, token: str, zones: Sequence[Json]) -> bool: ...
    def reuse_zones(self, job_id: str, *, token: str, sha256: str, parser: str) -> Reused | None: ...
    def complete(self, job_id: str, *, token: str, done: StageDone, run_on: int | None) -> Completion: ...
    def fail(self, job_id: str, *, token: str, failure: Failure) -> Job: ...
    def release(self, job_id: str, *, token: str) -> Job: ...
    def cancel(self, job_id: str, *, user_id: str) -> Job: ...
    def retry(self, job_id: str, *, user_id: str) -> Job: ...
    def sweep(self, *, limit: int) -> Swept: ...


class Documents(Protocol):
    """Uploaded files as rows, and their zones."""

    def create(self, user_id: str, new: NewDocument) -> Document: ...
    def get(self, document_id: str, *, user_id: str) -> Document: ...
    def complete(
        self, document: Document, *, size_bytes: int, sha256: str | None, new: NewJob
    ) -> tuple[Document, Job]: ...
    def reject(self, document_id: str, *, user_id: str, code: str) -> Document: ...
    def zones(self, document_id: str) -> tuple[Zone, ...]: ...


class Wordlists(Protocol):
    """Finished wordlists."""

    def get(self, wordlist_id: str, *, user_id: str) -> SavedWordlist: ...
    def of_job(self, job_id: str) -> SavedWordlist | None: ...


class Vocabularies(Protocol):
    """What learners say of words."""

    def of(self, user_id: str, *, source_lang: str, target_lang: str) -> Vocabulary: ...


class Exports(Protocol):
    """The doors to export state, and what files are due."""

    def request(self, user_id: str, *, wordlist_id: str, format: str, options: Mapping[str, object]) -> Export: ...  # noqa: A002 - the glossary's word
    def claim(self, export_id: str, *, lease_seconds: int, webhook_id: str | None = None) -> ExportClaim | None: ...
    def complete(self, claim: ExportClaim, *, storage_path: str, size_bytes: int, sha256: str) -> Export: ...
    def fail(self, claim: ExportClaim, *, failure: Failure) -> Export: ...


class Files(Protocol):
    """The two buckets."""

    def sign_upload(self, bucket: str, path: str) -> SignedUpload: ...
    def sign_download(self, bucket: str, path: str, *, seconds: int, filename: str) -> str: ...
    def upload(self, bucket: str, path: str, *, data: bytes, mime_type: str) -> None: ...
    def size(self, bucket: str, path: str) -> int: ...
    def head(self, bucket: str, path: str, *, count: int) -> bytes: ...
    def download(self, bucket: str, path: str) -> bytes: ...
    def remove(self, bucket: str, paths: Iterable[str]) -> None: ...
    def expired(self, bucket: str, *, limit: int) -> dict[str, str]: ...
    def removed(self, bucket: str, ids: Sequence[str]) -> int: ...


class Requests(Protocol):
    """Idempotency keys."""

    def begin(self, user_id: str, *, key: str, route: str, body_hash: str) -> Begun: ...
    def finish(self, user_id: str, *, key: str, route: str, status: int, body: object) -> None: ...
    def abandon(self, user_id: str, *, key: str, route: str) -> None: ...


class Receipts(Protocol):
    """Webhooks already received."""

    def take(self, webhook_id: str) -> bool: ...


class RateLimits(Protocol):
    """Where calls are counted."""

    def take(self, key: str, *, limit: int, window: int, cost: int = 1) -> Allowance: ...


class Upkeep(Protocol):
    """What only the sweeps ask for: each says how many rows went."""

    def run(self, task: str) -> dict[str, int]: ...


class Probe(Protocol):
    """One cheap call to each service behind us; raises Unavailable."""

    def database(self) -> Json: ...
    def storage(self) -> None: ...
    def auth(self) -> None: ...


class Metrics(Protocol):
    """Figures kept as rows."""

    def llm_calls(self, rows: Sequence[Mapping[str, object]]) -> None: ...


class Models(Protocol):
    """What is remembered of language models: answers by the hash of their question, and how endpoints are."""

    def get(self, key: str) -> Mapping[str, object] | None: ...
    def put(self, key: str, answer: Mapping[str, object], *, agent: str, model: str) -> None: ...
    def admit(self, name: str, *, trial: timedelta) -> float: ...
    def report(self, name: str, *, ok: bool, failures: int, pause: timedelta) -> None: ...
    def recall(self, name: str) -> Mapping[str, object] | None: ...
    def learn(self, name: str, capability: Mapping[str, object]) -> None: ...


class Gateway(Protocol):
    """All of it, as one user or as Wordmill itself."""

    @property
    def jobs(self) -> Jobs: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def wordlists(self) -> Wordlists: ...
    @property
    def vocabularies(self) -> Vocabularies: ...
    @property
    def exports(self) -> Exports: ...
    @property
    def files(self) -> Files: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def rate_limits(self) -> RateLimits: ...
    @property
    def upkeep(self) -> Upkeep: ...
    @property
    def probe(self) -> Probe: ...
    @property
    def metrics(self) -> Metrics: ...
    @property
    def models(self) -> Models: ...
