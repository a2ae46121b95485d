"""A signed call that asks a function for nothing but an echo.

Surprise: a good status is not enough. Whatever stands at a wrong address may answer 200; our own word has to come back.
"""

import json
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.edge.signatures import sign

if TYPE_CHECKING:
    import httpx

HINTED = ("job_advance", "export_generation", "cleanup")
"""Whom the database calls."""


@dataclass(frozen=True, slots=True)
class Echo:
    """What came back: `good` when it was our own word."""

    good: bool
    status: int
    said: dict[str, object]


def ping(http: "httpx.Client", address: str, *, secret: str) -> Echo:
    """Call the function at this address as the database does with that secret."""
    word, now = str(uuid.uuid4()), int(time.time())
    body = json.dumps({"type": "PING", "task": word}).encode()
    headers = {
        "content-type": "application/json",
        "webhook-id": f"msg_{word}",
        "webhook-timestamp": str(now),
        "webhook-signature": sign(secret, webhook_id=f"msg_{word}", timestamp=now, body=body),
    }
    answer = http.post(address, content=body, headers=headers)
    try:
        said = answer.json()
    except ValueError:
        said = None
    found = said if isinstance(said, dict) else {}
    return Echo(answer.is_success and found.get("pong") == word, answer.status_code, found)
