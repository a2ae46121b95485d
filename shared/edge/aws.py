"""A handler for Lambda out of the same function: a function URL's event becomes the request the other cloud sends.

Surprise: EventBridge calls Lambda without a URL, so its event carries no signature. Who may invoke the function is
then AWS's own rule; the event is signed here with our secret and goes through the same door as everything else.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from werkzeug import Request, Response

from shared.edge import signatures
from shared.wiring import app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Event = Mapping[str, Any]
LambdaHandler = Callable[[dict[str, Any], object], dict[str, Any]]

_SERVER_ERROR: Final = 500


class InvocationFailed(Exception):
    """Tells Lambda that an asynchronous call failed, so that it tries again and then keeps it in the queue."""


def lambda_entry(main: Callable[[Request], Response]) -> LambdaHandler:
    """What Lambda calls."""
    made: list[LambdaHandler] = []

    def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
        if not made:
            from apig_wsgi import make_lambda_handler  # only Lambda needs it

            made.append(make_lambda_handler(_as_url_sends(Request.application(main))))
        if "requestContext" in event:
            return made[0](event, context)
        answer = made[0](_signed_post(event), context)
        if answer["statusCode"] >= _SERVER_ERROR:
            raise InvocationFailed(f"answered {answer['statusCode']}")
        return answer

    return lambda_handler


def _as_url_sends(inner: "WSGIApplication") -> "WSGIApplication":
    """Mends two habits of apig-wsgi: it cuts a content type at a comma, and of a repeated header keeps the last."""

    def wsgi(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if "HTTP_CONTENT_TYPE" in environ:
            environ["CONTENT_TYPE"] = environ["HTTP_CONTENT_TYPE"]

        def start(status: str, headers: list[tuple[str, str]], *rest: object) -> Callable[[bytes], object]:
            return start_response(status, _joined(headers), *rest)  # type: ignore[arg-type]

        return inner(environ, start)

    return wsgi


def _joined(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    cookies = [(name, value) for name, value in headers if name.lower() == "set-cookie"]
    merged: dict[str, str] = {}
    for name, value in headers:
        if name.lower() != "set-cookie":
            merged[name.lower()] = f"{merged[name.lower()]}, {value}" if name.lower() in merged else value
    return [*merged.items(), *cookies]


def _signed_post(event: Event) -> dict[str, Any]:
    """A scheduled event as the webhook that pg_cron would have sent."""
    secrets = app().settings.webhook_secrets
    body = json.dumps({"type": "SCHEDULE", "task": str(event.get("task", ""))}).encode()
    webhook_id, timestamp = str(event.get("id") or uuid4()), int(time.time())
    headers = {
        "content-type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
    }
    if secrets:
        signature = signatures.sign(
            secrets[0].get_secret_value(), webhook_id=webhook_id, timestamp=timestamp, body=body
        )
        headers["webhook-signature"] = signature
    return {
        "version": "2.0",
        "rawPath": "/",
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {"http": {"method": "POST", "sourceIp": "127.0.0.1", "protocol": "HTTP/1.1"}},
        "body": body.decode(),
        "isBase64Encoded": False,
    }
