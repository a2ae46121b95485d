"""Standard Webhooks, held against a signature that its reference library made."""

import base64

import pytest
from werkzeug.datastructures import Headers

from shared.edge.signatures import TOLERANCE_SECONDS, sign, verify
from shared.errors import NotAuthenticated

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + base64.b64encode(b"another secret, of the same make").decode()
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def headers(**changes: str) -> Headers:
    usual = {"webhook-id": ID, "webhook-timestamp": str(AT), "webhook-signature": SIGNATURE}
    return Headers(usual | {name.replace("_", "-"): value for name, value in changes.items()})


def accepts(given: Headers, *, body: bytes = BODY, secrets: tuple[str, ...] = (SECRET,), now: float = AT) -> bool:
    try:
        return verify(given, body, secrets=secrets, now=now) == ID
    except NotAuthenticated:
        return False


def test_what_the_reference_library_signs_is_signed_the_same_and_verified() -> None:
    assert sign(SECRET, webhook_id=ID, timestamp=AT, body=BODY) == SIGNATURE
    assert accepts(headers())


def test_any_secret_and_any_signature_may_be_the_one_that_fits() -> None:
    assert accepts(headers(), secrets=(OTHER, SECRET))
    assert accepts(headers(webhook_signature=f"v1,{'A' * 43}= {SIGNATURE}"))
    assert not accepts(headers(), secrets=(OTHER,))
    assert not accepts(headers(), secrets=())


@pytest.mark.parametrize("off", [0, TOLERANCE_SECONDS, -TOLERANCE_SECONDS])
def test_within_five_minutes_it_counts(off: int) -> None:
    assert accepts(headers(), now=AT + off)


@pytest.mark.parametrize("off", [TOLERANCE_SECONDS + 1, -TOLERANCE_SECONDS - 1])
def test_older_or_from_the_future_it_does_not(off: int) -> None:
    assert not accepts(headers(), now=AT + off)


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook_id": "msg_another"},
        {"webhook_id": ""},
        {"webhook_id": "a b"},
        {"webhook_id": "x" * 129},
        {"webhook_timestamp": str(AT + 1)},
        {"webhook_timestamp": "-1"},
        {"webhook_timestamp": "١٢٣"},
        {"webhook_timestamp": "9" * 12},
        {"webhook_signature": ""},
        {"webhook_signature": SIGNATURE.replace("v1", "v2")},
        {"webhook_signature": "v1,not base64"},
        {"webhook_signature": " ".join([f"v1,{'A' * 43}="] * 10 + [SIGNATURE])},
    ],
)
def test_whatever_else_changes_it_does_not_fit(changes: dict[str, str]) -> None:
    assert not accepts(headers(**changes))


def test_a_body_with_one_byte_more_does_not_fit() -> None:
    assert not accepts(headers(), body=BODY + b" ")
