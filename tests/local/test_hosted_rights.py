"""Wordmill's migrations need no right that a hosted project's `postgres` lacks: there it is no superuser.

Surprise: hosted lets `postgres` make policies on storage.objects although it does not own the table; here it is made
a member of the role that does, which is the nearest a plain PostgreSQL has.
"""

import psycopg
import pytest
from psycopg import sql

from deploy.local.migrator import apply_migrations, apply_seed
from tests.support.databases import Database

AS_HOSTED = """
    create role hosted_postgres login createdb createrole bypassrls noinherit in role supabase_storage_admin
      password 'hosted';
    alter role hosted_postgres inherit;
    grant anon, authenticated, service_role to hosted_postgres with admin option;
    grant supabase_storage_admin to hosted_postgres with inherit true;
    alter table storage.buckets owner to supabase_storage_admin;
    alter table storage.objects owner to supabase_storage_admin;
    grant usage, create on schema storage to supabase_storage_admin;
    grant usage on schema auth, storage, net, cron, vault, extensions to hosted_postgres;
    grant select, references on all tables in schema auth to hosted_postgres;
    grant all on all tables in schema cron to hosted_postgres;
    grant all on all sequences in schema cron to hosted_postgres;
    grant select on vault.decrypted_secrets to hosted_postgres;
    grant all on all functions in schema vault, net, cron to hosted_postgres;
    grant create on schema public, extensions to hosted_postgres with grant option;
    alter schema public owner to hosted_postgres;
"""


@pytest.fixture
def hosted(bare_database: Database) -> str:
    with bare_database.connect() as connection:
        connection.execute(AS_HOSTED)
        name = sql.Identifier(bare_database.name)
        connection.execute(sql.SQL("grant create, connect, temporary on database {} to hosted_postgres").format(name))
    return psycopg.conninfo.make_conninfo(bare_database.url, user="hosted_postgres", password="hosted")


def test_the_migrations_apply_without_a_superuser(hosted: str):
    assert apply_migrations(hosted)
    apply_seed(hosted)
    with psycopg.connect(hosted) as connection:
        assert connection.execute("select usesuper from pg_user where usename = current_user").fetchone() == (False,)
        assert connection.execute("select count(*) from public.jobs").fetchone() == (0,)
