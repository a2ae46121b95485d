"""Ada and Ben, and nobody else, at the start of every SQL test.

Surprise: the tests of a module share one database, which is swept empty before each: a new one costs a second on a
busy machine, and deleting everybody shows that deleting everybody works.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import Database, DatabaseServer, database_server, programs_of
from tests.support.world import World, world

ON_15_TOO = ("test_access", "test_job_life", "test_migrations", "test_new_jobs", "test_webhooks")
"""Hosted projects may run PostgreSQL 15: where one is installed, these modules run on it as well."""
POSTGRES_15 = programs_of(15)

EMPTY = """
    delete from auth.users;
    delete from private.stray_files;
    delete from private.webhook_receipts;
    delete from private.queue_changes;
    delete from private.queue_levels;
    delete from private.stage_speeds;
    delete from vault.secrets;
    delete from net.http_request_queue;
    select setval('private.queue_clock', 0);
    update private.settings as s set value = k.value from pg_temp.kept as k where k.key = s.key and k.value <> s.value;
    update public.queue_heads set waiting = 0, running = 0, moved_at = '-infinity';
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The tests of those modules twice."""
    if POSTGRES_15 and "database" in metafunc.fixturenames and Path(metafunc.module.__file__).stem in ON_15_TOO:
        metafunc.parametrize("database", ["postgres_server", "postgres_15"], ids=["18", "15"], indirect=True)


@pytest.fixture(scope="session")
def postgres_15(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseServer]:
    with database_server(tmp_path_factory.mktemp("postgres_15"), programs=POSTGRES_15) as server:
        yield server


@pytest.fixture(scope="module")
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """As everywhere, and on the server that a module is run for."""
    server: DatabaseServer = request.getfixturevalue(getattr(request, "param", "postgres_server"))
    made = server.new_database()
    yield made
    server.drop(made)


@pytest.fixture(scope="module")
def worn(database: Database) -> Iterator[World]:
    """Ada and Ben in a database that the module's tests share, with whatever the test before left."""
    with world(database) as made:
        made.do("create temp table kept as select key, value from private.settings")
        yield made


@pytest.fixture
def here(worn: World) -> World:
    """Ada and Ben in an empty database."""
    worn.owner.execute(EMPTY.encode())
    worn.sign_up()
    return worn


@pytest.fixture
def fresh(postgres_server: DatabaseServer) -> Iterator[World]:
    """Ada and Ben in a database of this test's own, for tests that change its functions."""
    database = postgres_server.new_database()
    with world(database) as made:
        yield made
    postgres_server.drop(database)
