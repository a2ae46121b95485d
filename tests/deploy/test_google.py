"""What `python -m deploy.google --dry-run` prints fits the manifest, and a bundle starts where nothing is installed."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from deploy.bundle.make import function_names, lay_out
from deploy.google import MOUNTED, Target, cron_of, manifest, steps
from tests.support.doors import ENVIRONMENT, ROOT

TARGET = Target(
    "wordmill-prod",
    "europe-west3",
    "123456789",
    {
        "SUPABASE_URL": "https://abc.supabase.co",
        "WORDMILL_ALLOWED_ORIGINS": "https://a.example.org,https://b.example.org",
    },
)
COMMANDS = [command for step in steps(TARGET) for command in step]
DEPLOYS = [command for command in COMMANDS if command[1:3] == ["run", "deploy"]]
SCHEDULES = [command for command in COMMANDS if command[1:4] == ["scheduler", "jobs", "create"]]
GCLOUD = """#!/bin/sh
# A project that has nothing yet: what is only described or updated is not there. Remembers what it was asked.
printf '%s\\n' "$*" >> "$(dirname "$0")/asked"
case "$*" in *describe*|*update*) exit 1 ;; *FORBIDDEN*) exit 2 ;; esac
"""


def option(command: list[str], name: str) -> str:
    (found,) = [word.partition("=")[2] for word in command if word.startswith(f"--{name}=")]
    return found


def test_every_function_of_the_manifest_is_deployed_with_its_limits() -> None:
    entries = manifest()["functions"]
    assert [command[3] for command in DEPLOYS] == [f"wordmill-{name.replace('_', '-')}" for name in entries]
    for command, (name, entry) in zip(DEPLOYS, entries.items(), strict=True):
        assert option(command, "source") == f"build/google/{name}"
        assert option(command, "set-build-env-vars") == f"GOOGLE_FUNCTION_SOURCE=functions/{name}/main.py"
        assert option(command, "timeout") == str(entry["timeout"])
        assert option(command, "max-instances") == str(entry["reservedConcurrency"])
        assert re.fullmatch(r"\d+Mi", option(command, "memory"))
    assert sorted(entries) == function_names()


def test_secrets_come_from_a_mounted_secret_and_never_from_the_command_line() -> None:
    for command in DEPLOYS:
        assert option(command, "set-secrets") == "/secrets/wordmill.json=wordmill:latest"
        variables = dict(pair.split("=", 1) for pair in option(command, "set-env-vars").removeprefix("^|^").split("|"))
        assert variables["WORDMILL_SECRETS"] == "file:/secrets/wordmill.json"
        assert not [name for name in variables if name.endswith(("_KEY", "_SECRET"))]


def test_functions_run_as_an_account_that_may_read_their_secret_and_nothing_else() -> None:
    account = "wordmill-functions@wordmill-prod.iam.gserviceaccount.com"
    assert {option(command, "service-account") for command in DEPLOYS} == {account}
    (binding,) = [command for command in COMMANDS if "add-iam-policy-binding" in command]
    assert binding[1:4] == ["secrets", "add-iam-policy-binding", "wordmill"]
    assert option(binding, "member") == f"serviceAccount:{account}"
    assert option(binding, "role") == "roles/secretmanager.secretAccessor"


def test_a_list_of_origins_survives_the_command_line() -> None:
    variables = option(DEPLOYS[0], "set-env-vars").removeprefix("^|^").split("|")
    assert "WORDMILL_ALLOWED_ORIGINS=https://a.example.org,https://b.example.org" in variables


def test_every_rhythm_of_the_manifest_is_scheduled_under_an_identity_that_cleanup_knows() -> None:
    events = manifest()["functions"]["cleanup"]["events"]
    assert len(SCHEDULES) == len(events) == 4
    (cleanup,) = [command for command in DEPLOYS if command[3] == "wordmill-cleanup"]
    known = dict(pair.split("=", 1) for pair in option(cleanup, "set-env-vars").removeprefix("^|^").split("|"))
    for command, event in zip(SCHEDULES, events, strict=True):
        assert option(command, "oidc-service-account-email") == known["WORDMILL_SCHEDULER_ACCOUNT"]
        assert option(command, "oidc-token-audience") == known["WORDMILL_SCHEDULER_AUDIENCE"] == option(command, "uri")
        assert option(command, "schedule") == cron_of(event["schedule"]["rate"])


@pytest.mark.parametrize(
    ("rate", "cron"),
    [("rate(1 minute)", "* * * * *"), ("rate(15 minutes)", "*/15 * * * *"), ("rate(1 hour)", "0 * * * *")],
)
def test_a_rate_is_the_same_rhythm_in_cron(rate: str, cron: str) -> None:
    assert cron_of(rate) == cron


def run(path: str, *more: str) -> "subprocess.CompletedProcess[str]":
    arguments = ["--project", "p", "--number", "1", "--set", "SUPABASE_URL=https://abc.supabase.co", *more]
    return subprocess.run(
        [sys.executable, "-m", "deploy.google", *arguments],
        cwd=ROOT,
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_dry_run_prints_what_a_shell_would_run_and_runs_nothing() -> None:
    done = run("/nonexistent", "--dry-run")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert len(lines) == 3 + len(function_names()) + 4
    assert all(shlex.split(command)[0] == "gcloud" for line in lines for command in line.split(" || "))


@pytest.fixture
def gcloud(tmp_path: Path) -> Path:
    (tmp_path / "gcloud").write_text(GCLOUD)
    (tmp_path / "gcloud").chmod(0o700)
    return tmp_path


def test_what_is_not_there_is_made_and_every_command_runs_as_it_was_printed(gcloud: Path) -> None:
    done = run(f"{gcloud}:/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    printed = [" ".join(shlex.split(each)[1:]) for line in done.stdout.splitlines() for each in line.split(" || ")]
    assert (gcloud / "asked").read_text().splitlines() == printed


def test_a_command_that_fails_stops_those_after_it(gcloud: Path) -> None:
    done = run(f"{gcloud}:/usr/bin:/bin", "--secret", "FORBIDDEN")
    assert done.returncode == 1
    assert "stopped" in done.stderr
    assert "run deploy" not in (gcloud / "asked").read_text()


def test_a_bundle_starts_under_functions_framework_from_what_the_command_gives_it_and_nothing_else(
    tmp_path: Path,
) -> None:
    home = tmp_path / "job_control"
    mounted = tmp_path / "wordmill.json"
    mounted.write_text(json.dumps(ENVIRONMENT))
    (deploy,) = [command for command in DEPLOYS if command[3] == "wordmill-job-control"]
    given = dict(pair.split("=", 1) for pair in option(deploy, "set-env-vars").removeprefix("^|^").split("|"))
    given["WORDMILL_SECRETS"] = given["WORDMILL_SECRETS"].replace(MOUNTED, str(mounted))
    lay_out("job_control", home, source="environment", runners=("functions_framework",))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = f"import sys; sys.path[:0] = [{str(home)!r}]; from functions_framework._cli import _cli; _cli()"
    options = [
        "--target",
        "main",
        "--source",
        "functions/job_control/main.py",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        [os.path.realpath(sys.executable), "-I", "-S", "-c", start, *options],
        cwd=home,
        env={"PATH": "/usr/bin:/bin", **given},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        assert _status(port, "GET") == 405
        assert _status(port, "POST") == 401
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _status(port: int, method: str) -> int:
    for _ in range(400):
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request(method, "/", body="{}", headers={"Content-Type": "application/json"})
            return connection.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise AssertionError("the function did not start")
