"""Which schedules may send sweeps: Cloud Scheduler by its token, EventBridge by being let in by AWS."""

import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from shared.edge.aws import InvocationFailed
from shared.errors import DatabaseUnavailable
from shared.gateway.keys import Key
from shared.testing.memory import MemoryGateway
from shared.wiring import GOOGLE_KEYS, App, install
from tests.support.doors import FUNCTIONS, Context, Knock, Platform, door_on, load_main, settings, user_token

GOOGLE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ACCOUNT, AUDIENCE = "sweeper@wordmill.iam.gserviceaccount.com", "https://cleanup.example.run.app"
SWEEP = {"type": "SCHEDULE", "task": "cooldowns"}


def fetch(address: str) -> list[Key]:
    assert address == GOOGLE_KEYS
    return [RSAAlgorithm.to_jwk(GOOGLE.public_key(), as_dict=True) | {"kid": "g1", "alg": "RS256", "use": "sig"}]


def token(key: Any = GOOGLE, kid: str = "g1", **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": "https://accounts.google.com",
        "aud": AUDIENCE,
        "sub": "1234567890",
        "email": ACCOUNT,
        "email_verified": True,
        "iat": now,
        "exp": now + 600,
    } | changes
    return jwt.encode(claims, key, "RS256", headers={"kid": kid})


@pytest.fixture
def sweep(platform: Platform) -> Iterator[Knock]:
    gateway = MemoryGateway()
    made = settings(WORDMILL_SCHEDULER_ACCOUNT=ACCOUNT, WORDMILL_SCHEDULER_AUDIENCE=AUDIENCE)
    install(App(made, connect=lambda _: gateway, fetch=fetch))
    yield door_on(platform, FUNCTIONS / "cleanup")
    install(None)


def send(sweep: Knock, bearer: str) -> int:
    return sweep(json=SWEEP, headers={"Authorization": f"Bearer {bearer}"}).status


def test_our_schedulers_token_is_good(sweep: Knock) -> None:
    assert send(sweep, token()) == 200


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"email": "somebody@else.iam.gserviceaccount.com"}, 403),
        ({"email_verified": False}, 403),
        ({"aud": "https://another.example.run.app"}, 401),
        ({"iss": "https://accounts.example.com"}, 401),
        ({"exp": int(time.time()) - 60}, 401),
    ],
)
def test_another_token_of_googles_is_not(sweep: Knock, changes: dict[str, Any], status: int) -> None:
    assert send(sweep, token(**changes)) == status


def test_neither_is_one_that_google_did_not_sign(sweep: Knock) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert send(sweep, token(stranger)) == 401
    assert send(sweep, token(kid="g2")) == 401
    assert send(sweep, user_token()) == 401


def test_where_no_scheduler_is_named_none_is_good(platform: Platform, gateway: MemoryGateway) -> None:
    assert send(door_on(platform, FUNCTIONS / "cleanup"), token()) == 401


def test_eventbridges_event_goes_through_the_same_door(gateway: MemoryGateway) -> None:
    handler = load_main(FUNCTIONS / "cleanup").lambda_handler
    answer = handler(dict(SWEEP), Context(30_000))
    assert answer["statusCode"] == 200
    assert "cooldowns" in answer["body"]


def test_a_sweep_that_fails_fails_for_lambda_too(gateway: MemoryGateway) -> None:
    """Only then does Lambda try again, and keep the event in the queue in the end."""

    class Broken:
        def run(self, task: str) -> dict[str, int]:
            raise DatabaseUnavailable(task)

    gateway.upkeep = Broken()  # type: ignore[assignment]
    handler = load_main(FUNCTIONS / "cleanup").lambda_handler
    with pytest.raises(InvocationFailed, match="answered 503"):
        handler(dict(SWEEP), Context(30_000))
