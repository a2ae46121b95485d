"""Documents, their zones, and finished wordlists.

Surprise: zones are read in pages by index, since the Data API gives at most a thousand rows at a time and says nothing
when there were more.
"""

from typing import Any

from shared.domain.document import Document
from shared.domain.job import Job
from shared.domain.wire import document_from_json, job_from_json, plain, saved_wordlist_from_json, zone_from_json
from shared.domain.wordlist import SavedWordlist
from shared.domain.zone import Zone
from shared.errors import NotFound
from shared.gateway.connection import Connection
from shared.gateway.ports import NewDocument, NewJob

PAGE = 1000


class SupabaseDocuments:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, user_id: str, new: NewDocument) -> Document:
        params = {
            "p_user_id": user_id,
            "p_filename": new.filename,
            "p_mime_type": new.mime_type,
            "p_size_bytes": new.size_bytes,
            "p_extension": new.extension,
        }
        return document_from_json(self._connection.rpc("create_document", params, twice_is_once=False))

    def get(self, document_id: str, *, user_id: str) -> Document:
        return document_from_json(_owned(self._connection, "documents", document_id, user_id))

    def complete(self, document: Document, *, size_bytes: int, sha256: str | None, new: NewJob) -> tuple[Document, Job]:
        params = {
            "p_document_id": document.id,
            "p_user_id": document.user_id,
            "p_size_bytes": size_bytes,
            "p_sha256": sha256,
            "p_kind": new.kind,
            "p_stages": list(new.stages),
            "p_params": plain(new.params),
            "p_max_retries": new.max_retries,
        }
        row = self._connection.rpc("complete_upload", params, twice_is_once=True)
        return document_from_json(row["document"]), job_from_json(row["job"])

    def reject(self, document_id: str, *, user_id: str, code: str) -> Document:
        params = {"p_document_id": document_id, "p_user_id": user_id, "p_error_code": code}
        return document_from_json(self._connection.rpc("reject_upload", params, twice_is_once=True))

    def zones(self, document_id: str) -> tuple[Zone, ...]:
        found: list[Zone] = []
        while True:
            rows = self._connection.rows(lambda client: _zone_page(client, document_id, len(found)))
            found.extend(zone_from_json(row) for row in rows)
            if len(rows) < PAGE:
                return tuple(found)


class SupabaseWordlists:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, wordlist_id: str, *, user_id: str) -> SavedWordlist:
        return saved_wordlist_from_json(_owned(self._connection, "wordlists", wordlist_id, user_id))

    def of_job(self, job_id: str) -> SavedWordlist | None:
        rows = self._connection.rows(lambda client: client.table("wordlists").select("*").eq("job_id", job_id))
        return saved_wordlist_from_json(rows[0]) if rows else None


def _owned(connection: Connection, table: str, row_id: str, user_id: str) -> dict[str, Any]:
    # With the secret key no policy looks after whose row it is.
    rows = connection.rows(lambda client: client.table(table).select("*").eq("id", row_id).eq("user_id", user_id))
    if not rows:
        raise NotFound
    return rows[0]


def _zone_page(client: Any, document_id: str, offset: int) -> Any:  # noqa: ANN401 - the client's builders
    query = client.table("zones").select("*").eq("document_id", document_id).order("index")
    return query.range(offset, offset + PAGE - 1)
