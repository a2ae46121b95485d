"""The fixtures that cost something: one stack and one PostgreSQL per session, a fresh database per module.

Surprise: with pytest-xdist every worker has its own, in its own folder, on its own ports: nothing is shared.
"""

from collections.abc import Iterator

import pytest

from deploy.local.stack import Stack
from tests.support.canary import no_secret_in_any_log, pytest_runtest_makereport
from tests.support.databases import Database, DatabaseServer, database_server

__all__ = ["no_secret_in_any_log", "pytest_runtest_makereport"]  # for every test: no secret reaches a log


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole local stack, started once: make people of your own (tests/support/people.py), leave its data be."""
    with Stack(home=tmp_path_factory.mktemp("stack") / "home", port=0, durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseServer]:
    """PostgreSQL alone, for SQL tests."""
    with database_server(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="module")
def database(postgres_server: DatabaseServer) -> Iterator[Database]:
    """A database of this module's own, with roles, stand-ins and our migrations; no workers run."""
    made = postgres_server.new_database()
    yield made
    postgres_server.drop(made)


@pytest.fixture(scope="module")
def bare_database(postgres_server: DatabaseServer) -> Iterator[Database]:
    """The same before the first migration: what a hosted project has on its first day."""
    made = postgres_server.new_database(migrated=False)
    yield made
    postgres_server.drop(made)
