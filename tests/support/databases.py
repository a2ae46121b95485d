"""A PostgreSQL for SQL tests: one server per test session, one new database per module that asks for it.

Surprise: the prepared and migrated database is made once and then copied as a template, which takes about 30 ms.
"""

import itertools
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.local.migrator import apply_migrations, apply_seed
from deploy.local.postgres import Postgres, new_password
from deploy.local.prepare import prepare_database


@dataclass(frozen=True, slots=True)
class Database:
    """One database; `url` is its superuser's."""

    url: str
    name: str

    def connect(self, *, autocommit: bool = True) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.url, autocommit=autocommit)

    @contextmanager
    def acting_as(
        self, role: str, user_id: object = None, **claims: object
    ) -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
        """A connection that is `anon`, `authenticated` or `service_role`, with that user's claims."""
        import json

        jwt = {"role": role, **({"sub": str(user_id)} if user_id else {}), **claims}
        with self.connect() as connection:
            connection.execute("select set_config('request.jwt.claims', %s, false)", (json.dumps(jwt),))
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
            yield connection


@dataclass(slots=True)
class DatabaseServer:
    """The server of the session and its two templates."""

    postgres: Postgres
    _count: "itertools.count[int]" = field(default_factory=itertools.count)
    _templates: set[str] = field(default_factory=set)

    def new_database(self, *, migrated: bool = True) -> Database:
        """A database as a hosted project has it on its first day, by default with our migrations applied."""
        template = self._template("migrated" if migrated else "bare")
        name = f"test_{next(self._count)}"
        self._administer(sql.SQL("create database {} template {}"), name, template)
        self._administer(sql.SQL('alter database {} set search_path to "$user", public, extensions'), name)
        return Database(self.postgres.url(name), name)

    def drop(self, database: Database) -> None:
        self._administer(sql.SQL("drop database if exists {} with (force)"), database.name)

    def _template(self, kind: str) -> str:
        name = f"template_{kind}"
        if name not in self._templates:
            self._administer(sql.SQL("drop database if exists {}"), name)  # a migration may have failed half-way
            if kind == "bare":
                self._administer(sql.SQL("create database {}"), name)
                prepare_database(self.postgres.url(name))
            else:
                self._administer(sql.SQL("create database {} template {}"), name, self._template("bare"))
                apply_migrations(self.postgres.url(name))
                apply_seed(self.postgres.url(name))
            self._templates.add(name)
        return name

    def _administer(self, statement: sql.SQL, *names: str) -> None:
        with psycopg.connect(self.postgres.url(), autocommit=True) as connection:
            connection.execute(statement.format(*(sql.Identifier(name) for name in names)))


def programs_of(version: int) -> Path | None:
    """Where that PostgreSQL's programs are, if it is installed: on the PATH or where Debian puts it."""
    folders = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    for folder in [*folders, Path(f"/usr/lib/postgresql/{version}/bin")]:
        if (folder / "postgres").exists():
            told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
            if told.split()[2].partition(".")[0] == str(version):
                return folder
    return None


@contextmanager
def database_server(home: Path, *, programs: Path | None = None) -> Iterator[DatabaseServer]:
    """Run a server in `home` for a while."""
    postgres = Postgres(home / "postgres", home / "postgres.log", new_password(), durable=False, programs=programs)
    try:
        postgres.start()
        yield DatabaseServer(postgres)
    finally:
        postgres.stop()
