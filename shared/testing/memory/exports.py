"""Exports in memory.

Surprise: a failed export that is worth a second try is queued again at once; only the database knows how to wait.
"""

from collections.abc import Mapping
from datetime import timedelta

from shared.domain.export import Export, ExportClaim
from shared.domain.wire import export_claim_from_json, export_from_json, plain
from shared.errors import LeaseLost
from shared.gateway.ports import Failure
from shared.testing.memory.effects import queue_export
from shared.testing.memory.state import Hint, Row, State

_MAX_ATTEMPTS = 4


class MemoryExports:
    def __init__(self, state: State) -> None:
        self._state = state

    def request(self, user_id: str, *, wordlist_id: str, format: str, options: Mapping[str, object]) -> Export:  # noqa: A002 - the port's word
        state = self._state
        with state.lock:
            wordlist = state.owned(state.wordlists, wordlist_id, user_id)
            return export_from_json(queue_export(state, wordlist=wordlist, format_name=format, options=plain(options)))

    def claim(self, export_id: str, *, lease_seconds: int, webhook_id: str | None = None) -> ExportClaim | None:
        state = self._state
        with state.lock:
            export = state.exports.get(export_id)
            if export is None or not state.take_receipt(webhook_id):
                return None
            if export["status"] not in {"queued", "processing"} or state.is_leased(export_id):
                return None
            export.update(status="processing", attempt=export["attempt"] + 1)
            token = state.lease(export_id, seconds=lease_seconds)
            wordlist = state.wordlists[export["wordlist_id"]]
            return export_claim_from_json({"export": export, "wordlist": wordlist, "lease_token": token})

    def complete(self, claim: ExportClaim, *, storage_path: str, size_bytes: int, sha256: str) -> Export:
        state = self._state
        with state.lock:
            export = state.exports.get(claim.export.id)
            if export and (export["status"], export.get("sha256")) == ("completed", sha256):
                return export_from_json(export)
            if not state.holds(claim.export.id, claim.token):
                self._write_anew(export)
                raise LeaseLost
            del state.leases[claim.export.id]
            export = state.exports[claim.export.id]
            export.update(status="completed", storage_path=storage_path, size_bytes=size_bytes, sha256=sha256)
            export.update(finished_at=state.now(), expires_at=state.clock.now() + timedelta(hours=1))
            return export_from_json(export)

    def fail(self, claim: ExportClaim, *, failure: Failure) -> Export:
        state = self._state
        with state.lock:
            export = self._held(claim)
            del state.leases[claim.export.id]
            export.update(error_code=failure.code, error_message=failure.message, status="failed")
            if failure.retry_in is not None and export["attempt"] < _MAX_ATTEMPTS:
                export["status"] = "queued"
                state.hints.append(Hint("export_generation", {"id": export["id"], "status": "queued"}))
            return export_from_json(export)

    def _write_anew(self, export: Row | None) -> None:
        """A late file may lie over that of whoever took the export since."""
        if export and export["status"] in {"processing", "completed"}:
            self._state.leases.pop(export["id"], None)
            export.update(status="queued", finished_at=None)
            self._state.hints.append(Hint("export_generation", {"id": export["id"], "status": "queued"}))

    def _held(self, claim: ExportClaim) -> Row:
        if not self._state.holds(claim.export.id, claim.token):
            raise LeaseLost
        return self._state.exports[claim.export.id]
