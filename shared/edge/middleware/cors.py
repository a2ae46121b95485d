"""Which web pages may call, and what their browsers may show them.

Surprise: on Lambda nothing is added. There the function URL answers preflights and writes these headers itself; a
second set of them makes browsers refuse the answer.
"""

from typing import Final

from werkzeug import Request, Response

from shared.edge.call import Policy
from shared.wiring import App

REQUEST_HEADERS: Final = (
    "Authorization",
    "Apikey",
    "Content-Type",
    "Idempotency-Key",
    "Traceparent",
    "X-Client-Info",
    "X-Request-Id",
)
ANSWER_HEADERS: Final = (
    "Idempotent-Replayed",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Traceparent",
    "X-Request-Id",
)
KEEP_SECONDS: Final = 7200
"""Longer is cut to this by browsers anyway."""


def answer_options(policy: Policy) -> Response:
    """The answer to OPTIONS, asked by a browser or by a person."""
    response = Response(status=204)
    response.headers["Allow"] = ", ".join(policy.methods)
    return response


def mark(response: Response, request: Request, policy: Policy, app: App) -> None:
    """Add the headers that let an allowed page read this answer."""
    settings = app.settings
    if settings.platform == "aws" or not settings.allowed_origins:
        return
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin is None or not {origin, "*"} & set(settings.allowed_origins):
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = ", ".join(ANSWER_HEADERS)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = ", ".join(policy.methods)
        response.headers["Access-Control-Allow-Headers"] = ", ".join(REQUEST_HEADERS)
        response.headers["Access-Control-Max-Age"] = str(KEEP_SECONDS)
