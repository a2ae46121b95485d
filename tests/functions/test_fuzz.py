"""Whatever is sent, a function answers with a status it documents and a body that says why.

Surprise: half of what is sent is almost right, made from the OpenAPI document's own field names: pure noise never gets
past the first check.
"""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.openapi import TARGET
from shared.testing.memory import MemoryGateway
from tests.support.doors import Answer, Knock, app_in_memory, as_user, signed

DOCUMENT: dict[str, Any] = json.loads(TARGET.read_text(encoding="utf-8"))
BY_USERS = ("upload_intake", "job_control", "export_generation")
BY_WEBHOOK = ("job_advance", "cleanup", "export_generation")
FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["", "csv", "cancel", "complete", "a.txt", "en", "xx", "../x", "\u0000", "1e9", "null"])
    | st.uuids().map(str)
)
NOISE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def fields(name: str) -> list[str]:
    schemas = DOCUMENT["components"]["schemas"]
    return sorted(
        {
            field
            for key, schema in schemas.items()
            if key.lower().startswith(name.replace("_", ""))
            for field in schema.get("properties", {})
        }
    )


def almost(name: str) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(fields(name)), SCALARS | NOISE, max_size=6)


def check(name: str, answer: Answer) -> None:
    documented = DOCUMENT["paths"][f"/functions/v1/{name}"]["post"]["responses"]
    assert str(answer.status) in documented, answer.body
    assert answer.status < 500, answer.body
    if answer.status >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json["status"] == answer.status
        assert answer.json["detail"]


@pytest.fixture(scope="module")
def doors() -> Callable[[str], Knock]:
    """Each function once, as Lambda calls it; the other platform has the same door."""
    from tests.support.doors import FUNCTIONS, door_on

    made: dict[str, Knock] = {}
    return lambda name: made.setdefault(name, door_on("lambda", FUNCTIONS / name))


@pytest.mark.parametrize("name", BY_USERS)
def test_a_users_json_of_any_kind_is_answered_as_documented(name: str, doors: Callable[[str], Knock]) -> None:
    @FEW
    @given(body=almost(name) | NOISE)
    def send(body: Any) -> None:
        with app_in_memory(WORDMILL_RATE_LIMITS="false"):
            check(name, doors(name)(json=body, headers=as_user()))

    send()


@pytest.mark.parametrize("name", BY_WEBHOOK)
def test_a_signed_body_of_any_kind_is_answered_as_documented(name: str, doors: Callable[[str], Knock]) -> None:
    @FEW
    @given(body=almost(name) | NOISE)
    def send(body: Any) -> None:
        with app_in_memory():
            check(name, doors(name)(**signed(body)))

    send()


@FEW
@given(raw=st.binary(max_size=200), kind=st.sampled_from(["application/json", "multipart/form-data; boundary=b"]))
def test_bytes_of_any_kind_are_answered_as_documented(raw: bytes, kind: str, doors: Callable[[str], Knock]) -> None:
    with app_in_memory(WORDMILL_RATE_LIMITS="false"):
        check("upload_intake", doors("upload_intake")(data=raw, content_type=kind, headers=as_user()))


@FEW
@given(content=st.binary(max_size=300), name=st.text(max_size=30), target=st.text(max_size=4))
def test_a_file_of_any_kind_is_answered_as_documented(
    content: bytes, name: str, target: str, doors: Callable[[str], Knock]
) -> None:
    form = {"target_lang": target, "file": (io.BytesIO(content), name or "x")}
    with app_in_memory(WORDMILL_RATE_LIMITS="false") as gateway:
        check("upload_intake", doors("upload_intake")(data=form, headers=as_user()))
        assert isinstance(gateway, MemoryGateway)
