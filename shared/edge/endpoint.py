"""The decorator in front of every handler, and the one order of the steps.

    trace > guard > cors > auth > rate limit > body > idempotency > handler > problem+json

Surprise: it returns a plain function, because functions-framework rejects callable objects as targets. What the
function was made of hangs on it as `door`, for the OpenAPI document and the house tests.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, overload

from werkzeug import Request, Response

from shared import __version__
from shared.edge.answer import written
from shared.edge.call import Call, Caller, Identity, Policy
from shared.edge.deadline import seconds_left
from shared.edge.middleware import auth, cors, guard, idempotency, rate_limit, trace
from shared.edge.problem import answer_problem
from shared.errors import WordmillError
from shared.observability.meter import timed
from shared.wiring import App, app

A = TypeVar("A")
B = TypeVar("B")
Main = Callable[[Request], Response]
Handler = Callable[[Call[Any]], object]

PING: Final = "PING"
"""The type of a webhook that asks for nothing but an echo of its task: the signature was good and the way is open."""


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to a signed ping."""

    pong: str
    function: str
    version: str


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a webhook that came a second time."""

    status: Literal["already received"] = "already received"


_ALWAYS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Each function is deployed by itself: this tells which of them was left behind.
    "Wordmill-Version": __version__,
}


@overload
def endpoint(policy: Policy) -> Callable[[Callable[[Call[None]], object]], Main]: ...
@overload
def endpoint(policy: Policy, body: type[B]) -> Callable[[Callable[[Call[B]], object]], Main]: ...
@overload
def endpoint(
    policy: Policy, *, user: type[A], webhook: type[B]
) -> Callable[[Callable[[Call[A | B]], object]], Main]: ...
def endpoint(
    policy: Policy, body: Any = None, *, user: Any = None, webhook: Any = None
) -> Callable[[Callable[[Call[Any]], object]], Main]:
    """Put a handler behind the steps, as its policy says; each caller kind may have its own body."""
    bodies: dict[Caller, Any] = {"user": user or body, "webhook": webhook or body, "schedule": body, "public": body}

    def behind_the_door(handler: Handler) -> Main:
        door = Door(Path(handler.__code__.co_filename).parent.name, policy, bodies, handler)

        @functools.wraps(handler)
        def main(request: Request) -> Response:
            return door.answer(request)

        main.door = door  # type: ignore[attr-defined]
        return main

    return behind_the_door


def door_of(main: Main) -> "Door":
    """What a decorated function was made of."""
    door: Door = main.door  # type: ignore[attr-defined]
    return door


@dataclass(frozen=True, slots=True)
class Door:
    """One function: its name is its folder's."""

    name: str
    policy: Policy
    bodies: Mapping[Caller, Any]
    handler: Handler

    def answer(self, request: Request) -> Response:
        """The answer to a request, whatever happens on the way to it."""
        with trace.opened(request, self.name) as opened:
            current: App | None = None
            try:
                current = app()
                response = self._steps(request, current, opened)
            except WordmillError as error:
                opened.failed(error, error.code)
                response = answer_problem(error, opened.trace.request_id)
            except Exception as error:  # noqa: BLE001 - the last line of defence: told to the log, not to the caller
                opened.failed(error, WordmillError.code)
                response = answer_problem(WordmillError(), opened.trace.request_id)
            for name, value in (_ALWAYS | opened.headers).items():
                response.headers[name] = value
            trace.sign(response, opened.trace)
            if current is not None:
                cors.mark(response, request, self.policy, current)
            opened.answer = response
            return response

    def _steps(self, request: Request, current: App, opened: trace.Opened) -> Response:
        guard.check(request, self.policy, self.name)
        if request.method == "OPTIONS":
            return cors.answer_options(self.policy)
        raw = guard.read_bytes(request, self.policy) if request.method == "POST" else b""
        with timed("auth"):
            identity = auth.identify(request, raw, self.policy, current)
        _note(opened, identity)
        with timed("rate_limit"):
            rate_limit.take(request, identity, self.policy, app=current, headers=opened.headers)
        return self._handle(request, raw, identity, current=current, opened=opened)

    def _handle(
        self, request: Request, raw: bytes, identity: Identity, *, current: App, opened: trace.Opened
    ) -> Response:
        model = self.bodies[identity.caller]
        value, fingerprint = None, ""
        if model is not None:
            from shared.edge.middleware.body import read_body  # pydantic's models, which health does without

            read = read_body(request, raw, model)
            value, fingerprint = read.value, read.fingerprint
        if identity.caller == "webhook" and getattr(value, "type", "") == PING:
            return _respond(Pong(getattr(value, "task", ""), self.name, __version__), self.policy)
        left = seconds_left(request, current, since=opened.started)
        call = Call(current, identity, value, opened.trace, left)
        if self.policy.receipt and identity.webhook_id and not current.secret.receipts.take(identity.webhook_id):
            opened.facts["replayed"] = True
            return _respond(Received(), self.policy)

        def handle() -> Response:
            with timed("handler"):
                return _respond(self.handler(call), self.policy)

        key = idempotency.key_of(request, identity, self.policy)
        if key is None:
            return handle()
        once = idempotency.Once(current, call.user.id, key=key, route=self.name)
        return once.answer(fingerprint, handle, opened)


def _respond(result: object, policy: Policy) -> Response:
    status, value = result if isinstance(result, tuple) else (policy.status, result)
    if value is None:
        empty = Response(status=204)
        del empty.headers["Content-Type"]
        return empty
    return Response(written(value), status=status, mimetype="application/json")


def _note(opened: trace.Opened, identity: Identity) -> None:
    opened.facts["caller"] = identity.caller
    if identity.user is not None:
        opened.facts["user_id"] = identity.user.id
    if identity.webhook_id is not None:
        opened.facts["webhook_id"] = identity.webhook_id
