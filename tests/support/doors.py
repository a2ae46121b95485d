"""Calls at a function's door, the same on both clouds: under functions-framework and as a Lambda handler.

Surprise: what a case sends is one werkzeug request; for Lambda it is written down as a function URL's event, with the
base64 body, lower-case headers and split cookies that AWS makes of it.
"""

import base64
import importlib.util
import itertools
import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol
from uuid import uuid4

import jwt
from werkzeug.test import EnvironBuilder

from shared.config import Settings, read_settings
from shared.edge import signatures
from shared.edge.aws import LambdaHandler
from shared.testing.memory import MemoryGateway
from shared.wiring import App, install

ROOT = Path(__file__).parents[2]
FUNCTIONS = ROOT / "functions"
SAMPLES = Path(__file__).parent / "functions"
JWT_SECRET = "the-shared-secret-of-a-test-project"
WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
OLD_WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"fedcba9876543210fedcba9876543210").decode()
ENVIRONMENT = {
    "SUPABASE_URL": "http://127.0.0.1:9",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_test",
    "SUPABASE_SECRET_KEY": "sb_secret_canary",
    "SUPABASE_JWT_SECRET": JWT_SECRET,
    "WORDMILL_WEBHOOK_SECRET": f"{WEBHOOK_SECRET},{OLD_WEBHOOK_SECRET}",
    "WORDMILL_ALLOWED_ORIGINS": "https://app.example.org",
}
ALICE = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
BOB = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"

Platform = Literal["framework", "lambda"]
PLATFORMS: tuple[Platform, ...] = ("framework", "lambda")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Knock(Protocol):
    """Send one request to a function."""

    def __call__(self, method: str = "POST", path: str = "/", **request: Any) -> Answer: ...


def settings(**changes: str) -> Settings:
    """Settings of a test project; an empty value unsets a variable."""
    return read_settings(ENVIRONMENT | changes)


@contextmanager
def app_in_memory(**changes: str) -> Iterator[MemoryGateway]:
    """An App over a memory gateway, for as long as the block lasts."""
    gateway = MemoryGateway()
    install(App(settings(**changes), connect=lambda _: gateway))
    try:
        yield gateway
    finally:
        install(None)


def user_token(
    user_id: str = ALICE, *, secret: str = JWT_SECRET, headers: dict[str, Any] | None = None, **claims: Any
) -> str:
    """A user's access token as Supabase Auth writes it; a claim of None is left out."""
    now = int(time.time())
    usual = {
        "sub": user_id,
        "aud": "authenticated",
        "iss": "http://127.0.0.1:9/auth/v1",
        "iat": now,
        "exp": now + 3600,
        "role": "authenticated",
    }
    payload = {name: value for name, value in (usual | claims).items() if value is not None}
    return jwt.encode(payload, secret, "HS256", headers=headers)


def as_user(user_id: str = ALICE, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {user_token(user_id)}"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }


def signed(body: object, *, secret: str = WEBHOOK_SECRET, webhook_id: str = "", age: int = 0) -> dict[str, Any]:
    """The arguments of a request that our own database could have sent."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    webhook_id, timestamp = webhook_id or f"msg_{uuid4()}", int(time.time()) - age
    return {
        "data": raw,
        "content_type": "application/json",
        "headers": {
            "webhook-id": webhook_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signatures.sign(secret, webhook_id=webhook_id, timestamp=timestamp, body=raw),
        },
    }


def framework_door(source: Path) -> Knock:
    """The function under functions-framework, as Cloud Run starts it."""
    from functions_framework import create_app

    client = create_app("main", str(source)).test_client()  # type: ignore[no-untyped-call]

    def knock(method: str = "POST", path: str = "/", **request: Any) -> Answer:
        response = client.open(path, method=method, **request)
        return Answer(response.status_code, response.headers, response.get_data())

    return knock


def lambda_door(handler: LambdaHandler, *, milliseconds: int = 30_000) -> Knock:
    """The function as Lambda calls it for a function URL."""

    def knock(method: str = "POST", path: str = "/", **request: Any) -> Answer:
        answer = handler(url_event(method, path, **request), Context(milliseconds))
        body = answer["body"]
        raw = base64.b64decode(body) if answer["isBase64Encoded"] else body.encode()
        return Answer(answer["statusCode"], _Headers(answer["headers"]), raw)

    return knock


def url_event(method: str, path: str, **request: Any) -> dict[str, Any]:
    """A function URL's event, payload version 2.0."""
    builder = EnvironBuilder(path=path, method=method, **request)
    sent = builder.get_request()
    body = sent.get_data()
    text = sent.mimetype in {"application/json", "text/plain"} and _is_utf8(body)
    names = itertools.groupby(sorted(name.lower() for name in sent.headers.keys()))  # noqa: SIM118 - not a dict
    headers = {name: ",".join(sent.headers.getlist(name)) for name, _ in names if name != "cookie"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": sent.path,
        "rawQueryString": sent.query_string.decode(),
        "headers": headers,
        "cookies": [f"{name}={value}" for name, value in sent.cookies.items()],
        "requestContext": {
            "http": {"method": method, "path": sent.path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"},
            "requestId": str(uuid4()),
            "stage": "$default",
        },
        "body": body.decode() if text else base64.b64encode(body).decode(),
        "isBase64Encoded": not text,
    }


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@dataclass
class Context:
    """Lambda's context, as far as anyone asks."""

    milliseconds: int
    function_name: str = field(default="wordmill-test")

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


class _Headers(dict[str, str]):
    """Lambda's headers are in lower case; a test asks for them by the name people use."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


def door_on(platform: Platform, folder: Path) -> Knock:
    """The function of a folder on a platform; its file is loaded anew, as on a fresh instance."""
    if platform == "framework":
        return framework_door(folder / "main.py")
    return lambda_door(load_main(folder).lambda_handler)


def load_main(folder: Path) -> Any:
    """A function's module, under a name of its own: all of them are called main.py."""
    spec = importlib.util.spec_from_file_location(f"main_of_{folder.name}", folder / "main.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
