"""What every answer carries: problems, ids, limits, and what browsers ask for; alike on both platforms."""

import io
import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from shared import errors
from shared.errors import WordmillError
from tests.support.doors import (
    ENVIRONMENT,
    JWT_SECRET,
    SAMPLES,
    WEBHOOK_SECRET,
    Knock,
    Platform,
    app_in_memory,
    as_user,
    door_on,
    signed,
    user_token,
)

PAGE = "https://app.example.org"


def test_a_refusal_is_a_problem_with_a_stable_type_and_the_request_id(echo: Knock) -> None:
    answer = echo(json={"do": "refuse", "text": "milling"}, headers=as_user(x_request_id="request-0001"))
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json == {
        "type": "urn:problem-type:wordmill:conflict",
        "title": "That is not possible in the present state",
        "status": 409,
        "detail": "not now: milling",
        "instance": "urn:wordmill:request:request-0001",
        "code": "conflict",
        "request_id": "request-0001",
        "retryable": False,
    }


def test_a_bug_tells_the_caller_nothing_but_the_request_id(echo: Knock) -> None:
    answer = echo(json={"do": "crash", "text": "Sauerteig"}, headers=as_user())
    assert (answer.status, answer.json["code"]) == (500, "internal")
    for hint in ("Sauerteig", "ValueError", "Traceback", "main.py"):
        assert hint not in answer.body.decode()
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


def test_a_service_that_rests_says_when_to_come_back(echo: Knock) -> None:
    answer = echo(json={"do": "be_away"}, headers=as_user())
    assert (answer.status, answer.headers["Retry-After"], answer.json["retryable"]) == (503, "2", True)


def test_nothing_is_answered_by_the_framework_itself(echo: Knock) -> None:
    for answer in (echo("GET"), echo("POST", "/nowhere", json={}), echo(data=b"x", content_type="text/plain")):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["X-Request-Id"]


def test_every_answer_is_kept_out_of_caches_and_sniffers(echo: Knock, greet: Knock) -> None:
    for answer in (echo("GET"), greet("GET"), echo(json={}, headers=as_user())):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_trace_goes_on_through_the_call(greet: Knock) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = greet("GET", headers={"Traceparent": parent})
    assert answer.headers["Traceparent"].startswith("00-0af7651916cd43dd8448eb211c80319c-")
    assert answer.headers["Traceparent"] != parent


def test_a_handler_knows_how_long_it_has(echo: Knock, platform: Platform) -> None:
    left = echo(json={}, headers=as_user()).json["seconds_left"]
    assert left == 30 if platform == "lambda" else 59 < left <= 60


# Limits.


def test_an_answer_tells_the_limit_and_what_is_left(echo: Knock) -> None:
    first, second = (echo(json={}, headers=as_user()) for _ in range(2))
    assert first.headers["RateLimit-Policy"] == '"writes";q=60;w=60'
    assert first.headers["RateLimit"].startswith('"writes";r=59;t=')
    assert second.headers["RateLimit"].startswith('"writes";r=58;t=')


def test_over_the_limit_is_429_for_that_user_alone(echo: Knock) -> None:
    who, other = str(uuid4()), str(uuid4())
    statuses = [echo(json={}, headers=as_user(who)).status for _ in range(61)]
    assert statuses[:60] == [200] * 60
    refused = echo(json={}, headers=as_user(who))
    assert statuses[60] == refused.status == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit"].startswith('"writes";r=0;t=')
    assert refused.json["retryable"] is True
    assert echo(json={}, headers=as_user(other)).status == 200


def test_our_own_webhooks_are_not_limited(echo: Knock) -> None:
    answer = echo(**signed({"type": "UPDATE"}))
    assert answer.status == 200
    assert "RateLimit" not in answer.headers


# Browsers.


def test_a_page_that_may_call_is_told_so(echo: Knock) -> None:
    preflight = echo(
        "OPTIONS",
        headers={"Origin": PAGE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x"},
    )
    assert preflight.status == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == PAGE
    assert "Idempotency-Key" in preflight.headers["Access-Control-Allow-Headers"]
    assert preflight.headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    answer = echo(json={}, headers=as_user(origin=PAGE))
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert "RateLimit" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://app.example.org.evil.example", "http://app.example.org"]
)
def test_another_page_is_not(echo: Knock, origin: str) -> None:
    for answer in (echo("OPTIONS", headers={"Origin": origin}), echo(json={}, headers=as_user(origin=origin))):
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Origin" in answer.headers["Vary"]


def test_no_answer_lets_a_page_send_cookies(echo: Knock) -> None:
    assert "Access-Control-Allow-Credentials" not in echo(json={}, headers=as_user(origin=PAGE)).headers


def test_a_page_can_read_why_it_was_refused(echo: Knock) -> None:
    refused = echo(json={}, headers={"Origin": PAGE})
    assert refused.status == 401
    assert refused.headers["Access-Control-Allow-Origin"] == PAGE


@pytest.fixture
def on_aws(platform: Platform) -> Iterator[Knock]:
    with app_in_memory(WORDMILL_PLATFORM="aws"):
        yield door_on(platform, SAMPLES / "echo")


def test_behind_a_function_url_aws_alone_writes_these_headers(on_aws: Knock) -> None:
    answer = on_aws("OPTIONS", headers={"Origin": PAGE})
    assert answer.status == 204
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Methods" not in answer.headers


# Log lines.


def log_lines(captured: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in captured.splitlines() if line.startswith("{")]


def test_a_call_is_one_log_line(echo: Knock, capsys: pytest.CaptureFixture[str]) -> None:
    echo(json={"text": "x"}, headers=as_user(x_request_id="request-0002"))
    (line,) = [line for line in log_lines(capsys.readouterr().out) if line["event"] == "request"]
    assert line["request_id"] == "request-0002"
    assert (line["function"], line["method"], line["status"], line["caller"]) == ("echo", "POST", 200, "user")
    assert set(line["timings"]) == {"auth", "rate_limit", "handler"}


def test_a_bugs_log_line_tells_the_place_and_not_the_text(echo: Knock, capsys: pytest.CaptureFixture[str]) -> None:
    echo(json={"do": "crash", "text": "Sauerteig"}, headers=as_user())
    captured = capsys.readouterr()
    (line,) = log_lines(captured.out)
    assert (line["severity"], line["error"]) == ("ERROR", "ValueError")
    assert any("echo/main.py" in place for place in line["where"])
    assert "Sauerteig" not in captured.out + captured.err


def test_no_secret_token_or_text_reaches_a_log_line(echo: Knock, capsys: pytest.CaptureFixture[str]) -> None:
    canary, token = "canary-5e1f", user_token()
    hostile = {
        "Authorization": f"Bearer {token}",
        "X-Request-Id": f"{canary}\n",
        "Traceparent": canary,
        "Cookie": canary,
    }
    form = {"text": canary, "file": (io.BytesIO(canary.encode()), f"{canary}.txt")}
    echo(json={"text": canary}, headers=as_user(idempotency_key=f"{canary}-key"))
    echo("POST", f"/{canary}?q={canary}", json={canary: canary}, headers={k: v.strip() for k, v in hostile.items()})
    echo(json={canary: canary, "count": canary}, headers=as_user())
    echo(data=form, headers=as_user())
    echo(data=canary.encode(), content_type="application/json", headers=as_user())
    echo(json={"do": "refuse", "text": canary}, headers=as_user())
    echo(json={"do": "crash", "text": canary}, headers={"Authorization": f"Bearer {token}"})
    echo(json={}, headers={"Authorization": f"Bearer {token}{canary}"})
    echo(**signed({"type": canary, "task": canary, "record": {"text": canary}}))
    captured = capsys.readouterr()
    written = captured.out + captured.err
    assert written.count('"event":"request"') == 9
    secrets = (ENVIRONMENT["SUPABASE_SECRET_KEY"], JWT_SECRET, WEBHOOK_SECRET, token, token.split(".")[2])
    for forbidden in secrets:
        assert forbidden not in written
    # The one thing of a caller's that is kept is a request id that looks like one.
    assert canary not in written.replace(f'"request_id":"{canary}"', "")


# The whole tree.


def _tree(root: type[WordmillError]) -> Iterator[type[WordmillError]]:
    yield root
    for branch in root.__subclasses__():
        yield from _tree(branch)


def test_every_error_has_a_status_a_code_of_its_own_and_a_sentence() -> None:
    ours = [error for error in _tree(WordmillError) if error.__module__ == errors.__name__]
    codes = [error.code for error in ours]
    assert len(codes) == len(set(codes)) > 20
    assert all(400 <= error.status < 600 and error.title for error in ours)
