"""Unit tests speak to nobody: a socket opened in one is an error, not a slow test."""

from collections.abc import Iterator

import pytest
import pytest_socket


@pytest.fixture(autouse=True)
def no_sockets() -> Iterator[None]:
    # Pairs of Unix sockets stay: event loops wake themselves through one.
    pytest_socket.disable_socket(allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()
