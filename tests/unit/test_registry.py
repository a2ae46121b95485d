"""A folder as a registry."""

import sys
from pathlib import Path

import pytest

from shared.errors import NotFound, UnknownFormat
from shared.registry import Registry


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package of three entries, one of them private, one of them broken."""
    name = f"shelf_{tmp_path.name.replace('-', '_')}"
    folder = tmp_path / name
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "apple.py").write_text("ENTRY = 'an apple'")
    (folder / "_worm.py").write_text("ENTRY = 'not for sale'")
    (folder / "broken.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    return name


def test_names_are_listed_without_importing_any_entry(shelf: str):
    registry: Registry[str] = Registry(shelf, "ENTRY", what="fruit")
    assert registry.names == ("apple", "broken")
    assert list(registry) == ["apple", "broken"]
    assert not {f"{shelf}.apple", f"{shelf}.broken"} & set(sys.modules)


def test_an_entry_is_imported_when_it_is_asked_for(shelf: str):
    assert Registry[str](shelf, "ENTRY", what="fruit").get("apple") == "an apple"
    assert f"{shelf}.apple" in sys.modules


@pytest.mark.parametrize("name", ["_worm", "pear", "../apple", "apple.py", "", "os"])
def test_only_a_name_on_the_shelf_is_found(shelf: str, name: str):
    registry: Registry[str] = Registry(shelf, "ENTRY", what="fruit")
    assert name not in registry
    with pytest.raises(NotFound, match=r"no fruit .*; try one of apple, broken"):
        registry.get(name)


def test_the_error_is_the_one_the_registry_was_made_with(shelf: str):
    with pytest.raises(UnknownFormat):
        Registry[str](shelf, "ENTRY", what="fruit", missing=UnknownFormat).get("pear")
