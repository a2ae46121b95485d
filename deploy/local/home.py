"""What the local stack keeps: one folder with data, files, logs, keys, and the note of who runs it.

Surprise: the keys are made once and stay, so that a page, a .env file or a shell that knows them works again after a
restart. They are worth what the data is worth, and as private: only the owner may read the folder.
"""

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, Any

from deploy.local.process import LocalStackError

DEFAULT_HOME = Path(".wordmill")
PROJECT_REF = "supabase-self-hosted"


@dataclass(frozen=True, slots=True)
class Keys:
    """Made at random on first use."""

    publishable_key: str = field(default_factory=lambda: new_api_key("publishable"))
    secret_key: str = field(default_factory=lambda: new_api_key("secret"))
    jwt_secret: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    database_password: str = field(default_factory=lambda: secrets.token_urlsafe(24))


@dataclass(frozen=True, slots=True)
class Note:
    """What a running stack writes down about itself, for `status`, `down` and whoever wants to join in."""

    pid: int
    url: str
    database_url: str
    postgres_port: int
    pids: Mapping[str, int]
    started_at: str


@dataclass(frozen=True, slots=True)
class Home:
    """The folder, and where things are in it."""

    path: Path

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def files(self) -> Path:
        return self.path / "storage"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def create(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            for folder in (self.files, self.logs):
                folder.mkdir(exist_ok=True, mode=0o700)
        except OSError as wrong:
            raise LocalStackError(f"the folder {self.path} cannot be written to: {wrong.strerror}") from wrong

    def keys(self) -> Keys:
        """The keys of this stack; made and written on first use."""
        path = self.path / "keys.json"
        known = _read_json(path)
        names = {one.name for one in fields(Keys)}
        keys = Keys(**{name: value for name, value in known.items() if name in names})
        if asdict(keys) != known:
            write_private(path, asdict(keys))
        return keys

    @property
    def function_secrets(self) -> Path:
        """What the functions read anew every other second, as on Cloud Run from a mounted secret."""
        return self.path / "functions.json"

    def webhook_secrets(self) -> str:
        """The secret that signs hints, and while it is rotated the one before; made and written on first use."""
        known = _read_json(self.function_secrets)
        if "WORDMILL_WEBHOOK_SECRET" not in known:
            known["WORDMILL_WEBHOOK_SECRET"] = new_webhook_secret()
            write_private(self.function_secrets, known)
        return str(known["WORDMILL_WEBHOOK_SECRET"])

    def read_note(self) -> Note | None:
        known = _read_json(self.path / "stack.json")
        try:
            return Note(**known)
        except TypeError:
            return None

    def write_note(self, note: Note) -> None:
        write_private(self.path / "stack.json", asdict(note))

    def read_port(self) -> int:
        """The port PostgreSQL had last time, so that a noted URL stays good; 0 for any."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            return int((self.path / "postgres.port").read_text())
        return 0

    def write_port(self, port: int) -> None:
        (self.path / "postgres.port").write_text(f"{port}\n")

    def forget_note(self) -> None:
        (self.path / "stack.json").unlink(missing_ok=True)

    def lock(self) -> IO[str] | None:
        """Hold the folder for one stack; nothing when another holds it. The kernel lets go when the holder dies."""
        handle = (self.path / "lock").open("a")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return None
        return handle

    @property
    def is_in_use(self) -> bool:
        if not self.path.exists():
            return False
        handle = self.lock()
        if handle is None:
            return True
        handle.close()
        return False


def new_webhook_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def new_api_key(kind: str) -> str:
    """An opaque key as a self-hosted Supabase makes them: `sb_<kind>_<random>_<checksum>`."""
    body = f"sb_{kind}_{_urlsafe(secrets.token_bytes(17))[:22]}"
    checksum = _urlsafe(hashlib.sha256(f"{PROJECT_REF}|{body}".encode()).digest())[:8]
    return f"{body}_{checksum}"


def write_private(path: Path, content: Mapping[str, object]) -> None:
    """Replace a file by JSON that only its owner may read, in one step."""
    beside = path.with_suffix(".part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
    beside.replace(path)


def _urlsafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _read_json(path: Path) -> dict[str, Any]:
    with contextlib.suppress(FileNotFoundError, ValueError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}
