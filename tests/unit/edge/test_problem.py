"""Errors as RFC 9457 tells them."""

import json

import pytest

from shared.edge.problem import answer_problem, field_errors, problem_of
from shared.errors import MethodNotAllowed, NotAuthenticated, RateLimited, WordmillError


def test_a_problem_names_its_kind_its_sentence_and_its_request() -> None:
    answer = answer_problem(RateLimited("wait a little", details={"limit": 3}), "req-12345")
    assert answer.mimetype == "application/problem+json"
    assert json.loads(answer.get_data()) == {
        "type": "urn:problem-type:wordmill:rate-limited",
        "title": RateLimited.title,
        "status": 429,
        "detail": "wait a little",
        "instance": "urn:wordmill:request:req-12345",
        "code": "rate_limited",
        "request_id": "req-12345",
        "retryable": True,
        "limit": 3,
    }


def test_details_never_overwrite_what_is_ours_to_say() -> None:
    body = problem_of(WordmillError("x", details={"code": "forged", "status": 200, "more": 1}), "r")
    assert (body["code"], body["status"], body["more"]) == ("internal", 500, 1)


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1"), (2.0, "2"), (2.1, "3")])
def test_retry_after_is_whole_seconds_and_never_too_early(seconds: float, said: str) -> None:
    assert answer_problem(RateLimited("x", retry_after=seconds), "r").headers["Retry-After"] == said


def test_a_status_brings_the_header_that_http_asks_for() -> None:
    assert answer_problem(NotAuthenticated("x"), "r").headers["WWW-Authenticate"].startswith("Bearer")
    assert answer_problem(MethodNotAllowed("x", details={"allow": "POST"}), "r").headers["Allow"] == "POST"
    assert "Retry-After" not in answer_problem(NotAuthenticated("x"), "r").headers


def test_a_fault_points_to_its_field_in_json_pointers_own_spelling() -> None:
    faults = [{"loc": ("a/b", 0, "c~d"), "type": "missing", "msg": "Field required", "input": "secret"}]
    assert field_errors(faults) == [{"pointer": "/a~1b/0/c~0d", "code": "missing", "detail": "Field required"}]


def test_of_many_faults_the_first_twenty_are_told() -> None:
    assert len(field_errors([{"loc": (n,), "type": "t", "msg": "m"} for n in range(50)])) == 20
