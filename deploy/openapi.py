"""The OpenAPI document of all functions, made from their policies and the types of their handlers.

Surprise: nothing in it is written by hand but the shape of a problem and a few headers. A handler's annotation is what
its answer is documented as, so a wrong annotation is a wrong document, and schemathesis finds it.
"""

import dataclasses
import importlib
import json
import typing
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

import shared
from deploy.openapi_problems import PROBLEM, REFUSALS, refusal, refusals
from shared.edge.call import Caller, Policy
from shared.edge.endpoint import Door, Pong, Received, door_of
from shared.limits.rules import RULES

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "functions" / "openapi.json"
PREFIX = "/functions/v1"
REF = "#/components/schemas/{model}"

Json = dict[str, Any]

SECURITY: dict[Caller, list[Json]] = {
    "user": [{"userToken": []}],
    "webhook": [{"webhook": []}],
    "schedule": [{"schedule": []}],
    "public": [{}],
}


def openapi_json() -> str:
    """The document as it stands in the project."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def document() -> Json:
    """All functions, sorted by name."""
    schemas: Json = {"Problem": PROBLEM}
    doors = [_load(path.parent.name) for path in sorted((ROOT / "functions").glob("*/main.py"))]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Wordmill",
            "version": shared.__version__,
            "description": "Documents in, checked bilingual wordlists out. Rows are read from Supabase's own API.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "http://127.0.0.1:54321", "description": "the local stack"}],
        "paths": {f"{PREFIX}/{door.name}": _path(door, about, schemas) for door, about in doors},
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": {str(status): refusal(status) for status in REFUSALS},
            "securitySchemes": {
                "userToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "schedule": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "Cloud Scheduler's OIDC token",
                },
                "webhook": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "webhook-signature",
                    "description": "Standard Webhooks, with webhook-id and webhook-timestamp",
                },
            },
        },
    }


def _load(name: str) -> tuple[Door, str]:
    module = importlib.import_module(f"functions.{name}.main")
    return door_of(module.main), module.__doc__ or ""


def _path(door: Door, about: str, schemas: Json) -> Json:
    policy, (summary, _, rest) = door.policy, about.strip().partition("\n\n")
    operation: Json = {
        "operationId": door.name,
        "summary": " ".join(summary.split()),
        "description": " ".join(rest.removeprefix("Surprise:").split()).strip(),
        "security": [one for caller in policy.callers for one in SECURITY[caller]],
        "responses": _responses(door, schemas),
    }
    if policy.idempotent:
        operation["parameters"] = [_idempotency_key()]
    if policy.method == "POST":
        operation["requestBody"] = {"required": True, "content": _contents(door, schemas)}
    return {policy.method.lower(): operation}


def _contents(door: Door, schemas: Json) -> Json:
    named = [
        _schema(door.bodies[caller], f"{_pascal(door.name)}{caller.title()}Body", schemas, mode="validation")
        for caller in door.policy.callers
        if caller != "schedule"
    ]
    whole = named[0] if len(named) == 1 else {"anyOf": named}
    if not door.policy.multipart:
        return {"application/json": {"schema": whole}}
    # A file has no form in JSON: there the same body goes without it, and a form is for nothing else.
    form = named[0]["$ref"].rsplit("/", 1)[1]
    whole_schema = schemas.pop(form)
    properties, ways = whole_schema["properties"], whole_schema.pop("anyOf")
    plain = {name: part for name, part in properties.items() if '"binary"' not in json.dumps(part)}
    (with_file,) = (way for way in ways if not plain.keys() >= set(way["required"]))
    fields = {name: _in_a_form(part) for name, part in properties.items()}
    schemas[f"{form}Json"] = whole_schema | {"properties": plain, "anyOf": [way for way in ways if way != with_file]}
    schemas[f"{form}Form"] = whole_schema | {"properties": fields, "required": with_file["required"]}
    return {
        "application/json": {"schema": {"$ref": REF.format(model=f"{form}Json")}},
        "multipart/form-data": {"schema": {"$ref": REF.format(model=f"{form}Form")}},
    }


def _in_a_form(part: Json) -> Json:
    """A field where there is no null: it is there or it is not."""
    if "anyOf" not in part:
        return part
    (kind,) = (kind for kind in part["anyOf"] if kind != {"type": "null"})
    return {"title": part["title"], **kind}


def _responses(door: Door, schemas: Json) -> Json:
    policy, returned = door.policy, typing.get_type_hints(door.handler).get("return", object)
    if typing.get_origin(returned) is tuple:
        returned = typing.get_args(returned)[1]
    schema = _schema(returned, f"{_pascal(door.name)}Answer", schemas, mode="serialization")
    by_edge = [Pong] * ("webhook" in policy.callers) + [Received] * policy.receipt
    if by_edge:
        schema = {"anyOf": [schema, *(_schema(one, one.__name__, schemas, mode="serialization") for one in by_edge)]}
    good = {
        str(status): {
            "description": "Done" if status < 500 else "Unhealthy",  # noqa: PLR2004
            "headers": _headers(policy),
            "content": {"application/json": {"schema": schema}},
        }
        for status in sorted({policy.status, *policy.also})
    }
    bad = {str(status): {"$ref": f"#/components/responses/{status}"} for status in refusals(policy)}
    for status in good.keys() & bad.keys():
        # Unhealthy is an answer; that even the settings could not be read is a problem.
        good[status]["content"] |= refusal(int(status))["content"]
    return bad | good


def _headers(policy: Policy) -> Json:
    headers: Json = {"X-Request-Id": {"schema": {"type": "string"}}}
    if policy.limit:
        rule = RULES[policy.limit]
        quota = f"{rule.limit} calls in {rule.window} seconds"
        headers["RateLimit-Policy"] = {"description": quota, "schema": {"type": "string"}}
        headers["RateLimit"] = {"description": "what is left of it", "schema": {"type": "string"}}
    if policy.idempotent:
        headers["Idempotent-Replayed"] = {"description": "set on a stored answer", "schema": {"type": "string"}}
    return headers


def _idempotency_key() -> Json:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same request with the same key is answered the same, and done once",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]*[!#-~][!-~]*$"},
    }


def _schema(kind: Any, name: str, schemas: Json, *, mode: typing.Literal["validation", "serialization"]) -> Json:  # noqa: ANN401 - any annotation
    made = TypeAdapter(kind).json_schema(ref_template=REF, mode=mode)
    for inner, schema in made.pop("$defs", {}).items():
        if schemas.setdefault(inner, schema) != schema:
            raise ValueError(f"two schemas are called {inner}; rename one of the classes")
    if set(made) == {"$ref"}:
        return made
    if dataclasses.is_dataclass(kind):
        name = typing.cast("type", kind).__name__
    schemas[name] = made
    return {"$ref": REF.format(model=name)}


def _pascal(name: str) -> str:
    return "".join(part.title() for part in name.split("_"))
