"""A second copy of finished exports, in a bucket of S3, for those who keep them past their hour.

Surprise: a file's key ends in its hash and is written only where nothing stands yet. What is there is never replaced,
whoever comes twice or late, and nobody has to remember what was copied.
"""

import base64
import hashlib
from functools import cached_property
from typing import Any, Final, Protocol

from shared.errors import Unavailable

CONNECT_SECONDS: Final = 1
READ_SECONDS: Final = 3
_THERE_ALREADY: Final = "PreconditionFailed"


class Mirror(Protocol):
    """Keeps copies; raises Unavailable where it cannot."""

    def keep(self, path: str, data: bytes) -> None: ...
    def check(self) -> None: ...


class S3Mirror:
    """A bucket. Credentials and region are the platform's."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def keep(self, path: str, data: bytes) -> None:
        """Put a file, unless this very file is there; S3 checks what arrived against its hash."""
        digest = hashlib.sha256(data)
        self._ask(
            "put_object",
            Key=key_of(path, digest.hexdigest()),
            Body=data,
            ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
            ChecksumAlgorithm="SHA256",
            IfNoneMatch="*",
        )

    def check(self) -> None:
        """Raise unless the bucket is there and ours."""
        self._ask("head_bucket")

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401 - boto3 makes its classes at run time
        import boto3  # Lambda brings it; 315 ms, for those who keep copies
        from botocore.config import Config

        # One try: whoever asked for the export waits, and the sweep tries again.
        retries = {"total_max_attempts": 1}
        return boto3.client(
            "s3", config=Config(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries=retries)
        )

    def _ask(self, operation: str, **arguments: object) -> None:
        try:
            from botocore.exceptions import BotoCoreError, ClientError
        except ImportError as error:
            raise Unavailable("boto3 is not installed; EXPORT_MIRROR_BUCKET needs it") from error
        try:
            getattr(self._client, operation)(Bucket=self._bucket, **arguments)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code != _THERE_ALREADY:
                raise Unavailable(f"the bucket of copies answered {code}") from error
        except BotoCoreError as error:
            raise Unavailable(f"the bucket of copies does not answer: {type(error).__name__}") from error


def key_of(path: str, sha256: str) -> str:
    """{user_id}/{wordlist_id}/{sha256}.{ext}: every version of a file beside the others."""
    stem, _, extension = path.rpartition(".")
    return f"{stem}/{sha256}.{extension}"
