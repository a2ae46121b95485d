"""`wordmill doctor`: well on a whole stack; and for every check something is broken that only it can find."""

import dataclasses
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest

from deploy.doctor import database as database_checks
from deploy.doctor.examination import CHECKS, Finding, examine
from deploy.doctor.patient import Ill, Patient
from deploy.local.stack import Stack
from deploy.secrets.ping import HINTED
from shared import __version__
from tests.cli.conftest import Wordmill, one_line
from tests.support.aws import ENVIRONMENT
from tests.support.databases import Database
from tests.support.doors import FUNCTIONS

PAGE = "https://app.example.org"
NAMES = sorted(path.parent.name for path in FUNCTIONS.glob("*/main.py"))


def patient_of(stack: Stack) -> Patient:
    return Patient(
        url=stack.url,
        functions_url=stack.functions_url,
        publishable_key=stack.publishable_key,
        secret_key=stack.secret_key,
        webhook_secret=stack.webhook_secret,
        database_url=stack.database_url,
        page=PAGE,
    )


@pytest.fixture
def patient(stack: Stack) -> Patient:
    return patient_of(stack)


def findings(patient: Patient, **changes: str) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(dataclasses.replace(patient, **changes))}


def ills(patient: Patient, **changes: str) -> dict[str, str]:
    return {name: found.words for name, found in findings(patient, **changes).items() if found.ok is False}


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
    assert skipped == {
        *("signed calls", "page", "tables", "buckets", "schema", "rights", "vault", "hints", "schedules"),
    }


def test_functions_with_addresses_of_their_own_are_well(patient: Patient):
    own = json.dumps({name: patient.address_of(name) for name in NAMES})
    assert ills(patient, functions_url=own) == {}


BREAK: dict[str, tuple[str, str, str]] = {
    # check: what breaks it, what mends it, what is said
    "visitors": (
        (
            "grant select on public.queue_heads to anon; "
            "create policy open on public.queue_heads for select to anon using (true)"
        ),
        "drop policy open on public.queue_heads; revoke select on public.queue_heads from anon",
        "anybody can read queue_heads",
    ),
    "tables": (
        "revoke select on public.exports from service_role",
        "grant select on public.exports to service_role",
        "not reachable: exports",
    ),
    "buckets": (
        "update storage.buckets set public = true where id = 'wordlist-exports'",
        "update storage.buckets set public = false where id = 'wordlist-exports'",
        "the bucket wordlist-exports is public",
    ),
    "schema": (
        "alter index public.idx_jobs_user_status rename to idx_gone",
        "alter index public.idx_gone rename to idx_jobs_user_status",
        "missing: index idx_jobs_user_status",
    ),
    "rights": (
        "alter table public.jobs disable row level security",
        "alter table public.jobs enable row level security",
        "without row level security: jobs",
    ),
    "vault": (
        "update vault.secrets set name = 'aside' where name = 'wordmill_webhook_secret'",
        "update vault.secrets set name = 'wordmill_webhook_secret' where name = 'aside'",
        "the vault has no wordmill_webhook_secret",
    ),
    "hints": (
        "update vault.secrets set secret = 'whsec_' || repeat('B', 44) where name = 'wordmill_webhook_secret'",
        "",
        "the last answer was 401",
    ),
    "schedules": (
        "update cron.job set active = false where jobname = 'wordmill-sweep'",
        "update cron.job set active = true where jobname = 'wordmill-sweep'",
        "not scheduled: wordmill-sweep",
    ),
}


@pytest.mark.parametrize("check", BREAK)
def test_what_is_broken_in_the_project_is_found(check: str, patient: Patient, monkeypatch: pytest.MonkeyPatch):
    breaks, mends, words = BREAK[check]
    monkeypatch.setattr(database_checks, "ECHO_SECONDS", 2.0)
    with psycopg.connect(patient.database_url, autocommit=True) as connection:
        connection.execute(breaks.encode())
        try:
            found = ills(patient)
        finally:
            connection.execute(mends.encode())
            vault = "update vault.secrets set secret = %s where name = 'wordmill_webhook_secret'"
            connection.execute(vault, (patient.webhook_secret,))
    assert words in found[check]


def test_other_rights_of_visitors_are_found(patient: Patient):
    cases = {
        "grant select on public.jobs to anon": ("revoke select on public.jobs from anon", "open to visitors: jobs"),
        "grant execute on function public.sweep_jobs to anon": (
            "revoke execute on function public.sweep_jobs from anon",
            "callable by visitors: public.sweep_jobs",
        ),
    }
    with psycopg.connect(patient.database_url, autocommit=True) as connection:
        for breaks, (mends, words) in cases.items():
            connection.execute(breaks.encode())
            try:
                with pytest.raises(Ill, match=words):
                    CHECKS["rights"](patient, None)  # type: ignore[arg-type] - it asks the database alone
            finally:
                connection.execute(mends.encode())


def test_a_schedule_whose_last_run_failed_is_found(patient: Patient):
    with psycopg.connect(patient.database_url, autocommit=True) as connection:
        row = connection.execute(
            "insert into cron.job_run_details (jobid, status, return_message) "
            "select jobid, 'failed', 'no such function' from cron.job where jobname = 'cleanup-uploads' returning runid"
        ).fetchone()
        try:
            with pytest.raises(Ill, match="cleanup-uploads failed when it ran last: no such function"):
                CHECKS["schedules"](patient, None)  # type: ignore[arg-type] - as above
        finally:
            connection.execute("delete from cron.job_run_details where runid = %s", row)


def test_an_address_that_is_missing_in_the_vault_is_found(patient: Patient):
    with psycopg.connect(patient.database_url, autocommit=True) as connection:
        change = "update vault.secrets set secret = %s where name = 'wordmill_functions_url'"
        connection.execute(change, (json.dumps({name: patient.address_of(name) for name in HINTED[:2]}),))
        try:
            with pytest.raises(Ill, match="no address for cleanup"):
                CHECKS["vault"](patient, None)  # type: ignore[arg-type] - as above
        finally:
            connection.execute(change, (patient.functions_url,))


def test_functions_that_hold_another_secret_are_found(patient: Patient, stack: Stack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(database_checks, "ECHO_SECONDS", 2.0)
    held = stack.home / "functions.json"
    before = held.read_text()
    held.write_text(json.dumps({"WORDMILL_WEBHOOK_SECRET": "whsec_" + "C" * 44}))
    try:
        time.sleep(1.2)
        found = ills(patient)
        assert "job_advance answered 401 to a signed call" in found["signed calls"]
    finally:
        held.write_text(before)
        time.sleep(1.2)


def test_functions_without_any_secret_are_found(patient: Patient):
    with listening(status=401, body={"detail": "no webhook secret is set; ..."}) as address:
        found = ills(patient, functions_url=_but(patient, job_advance=address))
    assert "job_advance has no webhook secret" in found["unsigned calls"]


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Patient]:
    """A stack that lets another page call only, and whose bucket of copies cannot be reached."""
    environment = {
        "WORDMILL_ALLOWED_ORIGINS": "https://another.example.org",
        "EXPORT_MIRROR_BUCKET": "copies",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
        **ENVIRONMENT,
    }
    home = tmp_path_factory.mktemp("strict") / "home"
    with Stack(home=home, port=0, durable=False, environment=environment) as running:
        yield patient_of(running)


def test_a_page_that_may_not_call_and_a_mirror_that_is_away_are_found(strict: Patient):
    found = ills(strict)
    assert found.keys() == {"page", "services"}
    assert found["services"] == "mirror unhealthy"
    assert f"{PAGE} may not call health" in found["page"]


@contextmanager
def listening(status: int = 200, *, body: object = None, **headers: str) -> Iterator[str]:
    """A server that answers everything alike: what stands where a function should."""

    class Answers(BaseHTTPRequestHandler):
        def answer(self) -> None:
            content = json.dumps(body).encode()
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response_only(status)
            for name, value in (
                {"date": self.date_time_string()} | headers | {"content-type": "application/json"}
            ).items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_OPTIONS = answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _but(patient: Patient, **others: str) -> str:
    """The stack's functions, and others in the place of some."""
    return json.dumps({name: patient.address_of(name) for name in NAMES} | others)


HEALTHY = {"checks": {"database": {"status": "healthy", "latency_ms": 1.0}}, "status": "healthy"}
STRANGERS: dict[str, tuple[str, Callable[[], object], str]] = {
    "services": ("health", lambda: listening(body=[]), "is the address right?"),
    "versions": (
        "job_control",
        lambda: listening(401, body={}, **{"wordmill-version": "0.0.9"}),
        f"job_control is 0.0.9; this is {__version__}",
    ),
    "clock": (
        "health",
        lambda: listening(body=HEALTHY, date="Fri, 27 Nov 2020 17:00:00 GMT"),
        "the clock of the functions is -",
    ),
    "sign-in": ("export_generation", lambda: listening(body={}), "export_generation answered 200"),
    "unsigned calls": ("cleanup", lambda: listening(body={}), "cleanup answered 200 to a call without a signature"),
    "signed calls": ("export_generation", lambda: listening(body={"pong": "hello"}), "no echo"),
}


def test_a_function_that_breaks_is_told_from_a_wrong_address(patient: Patient):
    with listening(500, body={"code": "internal"}) as address:
        assert (
            "answered 500; its log says why" in ills(patient, functions_url=_but(patient, health=address))["services"]
        )


@pytest.mark.parametrize("check", STRANGERS)
def test_what_stands_in_the_place_of_a_function_is_found(check: str, patient: Patient):
    function, stranger, words = STRANGERS[check]
    with stranger() as address:  # type: ignore[attr-defined]
        assert words in ills(patient, functions_url=_but(patient, **{function: address}))[check]


def test_every_check_is_made_to_fail_by_a_test():
    assert {*BREAK, *STRANGERS, "page"} == set(CHECKS)


def test_a_wrong_secret_key_reaches_no_table_and_no_bucket(patient: Patient):
    assert {"tables", "buckets"} <= ills(patient, secret_key="sb_secret_wrong").keys()


def test_a_database_without_the_migrations_is_told_what_it_lacks(patient: Patient, bare_database: Database):
    found = ills(patient, database_url=bare_database.url)
    assert "missing: " in found["schema"]
    assert {"vault", "hints", "schedules"} <= found.keys()


def test_addresses_that_are_no_json_are_told(patient: Patient):
    assert "neither an address nor a JSON object" in ills(patient, functions_url="{upload_intake}")["services"]
    assert "no address for health" in ills(patient, functions_url="{}")["services"]


def test_a_deployment_that_is_not_there_fails_and_says_so(wordmill: Wordmill):
    done = wordmill("doctor", "--url", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "ill     services        no answer (ConnectError)" in done.stdout


def test_without_a_stack_it_asks_for_an_address(wordmill: Wordmill):
    done = wordmill("doctor")
    assert done.returncode == 2
    assert "--url" in one_line(done.stderr)
