"""Which version of the readers this is: zones that another version found are not used again.

Surprise: nobody counts it up. It is a hash of this room's own sources and of the versions of the libraries it reads
with, so a change of a comment reads files anew, and a change of the layout can never be forgotten.
"""

from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("chardet", "lxml", "pypdf", "pypdfium2")


@cache
def readers_version(room: Path = Path(__file__).parent) -> str:
    """Sixteen hex digits; the same wherever the same sources and libraries are."""
    said = sha256()
    for path in sorted(room.rglob("*.py")):
        said.update(path.relative_to(room).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name in LIBRARIES:
        said.update(f"{name} {_version_of(name)}\0".encode())
    return said.hexdigest()[:16]


def _version_of(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        # A bundle without the metadata: its sources still tell one release from the next.
        return ""
