"""Methods, paths, types and sizes at the edge, alike on both platforms."""

import pytest

from tests.support.doors import Knock, as_user


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND"])
def test_a_method_a_function_does_not_answer_is_405_with_those_it_does(echo: Knock, method: str) -> None:
    answer = echo(method, headers=as_user())
    assert answer.status == 405
    assert answer.headers["Allow"] == "POST, OPTIONS"


def test_options_says_what_a_function_answers(echo: Knock, greet: Knock) -> None:
    assert echo("OPTIONS").status == 204
    assert echo("OPTIONS").headers["Allow"] == "POST, OPTIONS"
    assert greet("OPTIONS").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_head_is_get_without_the_body(greet: Knock) -> None:
    full, head = greet("GET"), greet("HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Type"] == full.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/", "/echo", "/functions/v1/echo", "/functions/v1/echo/"])
def test_a_function_answers_at_its_own_path(echo: Knock, path: str) -> None:
    assert echo("POST", path, json={"text": "here"}, headers=as_user()).status == 200


@pytest.mark.parametrize("path", ["/other", "/echo/../health", "/functions/v1/health", "/.env", "/echo/more"])
def test_any_other_path_is_not_found(echo: Knock, path: str) -> None:
    assert echo("POST", path, json={}, headers=as_user()).status == 404


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "application/pdf"]
)
def test_a_body_that_is_not_json_is_415(echo: Knock, kind: str) -> None:
    # text/plain matters most: a page may send it across origins without a preflight.
    assert echo("POST", data=b'{"text": "x"}', content_type=kind, headers=as_user()).status == 415


def test_a_compressed_body_is_415(echo: Knock) -> None:
    answer = echo("POST", json={}, headers=as_user(content_encoding="gzip"))
    assert answer.status == 415


def test_a_body_up_to_the_limit_is_read_and_one_byte_more_is_413(echo: Knock) -> None:
    frame = len(b'{"text": ""}')
    fits, spills = "x" * (64 * 1024 - frame), "x" * (64 * 1024 - frame + 1)
    assert echo("POST", data=f'{{"text": "{fits}"}}', content_type="application/json", headers=as_user()).status == 200
    refused = echo("POST", data=f'{{"text": "{spills}"}}', content_type="application/json", headers=as_user())
    assert refused.status == 413
    assert refused.json["max_bytes"] == 64 * 1024


def test_forty_megabytes_are_refused(echo: Knock) -> None:
    kind = "multipart/form-data; boundary=b"
    assert echo("POST", data=bytes(40 * 1024 * 1024), content_type=kind, headers=as_user()).status == 413


def test_an_endless_query_is_refused(greet: Knock) -> None:
    assert greet("GET", "/?name=" + "x" * 5000).status == 413


def test_a_query_is_the_body_of_a_get(greet: Knock) -> None:
    assert greet("GET", "/?name=Ada").json == {"hello": "Ada"}
    assert greet("GET", "/?nam=Ada").status == 422
