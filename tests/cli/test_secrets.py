"""`wordmill secrets rotate` on the running stack: two secrets are good, then one, and no hint is lost meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg

from deploy.local.children import SECRETS_SECONDS
from deploy.local.stack import Stack
from deploy.secrets.ping import HINTED, ping
from tests.cli.conftest import Wordmill, one_line
from tests.support.people import sign_up

SEND_HINT = """select private.send_hint('job_advance', '{"type": "PING"}')"""


def takes(stack: Stack, secret: str) -> set[bool]:
    with httpx.Client(timeout=20) as http:
        return {ping(http, f"{stack.functions_url}/{name}", secret=secret).good for name in HINTED}


def finished(wordmill: Wordmill) -> str:
    """The output of --finish, which says how long to wait when it is too early."""
    for _ in range(10):
        done = wordmill("secrets", "rotate", "--finish")
        if done.returncode == 0:
            return done.stdout
        assert "try again in" in one_line(done.stderr)
        time.sleep(0.5)
    raise AssertionError(done.stderr)


@contextmanager
def busy(work: Callable[[], object], pause: float = 0.02) -> Iterator[None]:
    """Work without a pause, in a thread of its own."""
    enough = threading.Event()

    def run() -> None:
        while not enough.is_set():
            work()
            enough.wait(pause)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


@contextmanager
def uploads(stack: Stack) -> Iterator[list[str]]:
    """The ids of jobs that come in all the time."""
    person, jobs = sign_up(stack, "rotating"), []
    with httpx.Client(timeout=60, headers=person.headers) as http:

        def upload() -> None:
            sent = {"file": ("mill.txt", f"Die Mühle mahlt {len(jobs)} Säcke Korn.".encode())}
            answer = http.post(f"{stack.functions_url}/upload_intake", files=sent, data={"target_lang": "en"})
            if answer.status_code != 429:
                jobs.append(answer.raise_for_status().json()["job"]["id"])

        with busy(upload, pause=0.3):
            yield jobs


@contextmanager
def hints(stack: Stack) -> Iterator[None]:
    """The database signs and sends one all the time."""
    with psycopg.connect(stack.database_url, autocommit=True) as database, busy(lambda: database.execute(SEND_HINT)):
        yield


def test_nothing_is_lost_while_the_secret_is_rotated_under_traffic(
    wordmill: Wordmill, beside_a_stack: Path, stack: Stack
):
    old = stack.webhook_secret
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        (start,) = database.execute("select clock_timestamp()").fetchone() or (None,)
        with uploads(stack) as jobs, hints(stack):
            begun = wordmill("secrets", "rotate")
            assert begun.returncode == 0, begun.stderr
            new = stack.webhook_secret
            assert new != old
            assert takes(stack, old) == {True}, "still good while the rotation lasts"
            ended = finished(wordmill)
            assert takes(stack, new) == {True}
            time.sleep(SECRETS_SECONDS + 0.5)
            assert takes(stack, old) == {False}, "no good any more"
            assert takes(stack, new) == {True}
        assert len(jobs) > 3
        deadline = time.monotonic() + 30
        left = "select count(*) from public.jobs where id = any (%s::uuid[]) and status <> 'completed'"
        while database.execute(left, (jobs,)).fetchone() != (0,):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        came = "select status_code, count(*) from net._http_response where created >= %s group by 1"
        answers = dict(database.execute(came, (start,)).fetchall())
        # None: the worker was busy for longer than pg_net waits, which is no refusal.
        assert answers.keys() <= {200, None}
        assert answers[200] > 100
        again = "select max(hints) from public.jobs where id = any (%s::uuid[])"
        assert database.execute(again, (jobs,)).fetchone() == (0,), "no hint had to be sent a second time"
    said = begun.stdout + begun.stderr + ended
    assert not [secret for secret in (old, new) if secret in said or secret.removeprefix("whsec_") in said]
    for log in stack.log_folder.glob("*.log"):
        text = log.read_text(encoding="utf-8", errors="replace")
        assert not [secret for secret in (old, new) if secret.removeprefix("whsec_") in text], log


def test_a_second_rotation_waits_for_the_end_of_the_first(wordmill: Wordmill, beside_a_stack: Path, stack: Stack):
    assert wordmill("secrets", "rotate").returncode == 0
    refused = wordmill("secrets", "rotate")
    assert refused.returncode == 2
    assert "--finish" in one_line(refused.stderr)
    finished(wordmill)
    assert "no rotation is under way" in one_line(wordmill("secrets", "rotate", "--finish").stderr)


def test_a_step_that_broke_off_half_way_is_done_again(wordmill: Wordmill, beside_a_stack: Path, stack: Stack):
    before = (stack.home / "functions.json").read_bytes()
    assert wordmill("secrets", "rotate").returncode == 0
    both = (stack.home / "functions.json").read_bytes()
    finished(wordmill)
    # The vault was changed and the store was not.
    (stack.home / "functions.json").write_bytes(both)
    finished(wordmill)
    assert (stack.home / "functions.json").read_bytes() not in {before, both}
    assert wordmill("doctor").returncode == 0


def test_a_rotation_needs_both_sides(wordmill: Wordmill, stack: Stack, tmp_path: Path):
    refused = wordmill("secrets", "rotate", "--db", stack.database_url)
    assert (refused.returncode, "--store" in one_line(refused.stderr)) == (2, True)
    (tmp_path / "other.json").write_text("{}")
    refused = wordmill("secrets", "rotate", "--db", stack.database_url, "--store", f"file:{tmp_path}/other.json")
    assert "is it the right store" in one_line(refused.stderr)
    assert wordmill("secrets", "rotate").returncode == 2


def test_a_rotation_does_not_end_while_a_function_refuses_the_new_secret(
    wordmill: Wordmill, beside_a_stack: Path, stack: Stack
):
    lacking = "cleanup"
    assert wordmill("secrets", "rotate").returncode == 0
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        url = "select id, decrypted_secret from vault.decrypted_secrets where name = 'wordmill_functions_url'"
        secret_id, base = database.execute(url).fetchone() or (None, "")
        each = {name: f"{base}/{'health' if name == lacking else name}" for name in HINTED}
        database.execute("select vault.update_secret(%s, %s::jsonb::text)", (secret_id, str(each).replace("'", '"')))
        try:
            time.sleep(SECRETS_SECONDS + 1)
            refused = wordmill("secrets", "rotate", "--finish")
            assert f"{lacking} answered 405" in one_line(refused.stderr)
        finally:
            database.execute("select vault.update_secret(%s, %s)", (secret_id, base))
    finished(wordmill)
