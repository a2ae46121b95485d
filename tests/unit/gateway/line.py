"""A line to Supabase that answers as told, or breaks, and notes what was asked."""

from collections.abc import Callable

import httpx

from shared.gateway.connection import Connection

CUT = httpx.ReadError("cut")
"""Sent, and no answer: whether it was done is not known."""


def connected(
    *answers: httpx.Response | Exception, url: str = "http://127.0.0.1:1"
) -> tuple[Connection, list[httpx.Request]]:
    """A connection that gets these answers in turn, the last one for good."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        one = answers[min(len(seen), len(answers)) - 1]
        if isinstance(one, Exception):
            raise one
        return one

    return Connection(url, key="sb_secret_x", http=httpx.Client(transport=httpx.MockTransport(answer))), seen


def ok(body: object) -> httpx.Response:
    return httpx.Response(200, json=body)


def tries_over_a_cut_line(ask: Callable[[Connection], object], body: object) -> int:
    """How often a call is made when its first answer is lost on the way."""
    connection, seen = connected(CUT, ok(body))
    try:
        ask(connection)
    except Exception as error:
        if type(error).__name__ != "DatabaseUnavailable":
            raise
        assert len(seen) == 1
    return len(seen)
