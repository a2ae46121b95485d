"""A folder as a registry: each file in it is an entry, its name is the key.

Surprise: names are listed without importing anything, and input never chooses an import: only a name found on disk
is imported, when it is asked for, so that a function that writes CSV never pays for the spreadsheet library.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cached_property
from typing import Generic, TypeVar

from shared.errors import NotFound, WordmillError

T = TypeVar("T")


class Registry(Generic[T]):
    """Entries of one package. Every module in it binds its entry to `attribute`."""

    def __init__(
        self,
        package: str,
        attribute: str,
        *,
        what: str,
        missing: type[WordmillError] = NotFound,
    ) -> None:
        self._package = package
        self._attribute = attribute
        self._what = what
        self._missing = missing

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every key, sorted."""
        paths = importlib.import_module(self._package).__path__
        found = (module.name for module in pkgutil.iter_modules(paths))
        return tuple(sorted(name for name in found if not name.startswith("_")))

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def get(self, name: str) -> T:
        """The entry of that name, imported on its first use."""
        if name not in self.names:
            raise self._missing(f"no {self._what} {name!r}; try one of {', '.join(self.names)}")
        module = importlib.import_module(f"{self._package}.{name}")
        entry: T = getattr(module, self._attribute)
        return entry
