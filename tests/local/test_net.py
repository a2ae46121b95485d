"""The stand-in for pg_net: what it does, and what it does not do either."""

import os
import signal
import time
from pathlib import Path

import httpx
import psycopg
import pytest

from deploy.local.stack import Stack
from tests.local.conftest import PROJECT
from tests.local.receiver import Receiver, post

Connection = psycopg.Connection[tuple[object, ...]]


def answers(connection: Connection, count: int) -> list[tuple[object, ...]]:
    deadline = time.monotonic() + 10
    while True:
        rows = connection.execute(
            "select status_code, content, timed_out, error_msg from net._http_response order by id desc limit %s",
            (count,),
        ).fetchall()
        if len(rows) == count:
            return rows
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def no_answers_yet(connection: Connection) -> None:
    connection.execute("truncate net._http_response")


def test_a_post_arrives_with_body_parameters_and_headers(connection: Connection, receiver: Receiver):
    connection.execute(
        """select net.http_post(
             url := %s, body := '{"n": 1}', params := '{"from": "a b&c"}', headers := '{"webhook-id": "msg_1"}')""",
        (f"{receiver.url}/functions/v1/job_advance",),
    )
    (call,) = receiver.wait_for(1)
    assert (call.method, call.path) == ("POST", "/functions/v1/job_advance?from=a%20b%26c")
    assert call.body == b'{"n": 1}'
    assert call.headers["webhook-id"] == "msg_1"
    assert call.headers["Content-Type"] == "application/json"
    assert call.headers["User-Agent"].startswith("pg_net/")
    assert answers(connection, 1) == [(200, "heard", False, None)]


def test_get_and_delete_arrive_too(connection: Connection, receiver: Receiver):
    connection.execute("select net.http_get(%s), net.http_delete(%s)", (receiver.url, receiver.url))
    assert sorted(call.method for call in receiver.wait_for(2)) == ["DELETE", "GET"]


def test_a_body_of_another_type_is_refused(connection: Connection):
    with pytest.raises(psycopg.errors.RaiseException, match="Content-Type"):
        connection.execute(
            "select net.http_post('http://127.0.0.1:1', headers := '{\"Content-Type\": \"text/plain\"}')"
        )


def test_a_commit_becomes_a_call_within_milliseconds(connection: Connection, receiver: Receiver):
    delays = []
    for number in range(30):
        post(connection, receiver, number)
        committed = time.perf_counter()
        delays.append(receiver.wait_for(number + 1)[-1].at - committed)
    assert min(delays) < 0.05  # 1.3 ms on an idle machine; a worker that looked now and then would never be so quick


def test_a_rolled_back_transaction_sends_nothing(plain_stack: Stack, connection: Connection, receiver: Receiver):
    with psycopg.connect(plain_stack.database_url) as other:
        post(other, receiver, 1)
        other.rollback()
    post(connection, receiver, 2)
    receiver.wait_for(1)
    assert receiver.numbers() == [2]


def test_nothing_is_tried_twice(connection: Connection, receiver: Receiver):
    receiver.status = 500
    post(connection, receiver, 1)
    connection.execute("select net.http_post('http://127.0.0.1:1', '{}')")
    rows = answers(connection, 2)
    assert rows[1][0] == 500
    assert rows[0][0] is None
    assert rows[0][3]
    assert len(receiver.calls) == 1


def test_it_hangs_up_after_the_timeout_while_the_other_side_is_at_work(connection: Connection, receiver: Receiver):
    receiver.answer_after = 3.0
    post(connection, receiver, 1, timeout=800)
    assert answers(connection, 1) == [(None, None, True, "Timeout of 800 ms reached.")]
    assert len(receiver.calls) == 1


def test_a_slow_call_holds_back_the_calls_after_it(connection: Connection, receiver: Receiver):
    receiver.answer_after = 0.5
    post(connection, receiver, 1)
    receiver.wait_for(1)
    post(connection, receiver, 2)
    first, second = receiver.wait_for(2)
    assert second.at - first.at > 0.4


def test_unless_it_is_told_not_to_wait(connection: Connection, receiver: Receiver):
    connection.execute("update net.local_faults set wait_for_batch = false")
    receiver.answer_after = 4.0
    post(connection, receiver, 1)
    receiver.wait_for(1)
    post(connection, receiver, 2)
    first, second = receiver.wait_for(2)
    assert second.at - first.at < 3.5


def test_the_queue_is_unlogged(connection: Connection):
    rows = connection.execute(
        "select relpersistence from pg_class where oid in ('net.http_request_queue'::regclass, "
        "'net._http_response'::regclass)"
    )
    assert {str(kind) for (kind,) in rows} == {"u"}


def test_killing_the_worker_loses_what_it_had_taken_and_nothing_else(
    plain_stack: Stack, connection: Connection, receiver: Receiver
):
    receiver.answer_after = 0.5
    post(connection, receiver, *range(250))
    receiver.wait_for(150)
    before = plain_stack.pids["workers"]
    os.kill(before, signal.SIGKILL)
    left = set(range(200, 250))  # a batch is 200
    deadline = time.monotonic() + 15
    while not left <= set(receiver.numbers()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert len(receiver.numbers()) == len(set(receiver.numbers()))
    assert plain_stack.pids["workers"] != before
    assert connection.execute("select count(*) from net._http_response").fetchone() != (250,)


def test_killing_any_backend_of_postgres_loses_all_that_waits(
    plain_stack: Stack, connection: Connection, receiver: Receiver
):
    connection.execute("update net.local_faults set pause_ms = 3000")
    post(connection, receiver, 0)
    receiver.wait_for(1)
    post(connection, receiver, *range(1, 51))
    os.kill(connection.info.backend_pid, signal.SIGKILL)
    key = {"apikey": plain_stack.publishable_key}
    deadline = time.monotonic() + 15
    while httpx.get(f"{plain_stack.url}/rest/v1/rpc/add_up?a=1&b=2", headers=key).status_code != 200:
        assert time.monotonic() < deadline
    with psycopg.connect(plain_stack.database_url, autocommit=True) as again:
        assert again.execute("select count(*) from net.http_request_queue").fetchone() == (0,)
        again.execute("update net.local_faults set pause_ms = 0")
        post(again, receiver, 99)
        receiver.wait_for(2, seconds=15)
    assert receiver.numbers() == [0, 99]


def test_a_stack_that_is_stopped_sends_what_is_under_way_and_keeps_what_waits(tmp_path: Path, receiver: Receiver):
    receiver.answer_after = 1.0
    stack = Stack(home=tmp_path / "home", port=0, durable=False, project=PROJECT, functions=())
    with stack, psycopg.connect(stack.database_url, autocommit=True) as connection:
        post(connection, receiver, 1)
        receiver.wait_for(1)
        post(connection, receiver, 2)
        post(connection, receiver, 3)
    assert receiver.numbers() == [1]
    with stack, psycopg.connect(stack.database_url, autocommit=True) as connection:
        receiver.wait_for(3)
        answered = connection.execute("select status_code from net._http_response where id = 1").fetchone()
    assert sorted(receiver.numbers()) == [1, 2, 3]
    assert answered == (200,)
