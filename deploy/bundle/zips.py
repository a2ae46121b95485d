"""Zips that are the same bytes whenever they hold the same files: times are fixed, names sorted.

So a function or a layer in which nothing changed is not deployed again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


@dataclass(frozen=True, slots=True)
class Bundle:
    """Where it is and what it weighs."""

    path: Path
    size_bytes: int

    @property
    def megabytes(self) -> float:
        return self.size_bytes / 1e6


def write_zip(target: Path, files: Mapping[str, Path]) -> Bundle:
    """A zip of files by the names they get in it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as made:
        for name, path in sorted(files.items()):
            entry = ZipInfo(name, _LONG_AGO)
            entry.external_attr, entry.compress_type = _READABLE, ZIP_DEFLATED
            made.writestr(entry, path.read_bytes())
    return Bundle(target, target.stat().st_size)
