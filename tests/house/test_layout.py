"""A test stands where its subject stands, and the version is one."""

import subprocess
import tomllib
from pathlib import Path

import pytest

import shared

ROOT = Path(__file__).parents[2]
UNIT_TESTS = sorted((ROOT / "tests" / "unit").rglob("test_*.py"))


@pytest.mark.parametrize("path", UNIT_TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_unit_test_has_a_subject_at_the_same_place(path: Path) -> None:
    inside = path.relative_to(ROOT / "tests" / "unit")
    subject = ROOT / "shared" / inside.with_name(inside.name.removeprefix("test_"))
    assert subject.exists() or subject.with_suffix("").is_dir()


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == shared.__version__


def test_what_tools_leave_behind_is_not_kept() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    hidden = {path.name for path in ROOT.glob(".*") if path.is_dir()}
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    kept = {name.split("/")[0] for name in listed.stdout.splitlines()}
    assert hidden & kept == {".ci", ".github"}
