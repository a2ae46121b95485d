"""The stand-in for pg_net: what it does, and what it does not do either."""

import os
import signal
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from deploy.local.platform.net import Faults, fate_of
from deploy.local.stack import Stack
from tests.local.conftest import PROJECT
from tests.local.receiver import Receiver, receiving

Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def connection(plain_stack: Stack) -> Iterator[Connection]:
    with psycopg.connect(plain_stack.database_url, autocommit=True) as one:
        yield one
    with psycopg.connect(plain_stack.database_url, autocommit=True) as after:
        after.execute("delete from net.local_faults")
        after.execute("insert into net.local_faults default values")


def post(connection: Connection, receiver: Receiver, *numbers: int, timeout: int = 5000) -> None:
    connection.execute(
        "select net.http_post(%s, jsonb_build_object('n', n), timeout_milliseconds := %s) from unnest(%s::int[]) as n",
        (receiver.url, timeout, list(numbers)),
    )


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
    assert statistics.median(delays) < 0.05  # 1.3 ms on an idle machine


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
    receiver.answer_after = 1.0
    post(connection, receiver, 1, timeout=150)
    assert answers(connection, 1) == [(None, None, True, "Timeout of 150 ms reached.")]
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
    receiver.answer_after = 0.5
    post(connection, receiver, 1)
    receiver.wait_for(1)
    post(connection, receiver, 2)
    first, second = receiver.wait_for(2)
    assert second.at - first.at < 0.3


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


def test_lost_calls_are_lost_and_doubled_calls_doubled_the_same_way_every_time(
    connection: Connection, receiver: Receiver
):
    connection.execute("update net.local_faults set lost = 0.2, doubled = 0.2, doubled_times = 3, seed = 7")
    first = connection.execute("select last_value + 1 from net.http_request_queue_id_seq").fetchone()
    assert first is not None
    post(connection, receiver, *range(100))
    faults = Faults(0.2, 0.2, 3, 0, 0, reorder=False, pause_ms=0, wait_for_batch=True, seed=7)
    expected = {number: fate_of(int(str(first[0])) + number, faults).times for number in range(100)}
    receiver.wait_for(sum(expected.values()))
    time.sleep(0.2)
    seen = receiver.numbers()
    assert {number: seen.count(number) for number in range(100)} == expected
    assert set(expected.values()) == {0, 1, 3}


def test_delayed_calls_come_late_and_hold_nobody_back(connection: Connection, receiver: Receiver):
    connection.execute("update net.local_faults set delayed = 1, delay_ms = 400")
    post(connection, receiver, 1)
    sent = time.perf_counter()
    time.sleep(0.1)  # until it is taken
    connection.execute("update net.local_faults set delayed = 0")
    post(connection, receiver, 2)
    receiver.wait_for(2)
    assert receiver.numbers() == [2, 1]
    assert receiver.calls[1].at - sent >= 0.39


def test_calls_can_be_reordered(connection: Connection, receiver: Receiver):
    connection.execute("update net.local_faults set reorder = true, seed = 3")
    post(connection, receiver, *range(30))
    receiver.wait_for(30)
    assert sorted(receiver.numbers()) == list(range(30))
    assert receiver.numbers() != list(range(30))


def test_pauses_can_be_as_long_as_pg_nets(connection: Connection, receiver: Receiver):
    connection.execute("update net.local_faults set pause_ms = 500")
    post(connection, receiver, 1)
    receiver.wait_for(1)
    post(connection, receiver, 2)
    first, second = receiver.wait_for(2)
    assert second.at - first.at > 0.45


def test_a_visitor_cannot_order_faults(connection: Connection):
    connection.execute("set role authenticated")
    try:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("update net.local_faults set lost = 1")
    finally:
        connection.execute("reset role")
