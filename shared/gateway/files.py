"""The two buckets through the Storage API.

Surprise: `head` asks for a range and closes the line itself, because not every server heeds Range.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from shared.errors import NotFound, StorageUnavailable
from shared.gateway.connection import Connection
from shared.gateway.ports import SignedUpload


class SupabaseFiles:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sign_upload(self, bucket: str, path: str) -> SignedUpload:
        signed = self._connection.storage("POST", f"/object/upload/sign/{_place(bucket, path)}", json={}).json()
        url = self._connection.storage_url + signed["url"]
        (token,) = parse_qs(urlsplit(url).query)["token"]
        return SignedUpload(url=url, token=token, path=path)

    def sign_download(self, bucket: str, path: str, *, seconds: int, filename: str) -> str:
        signed = self._connection.storage(
            "POST", f"/object/sign/{_place(bucket, path)}", json={"expiresIn": seconds}
        ).json()
        if signed["signedURL"] is None:
            raise NotFound("there is no such file")
        return f"{self._connection.storage_url}{signed['signedURL']}&{urlencode({'download': filename})}"

    def upload(self, bucket: str, path: str, *, data: bytes, mime_type: str) -> None:
        """Put a file, or replace the one that is there."""
        headers = {"Content-Type": mime_type, "Cache-Control": "max-age=3600", "x-upsert": "true"}
        self._connection.storage("POST", f"/object/{_place(bucket, path)}", headers=headers, content=data)

    def size(self, bucket: str, path: str) -> int:
        return _size(self._connection.storage("GET", f"/object/info/{_place(bucket, path)}").json())

    def head(self, bucket: str, path: str, *, count: int) -> bytes:
        return self._connection.storage_head(f"/object/{_place(bucket, path)}", count=count)

    def download(self, bucket: str, path: str) -> bytes:
        return self._connection.storage("GET", f"/object/{_place(bucket, path)}").content

    def remove(self, bucket: str, paths: Iterable[str]) -> None:
        wanted = list(paths)
        if wanted:
            self._connection.storage("DELETE", f"/object/{bucket}", json={"prefixes": wanted})

    def expired(self, bucket: str, *, limit: int) -> dict[str, str]:
        params = {"p_bucket": bucket, "p_limit": limit}
        rows = self._connection.rpc("expired_files", params, twice_is_once=True)
        return {row["id"]: row["storage_path"] for row in rows or ()}

    def removed(self, bucket: str, ids: Sequence[str]) -> int:
        params = {"p_bucket": bucket, "p_ids": list(ids)}
        return int(self._connection.rpc("files_removed", params, twice_is_once=True))


def _place(bucket: str, path: str) -> str:
    return quote(f"{bucket}/{path}")


def _size(facts: dict[str, Any]) -> int:
    """The length of a file as Storage tells it, which has been in two places."""
    size = facts.get("size")
    if size is None:
        metadata = facts.get("metadata") or {}
        size = metadata.get("size", metadata.get("contentLength"))
    if size is None:
        raise StorageUnavailable(details={"missing": "size"})
    return int(size)
