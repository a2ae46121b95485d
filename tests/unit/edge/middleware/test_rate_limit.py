"""Who is counted, under which name, and what they are told."""

import pytest
from werkzeug import Request
from werkzeug.test import create_environ

from shared.edge.call import Caller, Identity, Policy, User
from shared.edge.middleware.rate_limit import take
from shared.errors import RateLimited
from shared.limits.rules import RULES
from shared.testing.memory import MemoryGateway
from shared.wiring import App
from tests.support.doors import ALICE, BOB, settings

WRITES = Policy("POST", limit="writes")


class Counter:
    def __init__(self, **changes: str) -> None:
        gateway = MemoryGateway()
        self.app = App(settings(**changes), connect=lambda _: gateway)

    def count(self, identity: Identity, policy: Policy = WRITES, address: str = "192.0.2.1") -> dict[str, str]:
        headers: dict[str, str] = {}
        request = Request(create_environ() | {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": "203.0.113.9"})
        take(request, identity, policy, app=self.app, headers=headers)
        return headers


def user(user_id: str = ALICE) -> Identity:
    return Identity("user", user=User(user_id, "t"))


def test_each_answer_tells_the_rule_and_the_room() -> None:
    counter = Counter()
    assert counter.count(user())["RateLimit-Policy"] == '"writes";q=60;w=60'
    assert counter.count(user())["RateLimit"].startswith('"writes";r=58;t=')


def test_the_call_after_the_last_is_refused_and_told_for_how_long() -> None:
    counter = Counter(WORDMILL_RATE_FACTOR="0.05")
    for _ in range(3):
        counter.count(user())
    with pytest.raises(RateLimited) as refused:
        counter.count(user())
    assert refused.value.retry_after is not None
    assert 1 <= refused.value.retry_after <= RULES["writes"].window
    counter.count(user(BOB))


def test_strangers_are_counted_by_the_platforms_address_and_not_by_a_header() -> None:
    counter, anyone = Counter(WORDMILL_RATE_FACTOR="0.01"), Identity("public")
    counter.count(anyone)
    with pytest.raises(RateLimited):
        counter.count(anyone)
    counter.count(anyone, address="192.0.2.2")


@pytest.mark.parametrize("caller", ["webhook", "schedule"])
def test_our_own_callers_are_not_counted(caller: Caller) -> None:
    assert Counter().count(Identity(caller, webhook_id="m")) == {}


def test_without_a_limit_or_with_limits_switched_off_nobody_is() -> None:
    assert Counter().count(user(), Policy("POST")) == {}
    assert Counter(WORDMILL_RATE_LIMITS="false").count(user()) == {}
