"""Gives an empty database what a hosted Supabase project has on its first day, so that migrations apply unchanged.

Roles and schemas, the tables of Auth and Storage, and the stand-ins for pg_net, pg_cron and Vault.
Surprise: roles belong to the whole server, everything else to one database, so a second database skips the first file.
"""

from pathlib import Path

import psycopg
from psycopg import sql

from deploy.local.node import lite_schema

SQL = Path(__file__).parent / "platform" / "sql"


def prepare_database(url: str) -> None:
    """Bring the database at `url` to where a hosted project starts. Does nothing the second time."""
    with psycopg.connect(url, autocommit=True) as connection:
        if _is_prepared(connection):
            return
        with connection.transaction():
            if not _has_roles(connection):
                connection.execute(_read("01_roles.sql"))
            connection.execute(lite_schema().encode())
            for name in ("02_schemas.sql", "03_net.sql", "04_cron.sql", "05_vault.sql"):
                connection.execute(_read(name))
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL('alter database {} set search_path to "$user", public, extensions').format(database))


def _is_prepared(connection: "psycopg.Connection[tuple[object, ...]]") -> bool:
    # The last thing of the one transaction: either all of it is there or nothing.
    return connection.execute("select to_regclass('vault.decrypted_secrets') is not null").fetchone() == (True,)


def _has_roles(connection: "psycopg.Connection[tuple[object, ...]]") -> bool:
    return connection.execute("select true from pg_roles where rolname = 'authenticator'").fetchone() is not None


def _read(name: str) -> bytes:
    return (SQL / name).read_bytes()
