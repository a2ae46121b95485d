"""Every case of this folder runs on both platforms, over a memory gateway."""

from collections.abc import Callable, Iterator

import pytest

from shared.testing.memory import MemoryGateway
from tests.support.doors import (
    ENVIRONMENT,
    FUNCTIONS,
    OLD_WEBHOOK_SECRET,
    PLATFORMS,
    SAMPLES,
    WEBHOOK_SECRET,
    Knock,
    Platform,
    app_in_memory,
    door_on,
)

SECRETS = (ENVIRONMENT["SUPABASE_SECRET_KEY"], ENVIRONMENT["SUPABASE_JWT_SECRET"], WEBHOOK_SECRET, OLD_WEBHOOK_SECRET)


@pytest.fixture(autouse=True)
def no_secret_is_ever_written(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Whatever a case of this folder does: no secret of ours and no token reaches a line that is written."""
    yield
    written = "".join(capsys.readouterr())
    assert not [secret for secret in SECRETS if secret in written]
    assert "eyJ" not in written, "the beginning of every JSON Web Token"


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
    return lambda name: door_on(platform, FUNCTIONS / name)
