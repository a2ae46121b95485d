"""Files that are zip archives, packed so that their bytes depend on what they hold and not on when they were made.

Surprise: a zip archive stamps each entry with the time of day; here every entry bears the earliest date zip knows.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime

PACKED = datetime(1980, 1, 1)  # noqa: DTZ001 - neither zip nor the files' properties know zones


def packed(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip archive of these names and contents, in this order."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, PACKED.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, content)
    return archive.getvalue()


def packed_anew(archive: bytes, *, instead: Mapping[str, bytes] | None = None) -> bytes:
    """The same entries in the same order, timeless; entries named in `instead` get that content."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        return packed((name, (instead or {}).get(name) or old.read(name)) for name in old.namelist())
