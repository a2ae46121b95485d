"""Every case of this folder runs on both platforms, over a memory gateway."""

from collections.abc import Callable, Iterator

import pytest

from shared.testing.memory import MemoryGateway
from tests.support.doors import PLATFORMS, SAMPLES, Knock, Platform, app_in_memory, door_on


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> Platform:
    chosen: Platform = request.param
    return chosen


@pytest.fixture
def gateway() -> Iterator[MemoryGateway]:
    with app_in_memory() as made:
        yield made


@pytest.fixture
def echo(platform: Platform, gateway: MemoryGateway) -> Knock:
    """The sample function that says back what it is sent."""
    return door_on(platform, SAMPLES / "echo")


@pytest.fixture
def greet(platform: Platform, gateway: MemoryGateway) -> Knock:
    """The sample function that anyone may GET."""
    return door_on(platform, SAMPLES / "greet")


@pytest.fixture
def door(platform: Platform) -> Callable[[str], Knock]:
    """Any function of the project, on this platform."""
    from tests.support.doors import FUNCTIONS

    return lambda name: door_on(platform, FUNCTIONS / name)
