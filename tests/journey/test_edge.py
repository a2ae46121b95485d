"""The door as it stands in the running stack: real HTTP, real counters, real keys, real signatures."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import jwt
import pytest

from deploy.local.stack import Stack
from shared.edge import signatures
from tests.support.people import Person, administrator, sign_up

ANNOUNCEMENT = {"filename": "mill.txt", "size_bytes": 5}


@pytest.fixture(scope="module")
def ada(stack: Stack) -> Person:
    return sign_up(stack, "ada")


@pytest.fixture(scope="module")
def web(stack: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{stack.url}/functions/v1", timeout=30) as client:
        yield client


def hint(stack: Stack, record: dict[str, Any], *, webhook_id: str = "", age: int = 0) -> dict[str, Any]:
    """What the stack's own database would send."""
    body = json.dumps({"type": "UPDATE", "table": "jobs", "record": record}).encode()
    webhook_id, timestamp = webhook_id or str(uuid4()), int(time.time()) - age
    signature = signatures.sign(stack.webhook_secret, webhook_id=webhook_id, timestamp=timestamp, body=body)
    headers = {"webhook-id": webhook_id, "webhook-timestamp": str(timestamp), "webhook-signature": signature}
    return {"content": body, "headers": headers | {"content-type": "application/json"}}


def test_the_stack_is_healthy(web: httpx.Client) -> None:
    answer = web.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "healthy"
    assert set(answer.json()["checks"]) == {"database", "storage", "auth"}


def test_the_same_request_again_makes_one_document(web: httpx.Client, ada: Person) -> None:
    headers = ada.headers | {"Idempotency-Key": str(uuid4())}
    first, second = (web.post("/upload_intake", json=ANNOUNCEMENT, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    other = web.post("/upload_intake", json=ANNOUNCEMENT | {"size_bytes": 6}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "once"}])
def test_an_account_that_is_gone_is_told_so(web: httpx.Client, stack: Stack, key: dict[str, str]) -> None:
    dora = sign_up(stack, "dora")
    administrator(stack).auth.admin.delete_user(dora.id)
    answer = web.post("/upload_intake", json=ANNOUNCEMENT, headers=dora.headers | key)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert "sign in again" in answer.json()["detail"]


def test_a_refusal_is_kept_in_the_database_too(web: httpx.Client, ada: Person) -> None:
    headers, body = ada.headers | {"Idempotency-Key": str(uuid4())}, {"job_id": str(uuid4()), "action": "cancel"}
    first, second = (web.post("/job_control", json=body, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (404, 404)
    assert second.json() == first.json()
    assert second.headers["Idempotent-Replayed"] == "true"


def test_the_limit_is_counted_in_the_database_and_told(web: httpx.Client, stack: Stack) -> None:
    ben = sign_up(stack, "ben")
    body = {"job_id": str(uuid4()), "action": "cancel"}
    left = [
        int(web.post("/job_control", json=body, headers=ben.headers).headers["RateLimit"].split("r=")[1].split(";")[0])
        for _ in range(3)
    ]
    assert left == sorted(left, reverse=True)
    assert left[0] < 60


@pytest.mark.parametrize("name", ["secret_key", "publishable_key"])
def test_a_projects_key_is_nobodys_token(web: httpx.Client, stack: Stack, name: str) -> None:
    key = str(getattr(stack, name))
    answer = web.post("/upload_intake", json=ANNOUNCEMENT, headers={"Authorization": f"Bearer {key}", "apikey": key})
    assert answer.status_code == 401


def test_a_service_token_is_nobody_signed_in(web: httpx.Client, stack: Stack, ada: Person) -> None:
    claims = jwt.decode(ada.token, options={"verify_signature": False}) | {"role": "service_role"}
    forged = jwt.encode(claims, stack.jwt_secret, "HS256")
    answer = web.post("/upload_intake", json=ANNOUNCEMENT, headers={"Authorization": f"Bearer {forged}"})
    assert answer.status_code == 403


def test_a_token_works_only_while_it_lasts(web: httpx.Client, stack: Stack, ada: Person) -> None:
    claims = jwt.decode(ada.token, options={"verify_signature": False}) | {"exp": int(time.time()) - 60}
    late = jwt.encode(claims, stack.jwt_secret, "HS256")
    answer = web.post("/upload_intake", json=ANNOUNCEMENT, headers={"Authorization": f"Bearer {late}"})
    assert (answer.status_code, "expired" in answer.json()["detail"]) == (401, True)


def test_the_databases_own_signature_is_good_and_its_replay_harmless(web: httpx.Client, stack: Stack) -> None:
    webhook = hint(stack, {"id": str(uuid4()), "stage": "parsing"})
    outcomes = [web.post("/job_advance", **webhook) for _ in range(2)]
    assert [answer.status_code for answer in outcomes] == [200, 200]
    assert {answer.json()["outcome"] for answer in outcomes} == {"nothing_to_do"}


def test_a_stale_or_changed_hint_is_refused(web: httpx.Client, stack: Stack) -> None:
    assert web.post("/job_advance", **hint(stack, {"id": str(uuid4())}, age=400)).status_code == 401
    changed = hint(stack, {"id": str(uuid4())})
    changed["content"] = changed["content"].replace(b"jobs", b"jobz")
    assert web.post("/job_advance", **changed).status_code == 401
    assert web.post("/job_advance", json={"type": "UPDATE", "record": {}}).status_code == 401


@pytest.mark.parametrize("record", [{"id": "not-an-id"}, {"id": 5}, {"id": None}, {"id": {"a": 1}}, {"id": "x" * 5000}])
def test_a_signed_hint_about_nonsense_is_not_our_fault(web: httpx.Client, stack: Stack, record: dict[str, Any]) -> None:
    for name in ("job_advance", "export_generation"):
        answer = web.post(f"/{name}", **hint(stack, record | {"stage": "parsing"}))
        assert answer.status_code in {200, 400, 404, 422}, answer.text


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "GET", "PROPFIND"])
def test_a_method_nobody_answers_is_405(web: httpx.Client, method: str) -> None:
    answer = web.request(method, "/upload_intake")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST, OPTIONS"


def test_a_body_far_too_large_is_refused_and_the_stack_goes_on(web: httpx.Client, ada: Person) -> None:
    huge = b"x" * (12 * 1024 * 1024)
    headers = ada.headers | {"Content-Type": "multipart/form-data; boundary=b"}
    with suppress(httpx.TransportError):  # hung up on while sending: refused as well
        assert web.post("/upload_intake", content=huge, headers=headers).status_code == 413
    assert web.get("/health").status_code == 200


def test_a_body_in_chunks_is_counted_too(web: httpx.Client, ada: Person) -> None:
    def chunks() -> Any:
        yield b'{"filename": "'
        for _ in range(100):
            yield b"x" * 65536
        yield b'"}'

    with suppress(httpx.TransportError):
        answer = web.post("/job_control", content=chunks(), headers=ada.headers | {"Content-Type": "application/json"})
        assert answer.status_code == 413


def test_two_lengths_at_once_are_no_request(stack: Stack) -> None:
    """Request smuggling begins where two servers read the end of a body differently."""
    where = urlsplit(stack.url)
    raw = (
        f"POST /functions/v1/job_control HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        "GET /functions/v1/health HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    with socket.create_connection((where.hostname or "", where.port or 80), timeout=10) as connection:
        connection.sendall(raw.encode())
        connection.settimeout(3)
        try:
            answered = connection.recv(65536)
        except TimeoutError:
            answered = b""
    assert answered.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")) or not answered
    assert b'"status":"healthy"' not in answered


@pytest.mark.parametrize(
    "path", ["/nowhere", "/upload_intake/more", "/../rest/v1/", "/%2e%2e/health", "/upload_intake%00"]
)
def test_another_path_is_not_a_function(web: httpx.Client, path: str) -> None:
    assert web.post(path, json={}).status_code in {400, 401, 404, 405}
