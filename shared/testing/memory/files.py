"""The two buckets in memory.

Surprise: signed URLs lead nowhere; a test puts a file by `upload`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from shared.errors import NotFound
from shared.gateway.ports import EXPORTS, UPLOADS, SignedUpload
from shared.testing.memory.state import Row, State

_LIFE = {UPLOADS: timedelta(hours=24), EXPORTS: timedelta(hours=1)}


class MemoryFiles:
    def __init__(self, state: State) -> None:
        self._state = state
        self.content: defaultdict[str, dict[str, bytes]] = defaultdict(dict)

    def sign_upload(self, bucket: str, path: str) -> SignedUpload:
        return SignedUpload(url=f"memory://{bucket}/{path}?token=t", token="t", path=path)  # noqa: S106 - leads nowhere

    def sign_download(self, bucket: str, path: str, *, seconds: int, filename: str) -> str:
        self.download(bucket, path)
        return f"memory://{bucket}/{path}?expires={seconds}&download={filename}"

    def upload(self, bucket: str, path: str, *, data: bytes, mime_type: str) -> None:  # noqa: ARG002 - kept by real buckets
        self.content[bucket][path] = data

    def size(self, bucket: str, path: str) -> int:
        return len(self.download(bucket, path))

    def head(self, bucket: str, path: str, *, count: int) -> bytes:
        return self.download(bucket, path)[:count]

    def download(self, bucket: str, path: str) -> bytes:
        try:
            return self.content[bucket][path]
        except KeyError as error:
            raise NotFound(f"there is no file at {path}") from error

    def remove(self, bucket: str, paths: Iterable[str]) -> None:
        for path in paths:
            self.content[bucket].pop(path, None)

    def expired(self, bucket: str, *, limit: int) -> dict[str, str]:
        before = self._state.clock.now() - _LIFE[bucket]
        with self._state.lock:
            due = {row["id"]: row["storage_path"] for row in self._rows(bucket) if _is_due(row, before)}
            return dict(list(due.items())[:limit])

    def removed(self, bucket: str, ids: Sequence[str]) -> int:
        with self._state.lock:
            gone = [row for row in self._rows(bucket) if row["id"] in ids and row["status"] != "removed"]
            for row in gone:
                row["status"] = "removed"
            return len(gone)

    def _rows(self, bucket: str) -> list[Row]:
        return list((self._state.documents if bucket == UPLOADS else self._state.exports).values())


def _is_due(row: Row, before: datetime) -> bool:
    made = row.get("finished_at") or row["created_at"]
    return row.get("storage_path") is not None and row["status"] != "removed" and datetime.fromisoformat(made) <= before
