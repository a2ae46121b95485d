"""A key is used once, whatever becomes of the first try."""

import json
from collections.abc import Callable

import pytest
from werkzeug import Request, Response
from werkzeug.test import create_environ

from shared.edge.call import Identity, Policy, User
from shared.edge.middleware.idempotency import Once, key_of
from shared.edge.middleware.trace import Opened
from shared.errors import (
    Conflict,
    DatabaseUnavailable,
    InFlight,
    KeyReused,
    MalformedRequest,
    RateLimited,
    WordmillError,
)
from shared.observability.trace import begin_trace
from shared.testing.memory import MemoryGateway
from shared.wiring import App
from tests.support.doors import ALICE, BOB, settings

ALICES = Identity("user", user=User(ALICE, "token"))
POLICY = Policy("POST", idempotent=True)


class Desk:
    """One function with its memory; `handle` counts how often it is asked."""

    def __init__(self) -> None:
        gateway = MemoryGateway()
        self.app = App(settings(), connect=lambda _: gateway)
        self.asked = 0

    def send(
        self, handle: Callable[[], Response], *, key: str = "k", body: str = "hash", user: str = ALICE, route: str = "f"
    ) -> tuple[Response, Opened]:
        opened = Opened(begin_trace(None, None, new_id="request-1"), 0.0)

        def counted() -> Response:
            self.asked += 1
            return handle()

        return Once(self.app, user, key=key, route=route).answer(body, counted, opened), opened


def made() -> Response:
    return Response(b'{"job":"j"}', status=202, mimetype="application/json")


def failing(error: Exception) -> Callable[[], Response]:
    def handle() -> Response:
        raise error

    return handle


def test_the_second_time_the_first_answer_comes_again_and_says_so() -> None:
    desk = Desk()
    desk.send(made)
    answer, opened = desk.send(made)
    assert (answer.status_code, json.loads(answer.get_data()), desk.asked) == (202, {"job": "j"}, 1)
    assert opened.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("other", [{"user": BOB}, {"route": "g"}, {"key": "l"}])
def test_a_key_is_one_users_on_one_function(other: dict[str, str]) -> None:
    desk = Desk()
    desk.send(made)
    desk.send(made, **other)  # type: ignore[arg-type]
    assert desk.asked == 2


def test_another_body_under_the_same_key_is_refused() -> None:
    desk = Desk()
    desk.send(made)
    with pytest.raises(KeyReused):
        desk.send(made, body="another")
    assert desk.asked == 1


def test_while_the_first_is_at_work_the_second_is_told_to_wait() -> None:
    desk = Desk()

    def slow() -> Response:
        with pytest.raises(InFlight) as told:
            desk.send(made)
        assert told.value.retry_after
        return made()

    desk.send(slow)
    assert desk.asked == 1


def test_a_refusal_is_final_and_told_again_as_a_problem() -> None:
    desk = Desk()
    with pytest.raises(Conflict):
        desk.send(failing(Conflict("no")))
    answer, _ = desk.send(made)
    assert (answer.status_code, answer.mimetype, desk.asked) == (409, "application/problem+json", 1)


@pytest.mark.parametrize("error", [DatabaseUnavailable(), RateLimited("wait"), WordmillError(), RuntimeError("bug")])
def test_what_a_second_try_could_better_frees_the_key(error: Exception) -> None:
    desk = Desk()
    with pytest.raises(type(error)):
        desk.send(failing(error))
    assert desk.send(made)[0].status_code == 202
    assert desk.asked == 2


def with_key(key: str) -> Request:
    return Request(create_environ(method="POST", headers={"Idempotency-Key": key}))


def test_a_key_in_quotes_is_the_same_key() -> None:
    assert key_of(with_key('"abc"'), ALICES, POLICY) == key_of(with_key("abc"), ALICES, POLICY) == "abc"


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, '""'])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(MalformedRequest):
        key_of(with_key(key), ALICES, POLICY)


def test_where_nothing_is_made_or_nobody_asks_a_key_means_nothing() -> None:
    assert key_of(with_key("abc"), ALICES, Policy("POST")) is None
    assert key_of(with_key("abc"), Identity("webhook", webhook_id="m"), POLICY) is None
    assert key_of(Request(create_environ(method="POST")), ALICES, POLICY) is None
