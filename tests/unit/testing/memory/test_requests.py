"""What a minute's end means to the limits of the memory gateway: what it means to the database's."""

from shared.testing.clock import ManualClock
from shared.testing.memory.requests import MemoryRateLimits
from shared.testing.memory.state import State


def test_no_end_of_a_window_forgives_what_was_called_just_before():
    clock = ManualClock()
    limits = MemoryRateLimits(State(clock))
    clock.advance(59)
    assert [limits.take("writes:ada", limit=3, window=60).allowed for _ in range(3)] == [True] * 3
    clock.advance(2)
    refused = limits.take("writes:ada", limit=3, window=60)
    assert (refused.allowed, refused.remaining) == (False, 0)
    clock.advance(refused.retry_after - 0.1)
    assert not limits.take("writes:ada", limit=3, window=60).allowed
    clock.advance(0.2)
    assert limits.take("writes:ada", limit=3, window=60).allowed


def test_room_that_comes_in_the_next_window_is_told():
    clock = ManualClock()
    limits = MemoryRateLimits(State(clock))
    taken = [limits.take("writes:ada", limit=3, window=60) for _ in range(4)]
    assert taken[3].retry_after == 80  # a third of them has faded out
    clock.advance(79.9)
    assert not limits.take("writes:ada", limit=3, window=60).allowed
    clock.advance(0.2)
    assert limits.take("writes:ada", limit=3, window=60).allowed
