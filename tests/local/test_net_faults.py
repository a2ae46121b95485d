"""Faults ordered from the stand-in for pg_net, the same every time for the same seed."""

import time

import psycopg
import pytest

from deploy.local.platform.net import Faults, fate_of
from tests.local.receiver import Receiver, post

Connection = psycopg.Connection[tuple[object, ...]]


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
    connection.execute("update net.local_faults set delayed = 1, delay_ms = 2000")
    post(connection, receiver, 1)
    sent = time.perf_counter()
    while connection.execute("select 1 from net.http_request_queue").fetchone():
        time.sleep(0.01)  # until it is taken
    connection.execute("update net.local_faults set delayed = 0")
    post(connection, receiver, 2)
    receiver.wait_for(2)
    assert receiver.numbers() == [2, 1]
    assert receiver.calls[1].at - sent >= 1.99


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
