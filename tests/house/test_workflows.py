"""What CI does is what the Makefile does, with pinned actions and no more rights than reading.

Surprise: YAML reads the key `on` as the boolean True.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def read(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def test_there_is_one() -> None:
    assert WORKFLOWS


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_command_is_a_target_of_the_makefile(path: Path) -> None:
    commands = [line for step in steps(path) for line in step.get("run", "").splitlines()]
    assert commands
    for command in commands:
        assert re.fullmatch(r"make [a-z]+", command), "what CI alone can run, nobody can run after it failed"
        assert command.removeprefix("make ") in TARGETS


def test_changes_are_tested_and_both_clouds_packaged() -> None:
    (ci,) = WORKFLOWS
    assert {"push", "pull_request"} == read(ci)[True].keys()
    assert {"make test", "make package"} == {step["run"] for step in steps(ci) if "run" in step}
    recipe = MAKEFILE.split("\npackage:", 1)[1].split("\n\n", 1)[0]
    for part in ("deploy.bundle aws", "osls package", "deploy.bundle google"):
        assert part in recipe


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_to_a_commit_with_its_version_beside_it(path: Path) -> None:
    used = re.findall(r"uses: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert used
    for line in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_run_may_read_and_nothing_else_and_comes_to_an_end(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        assert job["timeout-minutes"] <= 60
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    assert "secrets." not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_what_caches_hang_on_is_there(path: Path) -> None:
    for step in steps(path):
        for name in step.get("with", {}).get("cache-dependency-path", "").split():
            assert (ROOT / name).is_file()
        for pattern in re.findall(r"hashFiles\('\*\*/([^']+)'\)", str(step)):
            assert (ROOT / pattern).is_file()
