"""An AWS of moto's: nothing leaves this machine, and the environment names a region and keys as Lambda's does."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from moto import mock_aws

ENVIRONMENT = {"AWS_DEFAULT_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}


@contextmanager
def pretended_aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As long as the block lasts."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        yield
