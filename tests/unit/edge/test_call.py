"""Which gateway a caller gets."""

from typing import Any, cast

import pytest

from shared.edge.call import Call, Caller, Identity, Policy, User
from shared.observability.trace import begin_trace
from shared.wiring import App
from tests.support.doors import ALICE, settings

TRACE = begin_trace(None, None, new_id="a-request-of-ours")


def call(identity: Identity) -> tuple[Call[None], list[str | None]]:
    asked: list[str | None] = []

    def connect(token: str | None) -> Any:
        asked.append(token)
        return cast("Any", f"gateway of {token}")

    return Call(App(settings(), connect=connect), identity, None, TRACE, lambda: 1.0), asked


def test_a_user_reads_with_their_own_token_and_never_with_our_key() -> None:
    made, asked = call(Identity("user", user=User(ALICE, "alices-token")))
    assert made.gateway == made.gateway == "gateway of alices-token"
    assert asked == ["alices-token"]


@pytest.mark.parametrize("caller", ["webhook", "schedule"])
def test_our_own_callers_read_all_rows(caller: Caller) -> None:
    made, asked = call(Identity(caller, webhook_id="msg_1"))
    assert made.gateway == "gateway of None"
    assert asked == [None]


def test_a_call_without_a_user_has_none_to_give() -> None:
    made, _ = call(Identity("webhook", webhook_id="msg_1"))
    with pytest.raises(LookupError, match="webhook"):
        made.user  # noqa: B018 - asking is what is tried


def test_a_token_stands_in_no_representation() -> None:
    assert "alices-token" not in repr(call(Identity("user", user=User(ALICE, "alices-token")))[0].identity)


def test_one_caller_or_several_are_read_the_same() -> None:
    assert Policy("POST", caller="webhook").callers == ("webhook",)
    assert Policy("POST", caller=("user", "webhook")).callers == ("user", "webhook")


def test_who_may_get_may_ask_for_the_head_too() -> None:
    assert Policy("GET").methods == ("GET", "HEAD", "OPTIONS")
    assert Policy("POST").methods == ("POST", "OPTIONS")
