"""The key set is asked for as seldom as keys allow."""

from collections.abc import Mapping

import pytest

from shared.errors import Unavailable
from shared.gateway.keys import KEEP_SECONDS, LOOK_AGAIN_SECONDS, KeySet
from shared.testing.clock import ManualClock


class Auth:
    """A sign-in service that counts how often it is asked."""

    def __init__(self, *kids: str) -> None:
        self.kids = list(kids)
        self.asked = 0
        self.is_down = False

    def fetch(self) -> list[Mapping[str, object]]:
        self.asked += 1
        if self.is_down:
            raise Unavailable
        return [{"kid": kid} for kid in self.kids]


def test_a_known_key_is_fetched_once() -> None:
    auth, clock = Auth("a"), ManualClock()
    keys = KeySet(auth.fetch, clock)
    assert all(keys.find("a") == {"kid": "a"} for _ in range(100))
    assert auth.asked == 1


def test_a_storm_of_unknown_keys_is_one_question() -> None:
    auth, clock = Auth("a"), ManualClock()
    keys = KeySet(auth.fetch, clock)
    assert all(keys.find(f"invented-{number}") is None for number in range(1000))
    assert auth.asked == 1


def test_a_rotated_key_is_found_within_half_a_minute() -> None:
    auth, clock = Auth("a"), ManualClock()
    keys = KeySet(auth.fetch, clock)
    keys.find("a")
    auth.kids = ["b"]
    assert keys.find("b") is None
    clock.advance(LOOK_AGAIN_SECONDS)
    assert keys.find("b") == {"kid": "b"}
    assert keys.find("a") is None


def test_a_withdrawn_key_is_forgotten_after_ten_minutes() -> None:
    auth, clock = Auth("a"), ManualClock()
    keys = KeySet(auth.fetch, clock)
    keys.find("a")
    auth.kids = []
    clock.advance(KEEP_SECONDS)
    assert keys.find("a") is None


def test_known_keys_work_while_the_sign_in_service_is_down() -> None:
    auth, clock = Auth("a"), ManualClock()
    keys = KeySet(auth.fetch, clock)
    keys.find("a")
    auth.is_down = True
    assert keys.find("a") == {"kid": "a"}


def test_a_service_that_is_down_is_told_and_asked_again_soon_but_not_by_everyone() -> None:
    auth, clock = Auth("a"), ManualClock()
    auth.is_down = True
    keys = KeySet(auth.fetch, clock)
    for _ in range(50):
        with pytest.raises(Unavailable):
            keys.find("a")
    assert auth.asked == 1
    auth.is_down = False
    clock.advance(3)
    assert keys.find("a") == {"kid": "a"}
