"""Documents, wordlists and what learners say of words, in memory.

Surprise: `complete` submits the job in the same locked call; asked again it answers with the same job.
"""

from shared.domain.document import Document
from shared.domain.job import Job
from shared.domain.vocabulary import Vocabulary
from shared.domain.wire import document_from_json, job_from_json, saved_wordlist_from_json, zone_from_json
from shared.domain.wordlist import SavedWordlist
from shared.domain.zone import Zone
from shared.errors import Conflict
from shared.gateway.ports import NewDocument, NewJob
from shared.testing.memory.jobs import MemoryJobs
from shared.testing.memory.state import Row, State


class MemoryDocuments:
    def __init__(self, state: State, jobs: MemoryJobs) -> None:
        self._state = state
        self._jobs = jobs

    def create(self, user_id: str, new: NewDocument) -> Document:
        state = self._state
        with state.lock:
            row: Row = {"id": state.new_id(), "user_id": user_id, "status": "pending", "created_at": state.now()}
            row.update(filename=new.filename, mime_type=new.mime_type, size_bytes=new.size_bytes)
            row["storage_path"] = f"{user_id}/{row['id']}.{new.extension}"
            state.documents[row["id"]] = row
            return document_from_json(row)

    def get(self, document_id: str, *, user_id: str) -> Document:
        with self._state.lock:
            return document_from_json(self._state.owned(self._state.documents, document_id, user_id))

    def complete(self, document: Document, *, size_bytes: int, sha256: str | None, new: NewJob) -> tuple[Document, Job]:
        state = self._state
        with state.lock:
            row = state.owned(state.documents, document.id, document.user_id)
            if row["status"] == "uploaded":
                job = next(job for job in state.jobs.values() if job["document_id"] == document.id)
                return document_from_json(row), job_from_json(job)
            if row["status"] != "pending":
                raise Conflict(f"the document is {row['status']} already")
            row.update(status="uploaded", size_bytes=size_bytes, sha256=sha256, uploaded_at=state.now())
            return document_from_json(row), self._jobs.submit(document.user_id, new, document_id=document.id)

    def reject(self, document_id: str, *, user_id: str, code: str) -> Document:
        with self._state.lock:
            row = self._state.owned(self._state.documents, document_id, user_id)
            if row["status"] != "pending":
                raise Conflict(f"the document is {row['status']} already")
            row.update(status="rejected", error_code=code)
            return document_from_json(row)

    def zones(self, document_id: str) -> tuple[Zone, ...]:
        with self._state.lock:
            rows = self._state.zones[document_id]
            return tuple(zone_from_json(rows[index]) for index in sorted(rows))


class MemoryWordlists:
    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, wordlist_id: str, *, user_id: str) -> SavedWordlist:
        with self._state.lock:
            return saved_wordlist_from_json(self._state.owned(self._state.wordlists, wordlist_id, user_id))

    def of_job(self, job_id: str) -> SavedWordlist | None:
        with self._state.lock:
            found = [row for row in self._state.wordlists.values() if row["job_id"] == job_id]
            return saved_wordlist_from_json(found[0]) if found else None


class MemoryVocabularies:
    def __init__(self, state: State) -> None:
        self._state = state

    def of(self, user_id: str, *, source_lang: str, target_lang: str) -> Vocabulary:
        with self._state.lock:
            return Vocabulary.from_rows(self._state.vocabulary[user_id, source_lang, target_lang])
