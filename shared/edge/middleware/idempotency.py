"""Idempotency-Key: the same request sent again gets the first answer again, and nothing is made twice.

Surprise: refusals are kept too, since they are as final as successes; only an answer that a second try could better
(5xx, 429) frees the key.
"""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from werkzeug import Request, Response

from shared.edge.call import Identity, Policy
from shared.edge.middleware.trace import Opened
from shared.edge.problem import MEDIA_TYPE, answer_problem
from shared.errors import InFlight, KeyReused, MalformedRequest, WordmillError
from shared.observability.log import described, log
from shared.wiring import App

if TYPE_CHECKING:
    from shared.gateway.ports import Begun, Requests

_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
_SERVER_ERROR: Final = 500
_REFUSAL: Final = 400
_WAIT_SECONDS: Final = 2.0


def key_of(request: Request, identity: Identity, policy: Policy) -> str | None:
    """The key of a request, where the policy honours one; quoted and bare keys are the same."""
    if not policy.idempotent or identity.user is None or "Idempotency-Key" not in request.headers:
        return None
    key = request.headers["Idempotency-Key"].strip().removeprefix('"').removesuffix('"')
    if not _KEY.fullmatch(key):
        raise MalformedRequest("Idempotency-Key should be 1 to 255 printable ASCII characters, such as a UUID")
    return key


class Once:
    """One key of one user on one function."""

    def __init__(self, app: App, user_id: str, *, key: str, route: str) -> None:
        self._requests: Requests = app.secret.requests
        self._user_id = user_id
        self._key = key
        self._route = route

    def answer(self, fingerprint: str, handle: Callable[[], Response], opened: Opened) -> Response:
        """The stored answer, or the handler's, which is stored."""
        begun = self._requests.begin(self._user_id, key=self._key, route=self._route, body_hash=fingerprint)
        if begun.state != "new":
            return _answer_known(begun, opened)
        try:
            response = handle()
        except WordmillError as error:
            if error.retryable or error.status >= _SERVER_ERROR:
                self._abandon()
            else:
                self._finish(answer_problem(error, opened.trace.request_id))
            raise
        except BaseException:
            self._abandon()
            raise
        self._finish(response)
        return response

    def _finish(self, response: Response) -> None:
        body = json.loads(response.get_data()) if response.content_length else None
        try:
            self._requests.finish(
                self._user_id, key=self._key, route=self._route, status=response.status_code, body=body
            )
        except WordmillError as error:
            # What was asked for is done: saying so matters more than remembering that we said it.
            log.warning("idempotency_not_stored", **described(error))

    def _abandon(self) -> None:
        try:
            self._requests.abandon(self._user_id, key=self._key, route=self._route)
        except WordmillError as error:
            log.warning("idempotency_not_freed", **described(error))


def _answer_known(begun: "Begun", opened: Opened) -> Response:
    if begun.state == "mismatch":
        raise KeyReused("this Idempotency-Key came with another body before; use a new key for a new request")
    if begun.state == "in_flight":
        raise InFlight("the same request is being answered; ask again", retry_after=begun.retry_after or _WAIT_SECONDS)
    status = begun.status or 200
    opened.facts["replayed"] = True
    opened.headers["Idempotent-Replayed"] = "true"
    if begun.body is None:
        return Response(status=status)
    kind = MEDIA_TYPE if status >= _REFUSAL else "application/json"
    return Response(json.dumps(begun.body), status=status, mimetype=kind)
