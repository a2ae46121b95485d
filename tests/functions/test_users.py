"""Whose token is good, alike on both platforms: the matrix of what has been tried against others."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from shared.gateway.keys import Key
from shared.testing.memory import MemoryGateway
from shared.wiring import App, install
from tests.support.doors import (
    ALICE,
    ENVIRONMENT,
    JWT_SECRET,
    SAMPLES,
    Answer,
    Knock,
    Platform,
    door_on,
    settings,
    user_token,
)

EC_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGER = ec.generate_private_key(ec.SECP256R1())


def public_keys() -> list[Key]:
    return [
        ECAlgorithm.to_jwk(EC_KEY.public_key(), as_dict=True) | {"kid": "ec", "alg": "ES256", "use": "sig"},
        RSAAlgorithm.to_jwk(RSA_KEY.public_key(), as_dict=True) | {"kid": "rsa", "alg": "RS256", "use": "sig"},
        RSAAlgorithm.to_jwk(RSA_KEY.public_key(), as_dict=True) | {"kid": "enc", "alg": "RS256", "use": "enc"},
    ]


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {
        "sub": ALICE,
        "aud": "authenticated",
        "iss": f"{ENVIRONMENT['SUPABASE_URL']}/auth/v1",
        "iat": now,
        "exp": now + 3600,
        "role": "authenticated",
    }
    return {name: value for name, value in (usual | changes).items() if value is not None}


def knock_with(door: Knock, token: str | None, *, scheme: str = "Bearer") -> Answer:
    headers = {} if token is None else {"Authorization": f"{scheme} {token}".strip()}
    return door(json={"text": "x"}, headers=headers)


def unsigned(header: dict[str, Any]) -> str:
    parts = [json.dumps(header), json.dumps(claims())]
    return ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts) + "."


class Counted:
    """A sign-in service's key set that counts how often it is fetched."""

    def __init__(self) -> None:
        self.times = 0

    def fetch(self, address: str) -> list[Key]:
        assert address == f"{ENVIRONMENT['SUPABASE_URL']}/auth/v1/.well-known/jwks.json"
        self.times += 1
        return public_keys()


@pytest.fixture
def fetched() -> Counted:
    return Counted()


@pytest.fixture
def by_key(platform: Platform, fetched: Counted) -> Iterator[Knock]:
    """The sample function of a project that signs with published keys."""
    gateway = MemoryGateway()
    made = settings(SUPABASE_JWT_SECRET="", WORDMILL_RATE_LIMITS="false")
    install(App(made, connect=lambda _: gateway, fetch=fetched.fetch))
    yield door_on(platform, SAMPLES / "echo")
    install(None)


# A project that signs with a shared secret.


def test_a_users_token_is_good(echo: Knock) -> None:
    assert knock_with(echo, user_token()).json["user"] == ALICE


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_schemes_name_has_no_case(echo: Knock, scheme: str) -> None:
    assert knock_with(echo, user_token(), scheme=scheme).status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "other"},
        {"aud": None},
        {"aud": ["other", "another"]},
        {"iss": "https://elsewhere.example/auth/v1"},
        {"iss": None},
        {"iss": f"{ENVIRONMENT['SUPABASE_URL']}/auth/v1/"},
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"exp": "tomorrow"},
        {"nbf": int(time.time()) + 86_400},
        {"iat": int(time.time()) + 86_400},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "' or 1=1 --"},
        {"sub": "../../etc"},
    ],
)
def test_a_token_with_a_wrong_claim_is_401(echo: Knock, changes: dict[str, Any]) -> None:
    assert knock_with(echo, user_token(**changes)).status == 401


@pytest.mark.parametrize("role", ["service_role", "anon", "supabase_admin", "postgres", "", None, ["authenticated"]])
def test_a_token_of_another_role_is_403(echo: Knock, role: Any) -> None:
    assert knock_with(echo, user_token(role=role)).status == 403


@pytest.mark.parametrize(
    "token",
    [
        None,
        "",
        "x",
        "a.b.c",
        "..",
        "eyJ.eyJ.sig",
        "x" * 9000,
        ENVIRONMENT["SUPABASE_SECRET_KEY"],
        ENVIRONMENT["SUPABASE_PUBLISHABLE_KEY"],
    ],
)
def test_what_is_no_token_is_401_with_a_challenge(echo: Knock, token: str | None) -> None:
    answer = knock_with(echo, token)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("scheme", ["Basic", "Token", "", "Bearer Bearer"])
def test_another_scheme_is_401(echo: Knock, scheme: str) -> None:
    assert knock_with(echo, user_token(), scheme=scheme).status == 401


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", ""])
def test_a_token_that_nobody_signed_is_401(echo: Knock, algorithm: str) -> None:
    assert knock_with(echo, unsigned({"alg": algorithm, "typ": "JWT"})).status == 401


def test_a_token_signed_with_another_secret_is_401(echo: Knock) -> None:
    assert knock_with(echo, user_token(secret="another-secret-of-another-project")).status == 401


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_only_one_algorithm_goes_with_a_shared_secret(echo: Knock, algorithm: str) -> None:
    assert knock_with(echo, jwt.encode(claims(), JWT_SECRET * 3, algorithm)).status == 401
    assert knock_with(echo, jwt.encode(claims(), JWT_SECRET + "x" * 64, algorithm)).status == 401


def test_a_token_with_a_changed_payload_is_401(echo: Knock) -> None:
    head, _, signature = user_token().split(".")
    payload = base64.urlsafe_b64encode(json.dumps(claims(sub="bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb")).encode())
    assert knock_with(echo, f"{head}.{payload.rstrip(b'=').decode()}.{signature}").status == 401


def test_published_keys_are_not_asked_where_a_secret_is_shared(echo: Knock) -> None:
    assert knock_with(echo, jwt.encode(claims(), EC_KEY, "ES256", headers={"kid": "ec"})).status == 401


# A project that signs with keys that it publishes.


@pytest.mark.parametrize(("key", "algorithm", "kid"), [(EC_KEY, "ES256", "ec"), (RSA_KEY, "RS256", "rsa")])
def test_a_token_signed_by_a_published_key_is_good(by_key: Knock, key: Any, algorithm: str, kid: str) -> None:
    token = jwt.encode(claims(), key, algorithm, headers={"kid": kid})
    assert knock_with(by_key, token).json["user"] == ALICE


def test_a_shared_secret_is_not_accepted_where_none_is_set(by_key: Knock) -> None:
    assert knock_with(by_key, user_token(headers={"kid": "ec"})).status == 401
    assert knock_with(by_key, user_token()).status == 401


@pytest.mark.parametrize("kid", ["ec", "rsa"])
def test_a_public_key_does_not_pass_for_a_shared_secret(by_key: Knock, kid: str) -> None:
    """The classic: sign with HS256, and what everybody can read as the secret."""
    key = EC_KEY.public_key() if kid == "ec" else RSA_KEY.public_key()
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT", "kid": kid}).encode()).rstrip(b"=")
    body = base64.urlsafe_b64encode(json.dumps(claims()).encode()).rstrip(b"=")
    import hashlib
    import hmac

    signature = base64.urlsafe_b64encode(hmac.new(pem, head + b"." + body, hashlib.sha256).digest()).rstrip(b"=")
    assert knock_with(by_key, b".".join([head, body, signature]).decode()).status == 401


def test_the_key_and_not_the_token_says_which_algorithm(by_key: Knock) -> None:
    assert knock_with(by_key, jwt.encode(claims(), RSA_KEY, "RS512", headers={"kid": "rsa"})).status == 401
    assert knock_with(by_key, jwt.encode(claims(), RSA_KEY, "PS256", headers={"kid": "rsa"})).status == 401
    assert knock_with(by_key, jwt.encode(claims(), EC_KEY, "ES256", headers={"kid": "rsa"})).status == 401


def test_a_key_for_encryption_signs_nothing(by_key: Knock) -> None:
    assert knock_with(by_key, jwt.encode(claims(), RSA_KEY, "RS256", headers={"kid": "enc"})).status == 401


def test_a_key_that_comes_with_the_token_is_not_looked_at(by_key: Knock) -> None:
    own = ECAlgorithm.to_jwk(STRANGER.public_key(), as_dict=True)
    token = jwt.encode(
        claims(), STRANGER, "ES256", headers={"kid": "ec", "jwk": own, "jku": "https://elsewhere.example"}
    )
    assert knock_with(by_key, token).status == 401


@pytest.mark.parametrize("kid", [None, "", "../../dev/null", "x" * 3000, 5, ["ec"]])
def test_a_key_id_that_names_no_key_is_401(by_key: Knock, kid: Any) -> None:
    head = base64.urlsafe_b64encode(json.dumps({"alg": "ES256", "typ": "JWT", "kid": kid}).encode()).rstrip(b"=")
    rest = jwt.encode(claims(), EC_KEY, "ES256").split(".", 1)[1]
    assert knock_with(by_key, f"{head.decode()}.{rest}").status == 401


def test_a_critical_extension_we_do_not_know_is_401(by_key: Knock) -> None:
    token = jwt.encode(claims(), EC_KEY, "ES256", headers={"kid": "ec", "crit": ["exp"], "exp": 1})
    assert knock_with(by_key, token).status == 401


def test_a_storm_of_unknown_keys_does_not_become_a_storm_on_the_sign_in_service(
    by_key: Knock, fetched: Counted
) -> None:
    for number in range(200):
        token = jwt.encode(claims(), STRANGER, "ES256", headers={"kid": f"invented-{number}"})
        assert knock_with(by_key, token).status == 401
    assert fetched.times == 1
