"""Bundles as files: a zip per function and the layers for Lambda, a source folder per function for Cloud Run.

Surprise: on Cloud Run the lexicon's data stays in the bundle. There are no layers, and no need of them: it takes
sources of any size.
"""

import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

from deploy.bundle.layers import LAYERS, layered, layers_of, make_layer, write_list
from deploy.bundle.packages import Source, distributions_of, install, requirements
from deploy.bundle.reach import ROOT, reach_of
from deploy.bundle.zips import Bundle, write_zip

RUNNERS = ("functions_framework",)
"""What Cloud Run needs beside the function itself; Lambda has its own."""


def function_names() -> list[str]:
    """Every folder of functions/ with an entry in it."""
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/main.py"))


def make_zip(function: str, target: Path, *, source: Source, extras: Collection[str] = ()) -> Bundle:
    """What Lambda unpacks: our modules and their packages, side by side, without what comes in layers."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "bundle"
        reach = reach_of(function, extras)
        install(distributions_of(reach.packages), home, source=source)
        _copy_sources([path for path in reach.files if not layered(path)], home)
        return write_zip(
            target, {path.relative_to(home).as_posix(): path for path in home.rglob("*") if path.is_file()}
        )


def make_layers(folder: Path, extras: Collection[str] = ()) -> list[Bundle]:
    """Every layer, and the list of the functions that need them."""
    write_list(needed_layers(), folder / "layers.json")
    return [make_layer(layer, folder / f"{layer}.zip", extras) for layer in LAYERS]


def needed_layers() -> dict[str, list[str]]:
    """The layers of each function."""
    return {name: layers_of(reach_of(name).files) for name in function_names()}


def lay_out(
    function: str, home: Path, *, source: Source, runners: tuple[str, ...] = (), extras: Collection[str] = ()
) -> None:
    """The whole bundle as a folder: what Cloud Run has on its disk, with `runners` to run it."""
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
