"""The user that `wordmill run` and `wordmill demo` sign in as: made at random once, remembered beside the stack's data.

Surprise: it is a user like any other and is signed up over HTTP; nothing else is known of it, and the file is
readable by its owner only.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Who signs in."""

    email: str = field(default_factory=lambda: f"demo-{secrets.token_hex(4)}@example.com")
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18))


def remembered_user(home: Path) -> DemoUser:
    """The user of this home, made on first use."""
    path = home / "demo-user.json"
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return DemoUser(email=str(known["email"]), password=str(known["password"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        user = DemoUser()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(user), file)
    part.replace(path)
    return user
