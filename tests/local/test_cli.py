"""The command line: what it prints, and which exit code it leaves with."""

import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from deploy.local.cli.app import command_names
from deploy.local.process import free_port

WORDMILL = [sys.executable, "-c", "from deploy.local.cli import main; main()"]
ENVIRONMENT = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "PYTHONPATH": str(Path(__file__).parents[2])}


def wordmill(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*WORDMILL, *arguments], capture_output=True, text=True, check=False, cwd=cwd, env=ENVIRONMENT, timeout=60
    )


def test_it_tells_its_version(tmp_path: Path):
    done = wordmill("--version", cwd=tmp_path)
    assert done.returncode == 0
    assert re.fullmatch(r"wordmill \d+\.\d+\.\d+\n", done.stdout)


def test_help_names_every_command_without_importing_one(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *WORDMILL[1:], "--help"],
        capture_output=True, text=True, check=False, cwd=tmp_path, env=ENVIRONMENT,
    )  # fmt: skip
    assert done.returncode == 0
    for name in command_names():
        assert re.search(rf"\b{name}\b", done.stdout), name
    for heavy in ("psycopg", "supabase", "httpx", "deploy.local.cli.commands."):
        assert heavy not in done.stderr, heavy


@pytest.mark.parametrize("name", command_names())
def test_every_command_explains_itself(tmp_path: Path, name: str):
    done = wordmill(name, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "Usage: wordmill" in done.stdout


def test_an_unknown_command_is_the_users_error(tmp_path: Path):
    done = wordmill("grind", cwd=tmp_path)
    assert done.returncode == 2
    assert "grind" in done.stderr


def test_a_taken_port_is_one_line_and_exit_code_2(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = wordmill("up", "--port", str(port), cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        f"wordmill: port {port} is taken by another program; stop it, or choose another with --port\n"
    )


def test_nothing_running_is_said_plainly(tmp_path: Path):
    assert wordmill("status", cwd=tmp_path).returncode == 1
    assert json.loads(wordmill("status", "--json", cwd=tmp_path).stdout) == {"running": False}
    assert_nothing_runs(tmp_path)


def assert_nothing_runs(home: Path) -> None:
    """Not even a database that was left behind."""
    done = wordmill("down", cwd=home)
    assert (done.returncode, done.stdout) == (0, "Nothing was running.\n")


@pytest.mark.parametrize("stop", ["ctrl-c", "down"])
def test_up_status_and_down_are_one_life(tmp_path: Path, stop: str):
    port = free_port()
    with subprocess.Popen(
        [*WORDMILL, "up", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path,
        env={**ENVIRONMENT, "COLUMNS": "60"},  # narrower than its longest address, which must come whole all the same
    ) as up:  # fmt: skip
        assert up.stdout is not None
        said = ""
        while "Ctrl-C" not in said:
            line = up.stdout.readline()
            assert line, said
            said += line
        status = json.loads(wordmill("status", "--json", cwd=tmp_path).stdout)
        shown = wordmill("status", cwd=tmp_path)
        second = wordmill("up", "--port", str(free_port()), cwd=tmp_path)
        if stop == "down":
            assert wordmill("down", cwd=tmp_path).stdout == "Stopped.\n"
        else:
            up.send_signal(signal.SIGINT)
        assert up.wait(60) == 0
    assert status["url"] == f"http://127.0.0.1:{port}"
    for wanted in (status["url"], status["publishable_key"], status["secret_key"], status["database_url"]):
        assert wanted in said
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in ("postgres", "front", "functions", "workers"))
    assert second.returncode == 2
    assert second.stderr.startswith("wordmill: the local stack over ")
    assert f"runs already at {status['url']}" in second.stderr
    assert len(second.stderr.splitlines()) == 1
    assert json.loads(wordmill("status", "--json", cwd=tmp_path).stdout) == {"running": False}


def test_a_terminal_that_is_closed_takes_its_stack_along(tmp_path: Path):
    port = free_port()
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [*WORDMILL, "up", "--port", str(port)],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env=ENVIRONMENT, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads here yet
    ) as up:  # fmt: skip
        os.close(theirs)
        said = b""
        while b"Ctrl-C" not in said:
            said += os.read(ours, 1000)
        os.close(ours)
        up.wait(60)
    assert_nothing_runs(tmp_path)
