"""The stack as a whole: what it refuses, what it survives, what it leaves behind."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from deploy.local.process import LocalStackError, PortTaken, free_port, is_alive
from deploy.local.stack import Stack
from tests.local.conftest import PROJECT
from tests.support.people import PASSWORD, administrator, sign_up, visitor

HOLD = """
import sys, time
from pathlib import Path
from deploy.local.stack import Stack
stack = Stack(home=Path(sys.argv[1]), port=0, durable=False, project=Path(sys.argv[2]), functions=())
stack.start()
print(stack.url, flush=True)
time.sleep(600)
"""


def family(stack: Stack) -> list[psutil.Process]:
    return [one for pid in stack.pids.values() for root in [psutil.Process(pid)] for one in [root, *root.children()]]


def eventually(is_so: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_nothing_listens_beyond_loopback(plain_stack: Stack):
    listening = [
        connection.laddr
        for process in family(plain_stack)
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert {address.ip for address in listening} == {"127.0.0.1"}
    assert {address.port for address in listening} >= {plain_stack.port}
    with socket.socket() as outside:
        outside.settimeout(2)
        assert outside.connect_ex((own_address(), plain_stack.port)) != 0


def own_address() -> str:
    for addresses in psutil.net_if_addrs().values():
        for one in addresses:
            if one.family == socket.AF_INET and not one.address.startswith("127."):
                return one.address
    return "127.0.0.2"


def test_only_the_owner_reads_keys_and_data(plain_stack: Stack):
    for name in ("keys.json", "stack.json", "postgres", "storage"):
        assert stat.S_IMODE((plain_stack.home / name).stat().st_mode) & 0o077 == 0, name


def test_keys_look_like_supabases_and_passwords_are_asked_for(plain_stack: Stack):
    assert plain_stack.publishable_key.startswith("sb_publishable_")
    assert plain_stack.secret_key.startswith("sb_secret_")
    wrong = psycopg.conninfo.make_conninfo(plain_stack.database_url, password="wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_a_second_stack_over_the_same_home_is_told_where_the_first_is(plain_stack: Stack):
    with pytest.raises(LocalStackError, match=rf"runs already at {plain_stack.url} \(process {os.getpid()}\)"):
        Stack(home=plain_stack.home, port=0).start()
    assert httpx.get(f"{plain_stack.url}/auth/v1/health").status_code == 200


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} is taken"):
            Stack(home=tmp_path / "home", port=port).start()
    assert not (tmp_path / "home" / "postgres").exists()
    Stack(home=tmp_path / "home").reset()  # and nothing holds the folder any more


def test_settings_that_no_function_could_read_are_named_before_anything_starts(tmp_path: Path):
    wrong = {"WORDMILL_PARSE_SECONDS": "soon", "LLM_BASE_URL": "llama"}
    with pytest.raises(LocalStackError, match=r"(?s)WORDMILL_PARSE_SECONDS is not usable.*LLM_BASE_URL is not usable"):
        Stack(home=tmp_path / "home", port=0, environment=wrong).start()
    assert not (tmp_path / "home" / "postgres").exists()


def test_a_restart_keeps_data_keys_files_and_the_postgres_port(tmp_path: Path):
    first = Stack(home=tmp_path / "home", port=free_port(), durable=False, project=PROJECT, functions=())
    with first:
        person = sign_up(first)
        person.client.table("notes").insert({"body": "kept"}).execute()
        administrator(first).storage.from_("tiny").upload("kept.txt", b"kept")
        database_url = first.database_url
    second = Stack(home=tmp_path / "home", port=first.port, durable=False, project=PROJECT, functions=())
    with second:
        assert second.database_url == database_url
        client = visitor(second)
        client.auth.sign_in_with_password({"email": person.email, "password": PASSWORD})
        assert [row["body"] for row in client.table("notes").select("body").execute().data] == ["kept"]
        assert administrator(second).storage.from_("tiny").download("kept.txt") == b"kept"
        assert (second.publishable_key, second.secret_key) == (first.publishable_key, first.secret_key)
    second.reset()
    with Stack(home=tmp_path / "home", port=0, durable=False, project=PROJECT, functions=()) as third:
        assert administrator(third).auth.admin.list_users() == []
        assert third.secret_key == first.secret_key


@pytest.mark.parametrize("name", ["functions", "workers", "front", "postgres"])
def test_a_killed_process_is_back_at_once(plain_stack: Stack, name: str):
    before = plain_stack.pids[name]
    killed = time.monotonic()
    os.kill(before, signal.SIGKILL)
    eventually(lambda: plain_stack.pids[name] != before)
    assert time.monotonic() - killed < 5.0  # 6 to 60 ms on an idle machine
    key = {"apikey": plain_stack.publishable_key}
    eventually(lambda: _status(f"{plain_stack.url}/rest/v1/rpc/add_up?a=1&b=2", key) == 200)
    eventually(lambda: _status(f"{plain_stack.url}/functions/v1/", key) == 200)
    assert f"{name} (process {before}) ended with -9" in (plain_stack.log_folder / "stack.log").read_text()


def _status(url: str, headers: dict[str, str]) -> int:
    try:
        return httpx.get(url, headers=headers).status_code
    except httpx.HTTPError:
        return 0


def test_a_stack_killed_with_all_its_children_starts_again_with_what_was_committed(tmp_path: Path):
    home = tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home), str(PROJECT)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        note = Stack(home=home).running()
        assert note is not None
        assert note.url == url
        with psycopg.connect(note.database_url) as connection:
            connection.execute("update public.ungranted set id = 42")
        for pid in (process.pid, *note.pids.values()):
            os.kill(pid, signal.SIGKILL)
    assert Stack(home=home).running() is None
    with (
        Stack(home=home, port=0, durable=False, project=PROJECT, functions=()) as again,
        psycopg.connect(again.database_url) as connection,
    ):
        assert connection.execute("select id from public.ungranted").fetchall() == [(42,)]


def test_when_only_the_stack_is_killed_its_children_leave_and_the_next_start_cleans_up(tmp_path: Path):
    home = tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home), str(PROJECT)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        note = Stack(home=home).running()
        assert note is not None
        process.kill()
    eventually(lambda: not any(is_alive(note.pids[name]) for name in ("functions", "workers", "front")))
    assert is_alive(note.pids["postgres"])
    with Stack(home=home, port=0, durable=False, project=PROJECT, functions=()):
        assert not is_alive(note.pids["postgres"])


def test_stopping_from_elsewhere_ends_a_stack_left_half_dead(tmp_path: Path):
    home = tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home), str(PROJECT)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        note = Stack(home=home).running()
        process.kill()
    assert note is not None
    assert Stack(home=home).stop_running()
    assert not is_alive(note.pids["postgres"])
    assert not Stack(home=home).stop_running()


def test_a_data_folder_half_made_is_made_anew(tmp_path: Path):
    half = tmp_path / "home" / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with (
        Stack(home=tmp_path / "home", port=0, durable=False, project=PROJECT, functions=()) as stack,
        psycopg.connect(stack.database_url) as connection,
    ):
        assert connection.execute("select id from public.ungranted").fetchall() == [(1,)]
    assert not half.exists()


def test_stopping_leaves_no_process_and_no_open_port(tmp_path: Path):
    stack = Stack(home=tmp_path / "home", port=0, durable=False, project=PROJECT, functions=())
    with stack:
        processes, port = family(stack), stack.port
    assert not any(process.is_running() for process in processes)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_migration_that_does_not_apply_is_named_with_its_line(tmp_path: Path):
    migrations = tmp_path / "project" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "20260101000000_good.sql").write_text("create table public.good ();")
    (migrations / "20260102000000_bad.sql").write_text("create table public.bad ();\n\nselect nonsense;\n")
    stack = Stack(home=tmp_path / "home", port=0, durable=False, project=tmp_path / "project", functions=())
    with pytest.raises(LocalStackError, match=r"20260102000000_bad.sql does not apply: .*nonsense.* \(line 3\)"):
        stack.start()
    assert stack.running() is None
