"""The two buckets through the Storage API.

Surprise: the Storage client cannot ask for part of a file, so `head` signs an address and reads the first bytes from
there; and it closes the line itself, because not every server heeds Range.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from shared.errors import NotFound, StorageUnavailable
from shared.gateway.connection import Connection
from shared.gateway.ports import SignedUpload

_HEAD_SECONDS = 60


class SupabaseFiles:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sign_upload(self, bucket: str, path: str) -> SignedUpload:
        signed = self._connection.storage(bucket, lambda files: files.create_signed_upload_url(path))
        return SignedUpload(url=signed["signed_url"], token=signed["token"], path=signed["path"])

    def sign_download(self, bucket: str, path: str, *, seconds: int, filename: str) -> str:
        answer = self._connection.storage(
            bucket, lambda files: files.create_signed_url(path, seconds, {"download": filename})
        )
        url = answer["signedURL"]
        if url is None:
            raise NotFound("there is no such file")
        return url

    def upload(self, bucket: str, path: str, *, data: bytes, mime_type: str) -> None:
        """Put a file, or replace the one that is there."""
        self._connection.storage(
            bucket, lambda files: files.upload(path, data, {"content-type": mime_type, "upsert": "true"})
        )

    def size(self, bucket: str, path: str) -> int:
        facts = self._connection.storage(bucket, lambda files: files.info(path))
        return _size(facts)

    def head(self, bucket: str, path: str, *, count: int) -> bytes:
        import httpx

        url = self.sign_download(bucket, path, seconds=_HEAD_SECONDS, filename="head")
        found = b""
        try:
            with self._connection.http.stream("GET", url, headers={"Range": f"bytes=0-{count - 1}"}) as answer:
                if not answer.is_success:
                    raise StorageUnavailable(details={"status": answer.status_code})
                for piece in answer.iter_bytes(count):
                    found += piece
                    if len(found) >= count:
                        break
        except httpx.TransportError as error:
            raise StorageUnavailable(details={"cause": type(error).__name__}) from error
        return found[:count]

    def download(self, bucket: str, path: str) -> bytes:
        return self._connection.storage(bucket, lambda files: files.download(path))

    def remove(self, bucket: str, paths: Iterable[str]) -> None:
        wanted = list(paths)
        if wanted:
            self._connection.storage(bucket, lambda files: files.remove(wanted))

    def expired(self, bucket: str, *, limit: int) -> dict[str, str]:
        params = {"p_bucket": bucket, "p_limit": limit}
        rows = self._connection.rpc("expired_files", params, twice_is_once=True)
        return {row["id"]: row["storage_path"] for row in rows or ()}

    def removed(self, bucket: str, ids: Sequence[str]) -> int:
        params = {"p_bucket": bucket, "p_ids": list(ids)}
        return int(self._connection.rpc("files_removed", params, twice_is_once=True))


def _size(facts: dict[str, Any]) -> int:
    """The length of a file as Storage tells it, which has been in two places."""
    size = facts.get("size")
    if size is None:
        metadata = facts.get("metadata") or {}
        size = metadata.get("size", metadata.get("contentLength"))
    if size is None:
        raise StorageUnavailable(details={"missing": "size"})
    return int(size)
