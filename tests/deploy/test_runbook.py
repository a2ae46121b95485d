"""The runbook's commands, one after the other, as somebody with a new project follows them; on the local stack.

Surprise: only what says "needs an account" is left out. Time is the one thing that is pretended: six minutes between
the two steps of a rotation.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from deploy.local.postgres import _embedded
from deploy.local.stack import Stack
from tests.support.doors import ROOT
from tests.support.people import sign_up

RUNBOOK = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
FENCES = [code for _, code in re.findall(r"^```(sh)\n(.*?)^```", RUNBOOK, re.MULTILINE | re.DOTALL)]
ACCOUNT = "# needs an account\n"
PAGE = "https://app.example.org"


@dataclass(frozen=True)
class Operator:
    """Somebody at a shell with the runbook's variables set."""

    stack: Stack
    desk: Path

    def run(self, script: str) -> str:
        """What a fence of the runbook says, or its failure."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.desk,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, script + done.stdout + done.stderr
        return done.stdout + done.stderr

    @property
    def environment(self) -> dict[str, str]:
        tools = [Path(sys.executable).parent, _embedded(), ROOT / "node_modules" / ".bin"]
        return {
            "PATH": os.pathsep.join([*map(str, tools), "/usr/bin", "/bin"]),
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.desk),
            "DO_NOT_TRACK": "1",
            "DATABASE_URL": self.stack.database_url,
            "SUPABASE_URL": self.stack.url,
            "SUPABASE_PUBLISHABLE_KEY": self.stack.publishable_key,
            "SUPABASE_SECRET_KEY": self.stack.secret_key,
            "WORDMILL_SECRETS": f"file:{self.stack.home.absolute() / 'functions.json'}",
            "PAGE": PAGE,
        }

    def fence(self, part: str) -> str:
        """The one fence with these words in it."""
        (found,) = [code for code in FENCES if part in code]
        return found

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with psycopg.connect(self.stack.database_url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """A project on its first day: migrated by the stack, with nothing of ours in its vault and no secret anywhere."""
    desk = tmp_path_factory.mktemp("desk")
    for name in ("supabase", "node_modules", "deploy", "shared", "functions", "serverless.yml"):
        (desk / name).symlink_to(ROOT / name)
    with Stack(home=tmp_path_factory.mktemp("runbook") / "home", port=0, durable=False) as stack:
        one = Operator(stack, desk)
        one.sql("delete from vault.secrets where name like 'wordmill_%%'")
        (stack.home / "functions.json").write_text("{}")
        (desk / "addresses.json").write_text(json.dumps(_addresses(stack)))
        yield one


def _addresses(stack: Stack) -> dict[str, str]:
    names = (path.parent.name for path in (ROOT / "functions").glob("*/main.py"))
    return {name: f"{stack.functions_url}/{name}" for name in names}


def test_the_runbook_is_followed_to_its_end(operator: Operator):
    said = ""
    for script in FENCES:
        if script.startswith(ACCOUNT):
            continue
        if "--finish" in script:
            operator.sql("update vault.secrets set updated_at = now() - interval '6 minutes'")
        if "doctor" in script or "--finish" in script:
            time.sleep(1.2)  # the local functions look into their store every second
        said += operator.run(script)
    assert "Nothing is missing" in said
    assert "ok      hints" in said
    assert not re.search(r"^ill ", said, re.MULTILINE)
    assert "The first secret is made" in said
    assert "Only the new secret is good now." in said
    assert "no document was completed" in said
    assert "drop view public.llm_cost_per_day;" in said
    assert "whsec_" not in said
    # The first rotation made the first secret, the second one another, and one is left.
    held = json.loads((operator.stack.home / "functions.json").read_text())["WORDMILL_WEBHOOK_SECRET"]
    assert operator.sql(
        "select decrypted_secret from vault.decrypted_secrets where name = 'wordmill_webhook_secret'"
    ) == [(held,)]
    assert "," not in held


def test_a_day_without_webhooks_is_made_up_for(operator: Operator):
    operator.sql("update net.local_faults set lost = 1")
    person = sign_up(operator.stack, "patient")
    jobs = []
    with httpx.Client(timeout=60, headers=person.headers) as http:
        for number in range(8):
            sent = {"file": (f"{number}.txt", f"Die Mühle mahlt {number} Säcke Korn.".encode())}
            answer = http.post(f"{operator.stack.functions_url}/upload_intake", files=sent, data={"target_lang": "en"})
            jobs.append(answer.raise_for_status().json()["job"]["id"])
    finished = "select count(*) from public.jobs where id = any (%s::uuid[]) and status = 'completed'"
    time.sleep(2)
    assert operator.sql(finished, jobs) == [(0,)], "no hint came through"
    operator.sql(
        "with door as (select private.open_door('time passes')) "
        "update public.jobs set hinted_at = hinted_at - interval '1 day', created_at = created_at - interval '1 day' "
        "from door where status = 'processing'"
    )
    operator.sql("update net.local_faults set lost = 0")
    operator.run(operator.fence("sweep_jobs"))
    deadline = time.monotonic() + 60
    while operator.sql(finished, jobs) != [(len(jobs),)]:
        assert time.monotonic() < deadline, operator.sql("select status, count(*) from public.jobs group by 1")
        time.sleep(0.1)
    assert operator.sql("select count(*) from public.wordlists where job_id = any (%s::uuid[])", jobs) == [(len(jobs),)]
    assert "GB-seconds" in operator.run(operator.fence("deploy.cost"))


def test_every_fence_is_run_or_needs_an_account():
    assert len(FENCES) > 10
    left_out = [code for code in FENCES if code.startswith(ACCOUNT)]
    assert all(re.search(r"\b(aws|gcloud|osls|deploy\.(google|redrive))\b", code) for code in left_out)
