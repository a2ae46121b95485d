"""Office files packed anew, so that their bytes depend on what they hold and not on when they were made.

Surprise: a zip archive stamps each entry with the time of day; here every entry bears the earliest date zip knows.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime

PACKED = datetime(1980, 1, 1)  # noqa: DTZ001 - neither zip nor the files' properties know zones


def packed_anew(archive: bytes, *, instead: Mapping[str, bytes] | None = None) -> bytes:
    """The same entries in the same order, timeless; entries named in `instead` get that content."""
    smooth = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(smooth, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, PACKED.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, (instead or {}).get(name) or old.read(name))
    return smooth.getvalue()
