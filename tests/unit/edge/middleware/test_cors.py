"""Which pages may read an answer."""

import pytest
from werkzeug import Request, Response
from werkzeug.test import create_environ

from shared.edge.call import Policy
from shared.edge.middleware.cors import answer_options, mark
from shared.wiring import App
from tests.support.doors import settings

OURS = "https://app.example.org"
POLICY = Policy("POST")


def marked(origin: str | None = OURS, *, method: str = "POST", **changes: str) -> Response:
    headers = {"Origin": origin} if origin else {}
    response = Response()
    mark(response, Request(create_environ(method=method, headers=headers)), POLICY, App(settings(**changes)))
    return response


def test_an_allowed_page_may_read_the_answer_and_the_headers_it_needs() -> None:
    headers = marked().headers
    assert headers["Access-Control-Allow-Origin"] == OURS
    assert {"Retry-After", "X-Request-Id"} <= set(headers["Access-Control-Expose-Headers"].split(", "))
    assert "Access-Control-Allow-Methods" not in headers


@pytest.mark.parametrize(
    "origin", ["https://evil.example", f"{OURS}.evil.example", "http://app.example.org", "null", None]
)
def test_no_other_page_may_and_caches_know_that_it_depends(origin: str | None) -> None:
    headers = marked(origin).headers
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["Vary"] == "Origin"


def test_a_preflight_is_told_what_it_may_send() -> None:
    headers = marked(method="OPTIONS").headers
    assert headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert {"Authorization", "Idempotency-Key", "Content-Type"} <= set(
        headers["Access-Control-Allow-Headers"].split(", ")
    )
    assert "Access-Control-Allow-Credentials" not in headers


def test_a_star_lets_every_page_in_by_its_own_name() -> None:
    answer = marked("https://any.example", WORDMILL_ALLOWED_ORIGINS="*")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://any.example"


def test_where_no_page_is_allowed_nothing_is_said() -> None:
    assert not {"Vary", "Access-Control-Allow-Origin"} & set(marked(WORDMILL_ALLOWED_ORIGINS="").headers.keys())


def test_options_says_which_methods_there_are() -> None:
    answer = answer_options(POLICY)
    assert (answer.status_code, answer.headers["Allow"]) == (204, "POST, OPTIONS")
