"""Files and functions stay small enough to be read in one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_ENTRY = 250, 40, 60


def modules() -> list[Path]:
    found = [path for room in ("shared", "functions", "deploy") for path in (ROOT / room).rglob("*.py")]
    return sorted(path for path in found if "node_modules" not in path.parts)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def definitions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_module_is_under_250_lines_and_its_functions_under_40(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < LONGEST_MODULE
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in definitions(path)
        if (node.end_lineno or 0) - node.lineno + 1 >= LONGEST_FUNCTION
    ]
    assert not long


@pytest.mark.parametrize("path", sorted((ROOT / "functions").glob("*/main.py")), ids=named)
def test_an_entry_is_under_60_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < LONGEST_ENTRY


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_module_opens_by_saying_what_it_decides_and_what_surprises(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = ast.get_docstring(tree) or ""
    assert said or not tree.body, "the module has no docstring"
    decides = any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body)
    if decides and path.name not in {"__init__.py", "__main__.py"}:
        assert len(said.split("\n\n")) > 1, "after what it decides, a module's docstring tells the one surprise in it"
