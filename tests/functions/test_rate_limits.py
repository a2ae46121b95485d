"""Nobody gets more calls by dressing them up: whatever a caller can write, they are counted as who they are."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.support.doors import ALICE, BOB, SAMPLES, Knock, Platform, app_in_memory, as_user, door_on, user_token

ROOM = 3
ADDRESSES = (
    "X-Forwarded-For",
    "Forwarded",
    "X-Real-IP",
    "X-Client-IP",
    "CF-Connecting-IP",
    "True-Client-IP",
    "X-Cluster-Client-IP",
    "X-Appengine-User-IP",
    "X-Forwarded-Host",
    "X-Original-URL",
    "X-HTTP-Method-Override",
)


@pytest.fixture
def writes(platform: Platform) -> Iterator[Knock]:
    """A function for users, who may call three times a minute."""
    with app_in_memory(WORDMILL_RATE_FACTOR=str(ROOM / 60)):
        yield door_on(platform, SAMPLES / "echo")


@pytest.fixture
def reads(platform: Platform) -> Iterator[Knock]:
    """A function for anybody, with as many calls."""
    with app_in_memory(WORDMILL_RATE_FACTOR=str(ROOM / 300)):
        yield door_on(platform, SAMPLES / "greet")


def spend(door: Knock, user_id: str = ALICE) -> None:
    assert [door(json={}, headers=as_user(user_id)).status for _ in range(ROOM)] == [200] * ROOM


@pytest.mark.parametrize("header", ADDRESSES)
def test_a_user_is_not_another_by_saying_where_they_are(writes: Knock, header: str) -> None:
    spend(writes)
    for address in ("198.51.100.1", "for=198.51.100.2", "198.51.100.3, 127.0.0.1", "::1", "GET", ""):
        assert writes(json={}, headers=as_user() | {header: address}).status == 429
    assert writes(json={}, headers=as_user(BOB)).status == 200


@pytest.mark.parametrize("header", ADDRESSES)
def test_a_stranger_is_not_another_by_saying_so(reads: Knock, header: str) -> None:
    assert [reads("GET").status for _ in range(ROOM)] == [200] * ROOM
    for address in ("198.51.100.1", "for=198.51.100.2", "198.51.100.3, 127.0.0.1", "POST"):
        assert reads("GET", headers={header: address}).status == 429


def test_many_tokens_of_one_user_are_one_user(writes: Knock) -> None:
    spend(writes)
    now = int(time.time())
    tokens = [user_token(session_id=str(uuid4()), iat=now - turn, exp=now + 60 + turn) for turn in range(5)]
    tokens += [user_token(email=f"{turn}@example.com", aal="aal2", amr=[{"method": "otp"}]) for turn in range(5)]
    assert len(set(tokens)) == 10
    for token in tokens:
        for scheme in ("Bearer", "bearer"):
            assert writes(json={}, headers={"Authorization": f"{scheme} {token}"}).status in {401, 429}


@pytest.mark.parametrize("spelt", [ALICE.upper(), f" {ALICE}", f"{ALICE} ", ALICE.replace("-", ""), f"{{{ALICE}}}"])
def test_one_id_spelt_otherwise_is_no_second_user(writes: Knock, spelt: str) -> None:
    """Only Auth signs tokens, and it writes ids one way; another way is refused or counted with the first."""
    spend(writes)
    assert writes(json={}, headers=as_user(spelt)).status in {401, 429}


@pytest.mark.parametrize(
    "path", ["/", "/echo", "/echo/", "/echo//", "/functions/v1/echo", "/functions/v1/echo/", "/?a=1", "/echo?b=2"]
)
def test_one_function_has_one_count_by_whatever_path(writes: Knock, path: str) -> None:
    spend(writes)
    assert writes("POST", path, json={}, headers=as_user()).status in {404, 429}


@pytest.mark.parametrize(
    "path", ["/Echo", "/ECHO/", "/functions/v1/Echo", "/%65cho/x", "/echo;a=1", "/echo/.", "/./echo/..", "/echo%00"]
)
def test_another_path_leads_nowhere(writes: Knock, path: str) -> None:
    """So it needs no count."""
    for _ in range(ROOM + 1):
        assert writes("POST", path, json={}, headers=as_user()).status in {404, 429}


@pytest.mark.parametrize(
    "request_", [{"headers": {"Idempotency-Key": "a"}}, {"headers": {"apikey": "b"}}, {"query_string": "x=1"}]
)
def test_other_keys_and_queries_are_the_same_caller(writes: Knock, request_: dict[str, Any]) -> None:
    spend(writes)
    headers = as_user() | request_.pop("headers", {})
    assert writes(json={}, headers=headers, **request_).status == 429


def test_head_is_counted_as_get_is(reads: Knock) -> None:
    statuses = [reads("HEAD").status for _ in range(ROOM + 1)]
    assert statuses in ([405] * (ROOM + 1), [200] * ROOM + [429])
    assert reads("GET").status == (200 if statuses[0] == 405 else 429)


def test_asking_what_is_allowed_runs_nothing_and_costs_no_call(writes: Knock) -> None:
    for _ in range(ROOM + 2):
        answer = writes("OPTIONS", headers=as_user(origin="https://app.example.org"))
        assert (answer.status, answer.body) == (204, b"")
    spend(writes)
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE"):
        assert writes(method, headers=as_user()).status in {405, 429}


def test_calls_that_are_refused_for_what_they_say_are_counted_too(writes: Knock) -> None:
    statuses = [writes(data=b"{", content_type="application/json", headers=as_user()).status for _ in range(ROOM + 1)]
    assert statuses == [400] * ROOM + [429]
