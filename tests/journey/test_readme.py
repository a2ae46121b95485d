"""Every curl of the README, typed as it stands there, against the stack."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from deploy.local.stack import Stack
from tests.support.make_samples import SAMPLES
from tests.support.quiet import no_hints

README = Path(__file__).parents[2] / "README.md"
# Quiet, and a status of 400 or more is a failure; not every machine has uuidgen.
SHELL = """
curl() { command curl --silent --show-error --fail-with-body "$@"; }
uuidgen() { cat /proc/sys/kernel/random/uuid; }
"""
pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on the PATH")


def curls() -> list[str]:
    """The commands in the order they stand."""
    section = README.read_text(encoding="utf-8").partition("## Call it")[2].partition("\n## ")[0]
    return re.findall(r"^curl (?:[^\n]*\\\n)*[^\n]*", section, re.MULTILINE)


class Typist:
    """Somebody at a shell, with the README beside it."""

    def __init__(self, folder: Path, stack: Stack) -> None:
        self.folder = folder
        self.left = curls()
        self.known = {"URL": stack.url, "KEY": stack.publishable_key, "PATH": os.environ["PATH"]}
        shutil.copy(SAMPLES / "wassermuehle.pdf", folder / "muehle.pdf")

    def type(self, holding: str, **instead: str) -> Any:
        """The next command, which has to be about `holding`; `...` in it and other words give way to what is known."""
        command = self.left.pop(0)
        assert holding in command
        for word, ours in instead.items():
            old = {"dots": '"..."', "email": "ada@example.com"}[word]
            assert old in command
            command = command.replace(old, f'"{ours}"' if word == "dots" else ours)
        done = subprocess.run(
            ["bash", "-c", SHELL + command],
            cwd=self.folder,
            env=self.known,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return json.loads(done.stdout)


def test_each_command_does_what_the_readme_says_of_it(tmp_path: Path, stack: Stack):
    typist = Typist(tmp_path, stack)
    typist.known["TOKEN"] = typist.type("/auth/v1/signup", email=f"ada-{uuid4()}@example.com")["access_token"]
    small = typist.type("-F file=@muehle.pdf")
    assert set(small) == {"document", "job"}
    ticket = typist.type('"size_bytes"')
    assert {"document_id", "upload", "expires_at"} == set(ticket)
    typist.known |= {"UPLOAD_URL": ticket["upload"]["url"], "JOB": small["job"]["id"]}
    typist.type("-X PUT")
    with psycopg.connect(stack.database_url, autocommit=True) as database, no_hints(database):  # so that it can wait
        large = typist.type('"complete"', dots=ticket["document_id"])
    looking = typist.left[0]
    until = time.monotonic() + 120
    while typist.type("/rest/v1/jobs")[0]["status"] != "completed":
        assert time.monotonic() < until
        typist.left.insert(0, looking)
        time.sleep(0.2)
    (wordlist,) = typist.type("/rest/v1/wordlists")
    assert wordlist["pairs"]
    assert typist.type("/job_control", dots=large["job"]["id"])["status"] == "cancelled"
    assert typist.type("/rpc/correct_zone", dots=small["document"]["id"])["corrected"].startswith("Der Kupferschmied")
    assert typist.type('"rebuild"', dots=small["job"]["id"])["stages"][0] == "cleaning"
    written = typist.type("/export_generation", dots=wordlist["id"])
    assert written["url"].startswith("http")
    corrected = typist.type("/rpc/correct_pair", dots=wordlist["id"])
    assert {pair["translation"] for pair in corrected if pair["source"] == "learner"} == {"flour mill"}
    assert typist.type("/rest/v1/vocabulary")[0]["known"]
    assert typist.type("/health")["status"] == "healthy"
    assert typist.left == []
