"""Which of our modules a function can reach, read from the source and never by running it.

Surprise: an import inside `App.engine` or `SupabaseGateway.jobs` counts only when something reachable asks for
`.engine` or `.jobs`. Without that every function would carry the lexicon and the parsers, because all share one App.
"""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("shared", "functions")
BY_ATTRIBUTE = {"shared.wiring", "shared.gateway.client"}
"""Modules whose methods import what only their users need."""
OWNERS = {"app", "current", "gateway", "_gateway", "secret"}
"""What an App and a gateway are called wherever they are asked for something."""
EXTRAS = {"ja": {"sudachipy", "sudachidict_small"}}
"""Language -> packages that only its texts need. Left out, and its lexicon with them, unless asked for: 120 MB."""
LEFT_OUT = {"build", "testing", "__pycache__"}


@dataclass(slots=True)
class Reach:
    """What was found: files of ours, and the names of packages of others."""

    modules: set[str] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)
    without: set[str] = field(default_factory=set)
    """Extra languages that were not asked for."""

    @property
    def files(self) -> list[Path]:
        """Every file to ship: modules, the packages above them, and the data beside them."""
        sources = {path for module in self.modules for path in _with_parents(module)}
        folders = {path.parent for path in sources} - {ROOT / room for room in ROOMS}
        data = {path for folder in folders for path in _data_of(folder)}
        return sorted(sources | {path for path in data if not is_left_out(path, self.without)})


def is_left_out(path: Path, languages: Collection[str]) -> bool:
    """Whether a file is the lexicon's for one of these languages."""
    return path.parent == ROOT / "shared/lexicon/data" and path.name.split("-")[0] in languages


def reach_of(function: str, extras: Collection[str] = ()) -> Reach:
    """All that functions/<function>/main.py can get at, of the extra languages only those that are asked for."""
    found, waiting, lazy = Reach(), [f"functions.{function}.main"], _Lazy()
    while waiting:
        module = waiting.pop()
        if module in found.modules or (path := _path_of(module)) is None:
            continue
        found.modules.add(module)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = list(_imports(tree, skip_methods=module in BY_ATTRIBUTE)) + list(_named(tree, path))
        names += lazy.learn(module, tree)
        waiting += [name for name in names if name.split(".")[0] in ROOMS]
        found.packages |= {name.split(".")[0] for name in names} - set(ROOMS)
    for extra, packages in EXTRAS.items():
        if extra not in extras:
            found.without.add(extra)
            found.packages -= packages
        elif found.packages & packages:
            found.packages |= packages
    return found


class _Lazy:
    """Imports that wait for their method to be asked for, from outside or by another method that was."""

    def __init__(self) -> None:
        self._asked = {"__init__", "app", "install", "connect"}
        self._methods: dict[str, list[ast.FunctionDef]] = {}

    def learn(self, module: str, tree: ast.Module) -> list[str]:
        """What is wanted now that this module is known as well."""
        if module in BY_ATTRIBUTE:
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    self._methods.setdefault(node.name, []).append(node)
        else:
            self._asked |= set(_attributes(tree, OWNERS))
        due: list[str] = []
        while ready := self._asked & self._methods.keys():
            for method in self._methods.pop(ready.pop()):
                due += _imports(method)
                self._asked |= set(_attributes(method, OWNERS | {"self"}))
        return due


def _attributes(tree: ast.AST, owners: set[str]) -> Iterator[str]:
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return (node.attr for node in found if _owner(node) in owners)


def _owner(node: ast.Attribute) -> str:
    owner = node.value
    return owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""


def _imports(tree: ast.AST, *, skip_methods: bool = False) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if skip_methods and isinstance(node, ast.FunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        else:
            yield from _imports(node, skip_methods=skip_methods)


def _named(tree: ast.Module, path: Path) -> Iterator[str]:
    """Modules that are imported by name: a registry's folder, a script beside its caller."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        text = node.value
        if text.startswith("shared.") and (ROOT / text.replace(".", "/")).is_dir():
            yield from (f"{text}.{each.stem}" for each in (ROOT / text.replace(".", "/")).glob("*.py"))
        elif text.endswith(".py") and "/" not in text and (path.parent / text).is_file():
            yield _name_of(path.parent / text)


def _path_of(module: str) -> Path | None:
    base = ROOT / module.replace(".", "/")
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


def _name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _with_parents(module: str) -> Iterator[Path]:
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        path = _path_of(".".join(parts[:depth]))
        if path is not None:
            yield path


def _data_of(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_file() and path.suffix != ".py":
            yield path
        elif path.is_dir() and path.name not in LEFT_OUT and not any(path.rglob("*.py")):
            yield from (data for data in path.rglob("*") if data.is_file())
