"""The check for secrets in logs finds what is put there; or it would be no check."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import doors
from tests.support.canary import DOCUMENT_WORD, FIXED, LLM_KEY, leaks_below, secrets_in

ROOT = Path(__file__).parents[2]
LEAKS = {
    "print": f"def test_a(): print('user says {DOCUMENT_WORD}')",
    "log record": f"def test_a():\n    import logging\n    logging.warning('key {LLM_KEY}')",
    "fixture": (
        "import pytest, sys\n@pytest.fixture\ndef noisy():\n    yield\n"
        f"    sys.stderr.write('{doors.JWT_SECRET}')\ndef test_a(noisy): pass"
    ),
    "child": (
        "def test_a(tmp_path):\n    (tmp_path / 'logs').mkdir()\n"
        "    (tmp_path / 'keys.json').write_text('{\"database_password\": \"hunter-two\"}')\n"
        "    (tmp_path / 'logs' / 'functions.log').write_text('connecting with hunter-two')"
    ),
}


@pytest.fixture
def aside(tmp_path: Path) -> Iterator[Path]:
    """A folder that is gone before the check of this very run looks for leaks."""
    yield tmp_path
    shutil.rmtree(tmp_path)


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(code, encoding="utf-8")
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.support.canary",
            "-q",
            "test_it.py",
            f"--basetemp={folder / 't'}",
        ],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("where", LEAKS)
def test_a_leak_fails_the_run_without_being_repeated(aside: Path, where: str) -> None:
    done = run(LEAKS[where], aside)
    assert done.returncode == 1, done.stdout
    assert "holds" in done.stdout
    assert not secrets_in(done.stdout + done.stderr)
    assert "hunter-two" not in done.stdout + done.stderr


def test_a_run_without_a_leak_passes(aside: Path) -> None:
    done = run("def test_a(): print('sb_publishable_test, eyJ is no token')", aside)
    assert done.returncode == 0, done.stdout


def test_every_secret_of_the_tests_is_known_to_it() -> None:
    for secret in (doors.ENVIRONMENT["SUPABASE_SECRET_KEY"], doors.JWT_SECRET, doors.WEBHOOK_SECRET,
                   doors.OLD_WEBHOOK_SECRET, doors.user_token(), *FIXED.values()):  # fmt: skip
        assert secrets_in(f"a line with {secret} in it")


def test_only_logs_are_looked_at_and_all_of_them(aside: Path) -> None:
    for name in ("a/logs/functions.log", "b/functions.old.log", "c/notes.txt", "postgres/base/1.log"):
        path = aside / name
        path.parent.mkdir(parents=True)
        path.write_text(f"{LLM_KEY}\n", encoding="utf-8")
    found = leaks_below(aside)
    assert [leak.split(" holds ")[0] for leak in sorted(found)] == [
        str(aside / "a/logs/functions.log"), str(aside / "b/functions.old.log"),
    ]  # fmt: skip
