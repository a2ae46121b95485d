"""The installed command in a folder of its own, with or without a stack in it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from deploy.local.stack import Stack

PROJECT = Path(__file__).parents[2]
SAMPLES = PROJECT / "deploy/local/samples"
COMMAND = [sys.executable, "-c", "from deploy.local.cli import main; main()"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PROJECT)}

Wordmill = Callable[..., "subprocess.CompletedProcess[str]"]


def started(
    *arguments: object, cwd: Path, env_more: Mapping[str, str] | None = None, **more: Any
) -> "subprocess.Popen[str]":
    """The command, running, with its output in pipes."""
    pipes: Mapping[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **more}
    environment = ENVIRONMENT | dict(env_more or {})
    return subprocess.Popen([*COMMAND, *map(str, arguments)], cwd=cwd, env=environment, **pipes)


@pytest.fixture
def wordmill(tmp_path: Path) -> Wordmill:
    """`wordmill ARGUMENTS` in an empty folder, to its end."""

    def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
        with started(*arguments, cwd=tmp_path) as process:
            out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    return run


@pytest.fixture
def beside_a_stack(tmp_path: Path, stack: Stack) -> Path:
    """A folder in which a stack runs already."""
    (tmp_path / ".wordmill").symlink_to(stack.home, target_is_directory=True)
    return tmp_path


def one_line(text: str) -> str:
    """The only line of `text`."""
    (line,) = text.splitlines()
    return line


def problem(text: str) -> dict[str, Any]:
    found = json.loads(one_line(text))
    assert {"type", "title", "status", "detail", "code", "request_id"} <= set(found)
    return dict(found)
