"""Exports by RPC.

Surprise: the file is put into the bucket before the row says that it is there; a worker that dies in between leaves a
file that its successor replaces.
"""

from collections.abc import Mapping
from uuid import uuid4

from shared.domain.export import Export, ExportClaim
from shared.domain.wire import export_claim_from_json, export_from_json, plain
from shared.errors import LeaseLost
from shared.gateway.connection import Connection
from shared.gateway.ports import Failure


class SupabaseExports:
    def __init__(self, connection: Connection) -> None:
        self._rpc = connection.rpc

    def request(self, user_id: str, *, wordlist_id: str, format: str, options: Mapping[str, object]) -> Export:  # noqa: A002 - the port's word
        params = {
            "p_user_id": user_id,
            "p_wordlist_id": wordlist_id,
            "p_format": format,
            "p_options": plain(options),
        }
        return export_from_json(self._rpc("request_export", params, twice_is_once=True))

    def claim(self, export_id: str, *, lease_seconds: int, webhook_id: str | None = None) -> ExportClaim | None:
        params = {
            "p_export_id": export_id,
            "p_lease_seconds": lease_seconds,
            "p_webhook_id": webhook_id,
            "p_lease_token": str(uuid4()),
        }
        row = self._rpc("claim_export", params, twice_is_once=True)
        return export_claim_from_json(row) if row else None

    def complete(self, claim: ExportClaim, *, storage_path: str, size_bytes: int, sha256: str) -> Export:
        params = {
            "p_export_id": claim.export.id,
            "p_lease_token": claim.token,
            "p_storage_path": storage_path,
            "p_size_bytes": size_bytes,
            "p_sha256": sha256,
        }
        row = self._rpc("complete_export", params, twice_is_once=True)
        if row is None:
            raise LeaseLost
        return export_from_json(row)

    def fail(self, claim: ExportClaim, *, failure: Failure) -> Export:
        params = {
            "p_export_id": claim.export.id,
            "p_lease_token": claim.token,
            "p_error_code": failure.code,
            "p_error_message": failure.message,
            "p_retry_in": failure.retry_in,
        }
        return export_from_json(self._rpc("fail_export", params, twice_is_once=True))
