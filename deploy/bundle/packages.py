"""Which distributions a bundle needs, and how they get there: from the registry for Lambda, or from this environment.

Surprise: an import's name is not its distribution's, and some of what is needed is never imported by name; both are
asked of the metadata of what is installed here, so that the lock files stay the only list of versions.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Literal

from deploy.bundle.reach import EXTRAS, ROOT

LOCK = ROOT / "requirements.txt"
LOCK_OF_EXTRAS = ROOT / "requirements-dev.txt"
PROVIDED = {"boto3", "botocore"}
"""What Lambda brings along."""
ALSO = {"jwt": ("cryptography",)}
"""Imported within a try, so that its absence shows only when a token is read."""
PLATFORMS = ("manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
"""What Amazon Linux 2023 (glibc 2.34) can load."""
DROPPED = re.compile(
    r"(^|/)(__pycache__|tests?|testing|\.\.)(/|$)|\.(pyi|pyx|pxd|pxi|c|h|cpp|hpp|a)$|^bin/|/_testcapi\."
)
UNUSED = re.compile(r"^lxml/(objectify|isoschematron|html|includes|sax|builder)\b|^pypdfium2_cli/")

Source = Literal["registry", "environment"]


def distributions_of(imports: Iterable[str]) -> list[str]:
    """The distributions behind these imports, and all that those require; sorted, lower-case names."""
    providers = packages_distributions()
    wanted = {name for name in imports if name not in sys.stdlib_module_names and name not in PROVIDED}
    unknown = sorted(wanted - providers.keys())
    if unknown:
        raise LookupError(f"no installed distribution provides {', '.join(unknown)}; is the lock file installed?")
    first = [(providers[name][0], frozenset[str]()) for name in wanted]
    first += [(more, frozenset[str]()) for name in wanted for more in ALSO.get(name, ())]
    seen: set[tuple[str, frozenset[str]]] = set()
    while first:
        name, extras = first.pop()
        key = (_canonical(name), extras)
        if key not in seen:
            seen.add(key)
            first += _required_by(name, extras)
    return sorted({name for name, _ in seen})


@cache
def pinned() -> dict[str, str]:
    """Each locked distribution with its version and hashes, as pip reads it."""
    extras = {_canonical(name) for packages in EXTRAS.values() for name in packages}
    found = {name: entry for name, entry in _entries(LOCK_OF_EXTRAS) if name in extras}
    return found | dict(_entries(LOCK))


def _entries(lock: Path) -> Iterator[tuple[str, str]]:
    for entry in re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8").strip()):
        yield _canonical(re.split(r"[=<>~! ;\[]", entry, maxsplit=1)[0]), entry.strip()


def requirements(names: Iterable[str]) -> str:
    """A requirements file with hashes for these distributions."""
    return "".join(f"{pinned()[name]}\n" for name in names)


def install(names: list[str], target: Path, *, source: Source) -> None:
    """Put distributions into a folder."""
    target.mkdir(parents=True, exist_ok=True)
    if source == "environment":
        for name in names:
            _copy(distribution(name), target)
    else:
        _download(names, target)
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_file() and _is_dead_weight(path.relative_to(target).as_posix()):
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _is_dead_weight(path: str) -> bool:
    """Sources and tests, and parts nobody imports."""
    return bool(DROPPED.search(path) or UNUSED.search(path))


def _download(names: list[str], target: Path) -> None:
    listed = target.parent / f"{target.name}.requirements.txt"
    listed.write_text(requirements(names), encoding="utf-8")
    platforms = [word for platform in PLATFORMS for word in ("--platform", platform)]
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-compile"]
    command += ["--python-version", "3.12", "--implementation", "cp", *platforms, "--only-binary=:all:", "--no-deps"]
    subprocess.run([*command, "--require-hashes", "--requirement", listed, "--target", target], check=True)
    listed.unlink()


def _copy(found: Distribution, target: Path) -> None:
    for file in found.files or ():
        if DROPPED.search(file.as_posix()) or file.is_absolute():
            continue
        place = target / file
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(str(found.locate_file(file))), place)


def _required_by(name: str, extras: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    from packaging.requirements import Requirement

    try:
        stated = distribution(name).requires or []
    except PackageNotFoundError as error:
        raise LookupError(f"{name} is required and not installed; is the lock file installed?") from error
    needs = [Requirement(line) for line in stated]
    return [
        (need.name, frozenset(need.extras))
        for need in needs
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in {"", *extras})
    ]


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
