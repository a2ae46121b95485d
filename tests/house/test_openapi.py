"""The OpenAPI document is the one that the code makes, and says of each function what its policy says."""

import json
from typing import Any

import pytest

from deploy.openapi import TARGET, openapi_json
from shared.edge.endpoint import door_of
from tests.support.doors import FUNCTIONS, load_main

DOCUMENT: dict[str, Any] = json.loads(TARGET.read_text(encoding="utf-8"))
NAMES = sorted(path.parent.name for path in FUNCTIONS.glob("*/main.py"))


def test_the_document_is_fresh() -> None:
    assert TARGET.read_text(encoding="utf-8") == openapi_json(), "stale; `make generate` writes it anew"


def test_every_reference_leads_somewhere() -> None:
    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [found for value in part.values() for found in references(value)]
        return [found for value in part for found in references(value)] if isinstance(part, list) else []

    for reference in references(DOCUMENT):
        part = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
        assert part


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_says_who_may_call_and_what_may_come_back(name: str) -> None:
    policy = door_of(load_main(FUNCTIONS / name).main).policy
    operation = DOCUMENT["paths"][f"/functions/v1/{name}"][policy.method.lower()]
    schemes = {scheme for entry in operation["security"] for scheme in entry}
    assert ("userToken" in schemes) == ("user" in policy.callers)
    assert ("webhook" in schemes) == ("webhook" in policy.callers)
    assert ("429" in operation["responses"]) == (policy.limit is not None)
    assert {"500", "503", str(policy.status)} <= operation["responses"].keys()
    assert ("multipart/form-data" in operation.get("requestBody", {}).get("content", {})) == policy.multipart


def test_a_file_is_sent_in_a_form_and_never_in_json() -> None:
    content = DOCUMENT["paths"]["/functions/v1/upload_intake"]["post"]["requestBody"]["content"]
    schemas = DOCUMENT["components"]["schemas"]
    form = schemas[content["multipart/form-data"]["schema"]["$ref"].rsplit("/", 1)[1]]
    plain = schemas[content["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]]
    assert "file" in form["properties"]
    assert "file" not in plain["properties"]


def test_a_status_lists_every_code_of_the_error_tree_that_has_it() -> None:
    answers = DOCUMENT["components"]["responses"]
    told = {
        (int(status), code)
        for status, answer in answers.items()
        for code in answer["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["code"]["enum"]
    }
    assert {(429, "rate_limited"), (422, "encrypted"), (409, "request_in_flight"), (503, "model_unavailable")} <= told
    assert {status for status, _ in told} == {int(status) for status in answers}


@pytest.mark.parametrize(("name", "status"), [("health", 413), ("cleanup", 403), ("upload_intake", 201)])
def test_a_status_that_is_easily_forgotten_is_there(name: str, status: int) -> None:
    (operation,) = DOCUMENT["paths"][f"/functions/v1/{name}"].values()
    assert str(status) in operation["responses"]


def test_a_status_that_never_comes_is_not_there() -> None:
    assert "200" not in DOCUMENT["paths"]["/functions/v1/upload_intake"]["post"]["responses"]
