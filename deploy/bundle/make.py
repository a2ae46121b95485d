"""Bundles as files: a zip per function for Lambda, a source folder per function for Cloud Run.

Surprise: the zip of the same sources is the same bytes. Times in it are fixed and names sorted, so that a function
whose code did not change is not deployed again.
"""

import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from deploy.bundle.packages import Source, distributions_of, install, requirements
from deploy.bundle.reach import ROOT, reach_of

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
RUNNERS = ("functions_framework",)
"""What Cloud Run needs beside the function itself; Lambda has its own."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Where it is and what it weighs."""

    path: Path
    size_bytes: int

    @property
    def megabytes(self) -> float:
        return self.size_bytes / 1e6


def function_names() -> list[str]:
    """Every folder of functions/ with an entry in it."""
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/main.py"))


def make_zip(function: str, target: Path, *, source: Source, extras: Collection[str] = ()) -> Bundle:
    """What Lambda unpacks: our modules and their packages, side by side."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "bundle"
        lay_out(function, home, source=source, extras=extras)
        with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as bundle:
            for path in sorted(path for path in home.rglob("*") if path.is_file()):
                entry = ZipInfo(path.relative_to(home).as_posix(), _LONG_AGO)
                entry.external_attr, entry.compress_type = _READABLE, ZIP_DEFLATED
                bundle.writestr(entry, path.read_bytes())
    return Bundle(target, target.stat().st_size)


def lay_out(
    function: str, home: Path, *, source: Source, runners: tuple[str, ...] = (), extras: Collection[str] = ()
) -> None:
    """The bundle as a folder: what a cloud has on its disk, there also with what runs functions."""
    reach = reach_of(function, extras)
    install(distributions_of(reach.packages | set(runners)), home, source=source)
    _copy_sources(reach.files, home)


def make_folder(function: str, target: Path, *, extras: Collection[str] = ()) -> Bundle:
    """What `gcloud run deploy --source` uploads: our modules and a requirements file; the buildpack installs."""
    if target.exists():
        shutil.rmtree(target)
    reach = reach_of(function, extras)
    _copy_sources(reach.files, target)
    listed = requirements(distributions_of(reach.packages | set(RUNNERS)))
    (target / "requirements.txt").write_text(listed, encoding="utf-8")
    return Bundle(target, sum(path.stat().st_size for path in target.rglob("*") if path.is_file()))


def _copy_sources(files: list[Path], home: Path) -> None:
    for path in files:
        place = home / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
