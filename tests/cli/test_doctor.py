"""`wordmill doctor`: well on a whole stack, and each illness found by name."""

import dataclasses
import json
from pathlib import Path

import pytest

from deploy.local.cli.checkup import CHECKS, Finding, Patient, examine
from deploy.local.stack import Stack
from tests.cli.conftest import SAMPLES, Wordmill, one_line
from tests.support.databases import Database


@pytest.fixture
def patient(stack: Stack) -> Patient:
    return Patient(
        url=stack.url,
        functions_url=stack.functions_url,
        publishable_key=stack.publishable_key,
        secret_key=stack.secret_key,
        webhook_secret=stack.webhook_secret,
        database_url=stack.database_url,
        page="https://app.example.org",
    )


def findings(patient: Patient, **changes: str) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(dataclasses.replace(patient, **changes))}


def test_the_running_stack_is_well(wordmill: Wordmill, beside_a_stack: Path):
    done = wordmill("doctor", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["check"] for line in lines] == list(CHECKS)
    assert all(line["ok"] for line in lines), lines
    assert done.returncode == 0


def test_a_line_per_check_for_people(wordmill: Wordmill, beside_a_stack: Path):
    done = wordmill("doctor")
    assert len(done.stdout.splitlines()) == len(CHECKS)
    assert all(line.startswith("ok ") for line in done.stdout.splitlines())


def test_what_lacks_a_key_is_skipped_and_not_passed(patient: Patient):
    found = findings(patient, secret_key="", webhook_secret="", database_url="", page="")
    skipped = {name for name, finding in found.items() if finding.ok is None}
    assert skipped == {"signed calls", "tables", "buckets", "page", "schema"}


def test_another_webhook_secret_is_found_out(patient: Patient):
    found = findings(patient, webhook_secret="whsec_" + "A" * 44)
    assert found["signed calls"].ok is False
    assert "is it the functions' secret" in found["signed calls"].words
    assert found["unsigned calls"].ok


def test_rows_that_anybody_can_read_are_found_out(wordmill: Wordmill, beside_a_stack: Path, patient: Patient):
    assert wordmill("run", SAMPLES / "aceite-de-oliva.xlsx", "--to", "en", "--format", "").returncode == 0
    # Whoever holds the secret key sees all rows: a project without policies looks like this to every visitor.
    found = findings(patient, publishable_key=patient.secret_key)
    assert found["visitors"].ok is False
    assert "anybody can read" in found["visitors"].words
    assert "jobs" in found["visitors"].words


def test_a_wrong_secret_key_reaches_no_table_and_no_bucket(patient: Patient):
    found = findings(patient, secret_key="sb_secret_wrong")
    assert found["tables"].ok is False
    assert found["buckets"].ok is False


def test_a_database_without_the_migrations_is_told_what_it_lacks(patient: Patient, bare_database: Database):
    found = findings(patient, database_url=bare_database.url)
    assert found["schema"].ok is False


def test_a_deployment_that_is_not_there_fails_and_says_so(wordmill: Wordmill):
    done = wordmill("doctor", "--url", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "ill     functions       no answer (ConnectError)" in done.stdout


def test_without_a_stack_it_asks_for_an_address(wordmill: Wordmill):
    done = wordmill("doctor")
    assert done.returncode == 2
    assert "--url" in one_line(done.stderr)
