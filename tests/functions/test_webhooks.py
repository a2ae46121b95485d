"""Who may pass for our own database, alike on both platforms."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema_rs import validator_for
from standardwebhooks import Webhook

from deploy.openapi import TARGET
from shared import __version__
from shared.testing.memory import MemoryGateway
from tests.support.doors import (
    OLD_WEBHOOK_SECRET,
    SAMPLES,
    WEBHOOK_SECRET,
    Knock,
    Platform,
    app_in_memory,
    as_user,
    door_on,
    signed,
)

DOCUMENT: dict[str, Any] = json.loads(TARGET.read_text(encoding="utf-8"))
HINT = {"type": "UPDATE", "table": "jobs", "task": "jobs", "record": {"id": "1"}, "old_record": None, "new": "unknown"}


def headers(webhook: dict[str, Any], **changes: str | None) -> dict[str, Any]:
    """The same webhook with other headers; None leaves one out."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    kept = {name: value for name, value in (webhook["headers"] | named).items() if value is not None}
    return webhook | {"headers": kept}


def test_a_signed_hint_is_taken_with_its_id(echo: Knock) -> None:
    answer = echo(**signed(HINT, webhook_id="msg_1"))
    assert answer.status == 200
    assert answer.json == {"caller": "webhook", "webhook_id": "msg_1", "task": "jobs"}


def test_the_reference_implementation_signs_what_we_verify(echo: Knock) -> None:
    raw, now = json.dumps(HINT), datetime.now(UTC)
    signature = Webhook(WEBHOOK_SECRET).sign("msg_2", now, raw)
    stamped = {"webhook-id": "msg_2", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    assert echo("POST", data=raw, content_type="application/json", headers=stamped).status == 200


def test_both_secrets_are_good_while_they_are_rotated(echo: Knock) -> None:
    assert echo(**signed(HINT, secret=WEBHOOK_SECRET)).status == 200
    assert echo(**signed(HINT, secret=OLD_WEBHOOK_SECRET)).status == 200


def test_one_of_several_signatures_is_enough(echo: Knock) -> None:
    webhook = signed(HINT)
    several = f"v1,{base64.b64encode(bytes(32)).decode()} {webhook['headers']['webhook-signature']} v2,x"
    assert echo(**headers(webhook, webhook_signature=several)).status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook_signature": "v1," + base64.b64encode(bytes(32)).decode()},
        {"webhook_signature": "v1"},
        {"webhook_signature": "v1,"},
        {"webhook_signature": "v1,not base64!"},
        {"webhook_signature": ""},
        {"webhook_signature": "v1a," + base64.b64encode(bytes(32)).decode()},
        {"webhook_id": "msg_other"},
        {"webhook_id": None},
        {"webhook_id": "x" * 200},
        {"webhook_id": "with space"},
        {"webhook_timestamp": "1"},
        {"webhook_timestamp": None},
        {"webhook_timestamp": "now"},
        {"webhook_timestamp": "1e9"},
        {"webhook_timestamp": "9" * 30},
    ],
)
def test_a_tampered_header_is_401(echo: Knock, changes: dict[str, str | None]) -> None:
    assert echo(**headers(signed(HINT), **changes)).status == 401


def test_a_tampered_body_is_401(echo: Knock) -> None:
    webhook = signed(HINT)
    assert echo(**webhook | {"data": webhook["data"].replace(b"jobs", b"jobz")}).status == 401


def test_an_unsigned_hint_is_401(echo: Knock) -> None:
    assert echo(**signed(HINT) | {"headers": {}}).status == 401


def test_a_secret_nobody_gave_us_is_401(echo: Knock) -> None:
    stranger = "whsec_" + base64.b64encode(b"somebody else's key, long enough").decode()
    assert echo(**signed(HINT, secret=stranger)).status == 401


@pytest.mark.parametrize(("age", "status"), [(0, 200), (290, 200), (310, 401), (86_400, 401), (-290, 200), (-310, 401)])
def test_a_hint_is_good_for_five_minutes_either_way(echo: Knock, age: int, status: int) -> None:
    assert echo(**signed(HINT, age=age)).status == status


def test_a_wrong_signature_is_not_given_a_second_chance_as_a_user(echo: Knock) -> None:
    webhook = headers(signed(HINT), webhook_signature="v1,AAAA", **as_user())
    assert echo(**webhook).status == 401


def test_a_signature_does_not_make_a_webhook_a_user(echo: Knock) -> None:
    assert echo(**signed(HINT)).json["caller"] == "webhook"


@pytest.mark.parametrize("name", ["job_advance", "export_generation", "cleanup"])
def test_a_signed_ping_comes_back_and_sets_nothing_off(
    door: Callable[[str], Knock], gateway: MemoryGateway, name: str
) -> None:
    ping = {"type": "PING", "task": "are you there"}
    answer = door(name)(**signed(ping))
    assert (answer.status, answer.json["pong"], answer.json["function"]) == (200, "are you there", name)
    assert answer.json["version"] == answer.headers["Wordmill-Version"] == __version__
    assert is_documented(name, answer.json)
    assert not gateway.state.receipts
    assert door(name)(**signed(ping) | {"headers": {}}).status == 401


def test_a_sweep_that_comes_twice_is_answered_as_the_document_says(
    door: Callable[[str], Knock], gateway: MemoryGateway
) -> None:
    del gateway
    first, second = (door("cleanup")(**signed({"type": "SCHEDULE", "task": "all"}, webhook_id="twice")) for _ in "ab")
    assert second.json == {"status": "already received"} != first.json
    assert is_documented("cleanup", first.json)
    assert is_documented("cleanup", second.json)


def is_documented(name: str, answer: object) -> bool:
    """Whether the OpenAPI document knows such an answer."""
    (operation,) = DOCUMENT["paths"][f"/functions/v1/{name}"].values()
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return validator_for(schema | {"components": DOCUMENT["components"]}).is_valid(answer)


@pytest.fixture
def unset(platform: Platform) -> Iterator[Knock]:
    """The sample function where no webhook secret is set."""
    with app_in_memory(WORDMILL_WEBHOOK_SECRET=""):
        yield door_on(platform, SAMPLES / "echo")


def test_without_a_secret_no_signature_is_good(unset: Knock) -> None:
    assert unset(**signed(HINT)).status == 401
    empty = "whsec_"
    assert unset(**signed(HINT, secret=empty)).status == 401
