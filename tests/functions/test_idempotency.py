"""The same request again gets the first answer again, alike on both platforms."""

import io
import json
from typing import Any
from uuid import uuid4

import pytest

from shared.testing.memory import MemoryGateway
from tests.support.doors import ALICE, BOB, Answer, Knock, as_user


def send(echo: Knock, key: str | None, user: str = ALICE, **body: Any) -> Answer:
    headers = as_user(user) | ({"Idempotency-Key": key} if key is not None else {})
    return echo(json=body, headers=headers)


def test_a_second_try_is_answered_like_the_first_and_handled_once(echo: Knock) -> None:
    key = str(uuid4())
    first, second = send(echo, key, text="x", do="create"), send(echo, key, text="x", do="create")
    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"


def test_without_a_key_each_request_is_its_own(echo: Knock) -> None:
    assert send(echo, None, text="x").json["number"] + 1 == send(echo, None, text="x").json["number"]


def test_another_body_under_the_same_key_is_422(echo: Knock) -> None:
    key = str(uuid4())
    send(echo, key, text="x")
    answer = send(echo, key, text="y")
    assert (answer.status, answer.json["code"]) == (422, "idempotency_key_reused")


def test_the_same_body_with_other_spaces_is_the_same_body(echo: Knock) -> None:
    headers = as_user() | {"Idempotency-Key": str(uuid4())}
    first = echo(data=b'{"text":"x","count":2}', content_type="application/json", headers=headers)
    second = echo(data=b'{ "count": 2, "text": "x" }', content_type="application/json", headers=headers)
    assert first.json == second.json


def test_a_form_sent_again_is_the_same_although_its_boundary_is_not(echo: Knock) -> None:
    headers = as_user() | {"Idempotency-Key": str(uuid4())}
    answers = [
        echo(data={"text": "x", "file": (io.BytesIO(content), "a.txt")}, headers=headers)
        for content in (b"same", b"same", b"other")
    ]
    assert answers[0].json == answers[1].json
    assert answers[2].status == 422


def test_a_key_is_one_users_own(echo: Knock) -> None:
    key = str(uuid4())
    assert send(echo, key, ALICE, text="x").json["user"] == ALICE
    assert send(echo, key, BOB, text="x").json["user"] == BOB


def test_a_refusal_is_kept_too(echo: Knock) -> None:
    key = str(uuid4())
    first, second = send(echo, key, do="refuse"), send(echo, key, do="refuse")
    assert (first.status, second.status) == (409, 409)
    assert second.headers["Content-Type"].startswith("application/problem+json")
    assert second.json == first.json
    assert second.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("fault", ["crash", "be_away"])
def test_a_failure_of_ours_frees_the_key(echo: Knock, fault: str) -> None:
    key = str(uuid4())
    first, second = send(echo, key, do=fault), send(echo, key, do=fault)
    assert first.status >= 500
    assert "Idempotent-Replayed" not in second.headers
    assert first.json["request_id"] != second.json["request_id"]


def test_a_request_that_is_being_answered_is_409_with_a_time_to_come_back(echo: Knock, gateway: MemoryGateway) -> None:
    key, body = str(uuid4()), {"text": "x"}
    assert send(echo, key, **body).status == 200
    row = next(row for (_, known, _), row in gateway.state.requests.items() if known == key)
    row["state"] = "in_flight"
    answer = send(echo, key, **body)
    assert (answer.status, answer.json["code"]) == (409, "request_in_flight")
    assert answer.json["retryable"] is True
    assert int(answer.headers["Retry-After"]) >= 1


def test_an_answer_without_a_body_is_kept_as_one(echo: Knock) -> None:
    key = str(uuid4())
    assert [send(echo, key, do="nothing").status for _ in range(2)] == [204, 204]


def test_a_quoted_key_is_the_same_key(echo: Knock) -> None:
    key = str(uuid4())
    assert send(echo, key, text="x").json == send(echo, f'"{key}"', text="x").json


@pytest.mark.parametrize("key", ["", " ", '""', "x" * 256, "with space", "tab\there"])
def test_a_key_that_is_no_key_is_400(echo: Knock, key: str) -> None:
    answer = send(echo, key, text="x")
    assert answer.status == 400
    assert "Idempotency-Key" in answer.json["detail"]


def test_what_is_kept_can_be_kept_as_json(echo: Knock, gateway: MemoryGateway) -> None:
    send(echo, str(uuid4()), text="Mühle 🌾", do="create")
    (row,) = gateway.state.requests.values()
    assert json.loads(json.dumps(row["body"]))["text"] == "Mühle 🌾"
