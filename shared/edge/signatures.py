"""Standard Webhooks: is this body from us, unchanged, and from the last five minutes.

Surprise: a replay within five minutes verifies as well. The signature cannot know better; the receipt of the
webhook's id, kept where the hint is acted upon, does.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

from werkzeug.datastructures import Headers

from shared.errors import NotAuthenticated

TOLERANCE_SECONDS: Final = 300
_MOST_SIGNATURES: Final = 10
_LONGEST_ID: Final = 128


def sign(secret: str, *, webhook_id: str, timestamp: int, body: bytes) -> str:
    """The value of webhook-signature for a body of ours."""
    return "v1," + base64.b64encode(_digest(secret, webhook_id, str(timestamp), body)).decode()


def verify(headers: Headers, body: bytes, *, secrets: Iterable[str], now: float) -> str:
    """The webhook's id, when one of the secrets has signed exactly this."""
    webhook_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not _looks_like_id(webhook_id) or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):  # noqa: PLR2004 - seconds until the year 5138
        raise NotAuthenticated("the webhook headers are missing or misshapen")
    given = [_decoded(part) for part in headers.get("webhook-signature", "").split(" ")[:_MOST_SIGNATURES]]
    expected = [_digest(secret, webhook_id, timestamp, body) for secret in secrets]
    # Every pair is compared, so that the time taken does not tell which one fits.
    fits = [hmac.compare_digest(ours, theirs) for ours in expected for theirs in given]
    if not any(fits):
        raise NotAuthenticated("the webhook signature does not fit")
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise NotAuthenticated("the webhook is too old, or from the future")
    return webhook_id


def _looks_like_id(value: str) -> bool:
    return 0 < len(value) <= _LONGEST_ID and value.isascii() and value.isprintable() and " " not in value


def _digest(secret: str, webhook_id: str, timestamp: str, body: bytes) -> bytes:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return hmac.new(key, f"{webhook_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()


def _decoded(part: str) -> bytes:
    version, _, value = part.partition(",")
    if version != "v1":
        return b""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return b""
