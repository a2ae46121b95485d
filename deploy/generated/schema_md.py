"""supabase/SCHEMA.md: what a migrated database says of itself: tables, columns, rules, policies, functions.

Surprise: it asks a real PostgreSQL, started for the purpose with all migrations applied; nothing is parsed from SQL.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

HEAD = """\
# Schema

Written by `python -m deploy.generate` from a database with all migrations applied. Do not edit: the words are the
comments in `supabase/migrations`. How the states of a job follow each other is drawn in [README.md](README.md).
"""
ENUMS = """
    select t.typname, string_agg(e.enumlabel, ', ' order by e.enumsortorder), obj_description(t.oid, 'pg_type')
    from pg_type as t join pg_enum as e on e.enumtypid = t.oid
    where t.typnamespace = 'public'::regnamespace group by t.oid, t.typname order by t.typname
"""
TABLES = """
    select c.oid, n.nspname || '.' || c.relname, obj_description(c.oid, 'pg_class')
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'v')
    order by n.nspname desc, c.relname
"""
COLUMNS = """
    select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull or c.relkind = 'v',
        coalesce(col_description(a.attrelid, a.attnum), 'As in the table.')
    from pg_attribute as a join pg_class as c on c.oid = a.attrelid
    where a.attrelid = %s and a.attnum > 0 and not a.attisdropped order by a.attnum
"""
# Not-null constraints have names from PostgreSQL 18 on; the column's line says as much.
CONSTRAINTS = """
    select conname, pg_get_constraintdef(oid) from pg_constraint
    where conrelid = %s and contype in ('c', 'f', 'p', 'u') order by contype desc, conname
"""
INDEXES = """
    select pg_get_indexdef(i.indexrelid) from pg_index as i
    where i.indrelid = %s and not exists (select from pg_constraint as k where k.conindid = i.indexrelid)
    order by i.indexrelid::regclass::text
"""
POLICIES = """
    select polname, case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
        when 'd' then 'delete' else 'all' end
    from pg_policy where polrelid = %s order by polname
"""
TRIGGERS = "select tgname from pg_trigger where tgrelid = %s and not tgisinternal order by tgname"
FUNCTIONS = """
    select p.proname, pg_get_function_identity_arguments(p.oid), pg_get_function_result(p.oid),
        obj_description(p.oid, 'pg_proc'),
        array(
            select r.rolname from pg_roles as r
            where r.rolname in ('anon', 'authenticated', 'service_role')
                and has_function_privilege(r.oid, p.oid, 'execute') order by 1
        )
    from pg_proc as p where p.pronamespace = %s::regnamespace order by p.proname, 2
"""
BUCKETS = "select id, file_size_limit, array_to_string(allowed_mime_types, ', ') from storage.buckets order by id"
SCHEDULES = "select jobname, schedule, command from cron.job order by jobname"
SETTINGS = "select key, value::text, note from private.settings order by key"


def schema_md() -> str:
    """The whole file."""
    # Only the generator and its test need a database client.
    import psycopg

    from deploy.local.migrator import apply_migrations
    from deploy.local.postgres import Postgres, new_password
    from deploy.local.prepare import prepare_database

    with tempfile.TemporaryDirectory(prefix="wordmill-schema-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        postgres = Postgres(home / "postgres", home / "postgres.log", new_password(), durable=False)
        try:
            postgres.start()
            prepare_database(postgres.url())
            apply_migrations(postgres.url())
            with psycopg.connect(postgres.url(), autocommit=True) as connection:
                connection.execute("set search_path = ''")
                return "\n".join([HEAD, *_sections(connection)]).rstrip() + "\n"
        finally:
            postgres.stop()


def _sections(connection: "psycopg.Connection[tuple[Any, ...]]") -> Iterator[str]:
    yield "## States\n"
    for name, labels, comment in connection.execute(ENUMS):
        yield f"- `{name}`: {labels}. {comment or ''}".rstrip()
    for oid, name, comment in connection.execute(TABLES).fetchall():
        yield f"\n## {name}\n\n{comment}\n"
        yield from _table(connection, oid)
    for schema, title in (("public", "Functions of the Data API"), ("private", "Functions behind them")):
        yield f"\n## {title}\n\n| function | answers | for | what it does |\n|---|---|---|---|"
        for name, arguments, result, comment, roles in connection.execute(FUNCTIONS, (schema,)):
            yield _row(f"`{name}({arguments})`", f"`{result}`", ", ".join(roles) or "-", comment)
    yield "\n## Settings\n\n| key | value | what it decides |\n|---|---|---|"
    for key, value, note in connection.execute(SETTINGS):
        yield _row(f"`{key}`", f"`{value}`", note)
    yield "\n## Buckets\n\n| bucket | bytes at most | types |\n|---|---|---|"
    for bucket, limit, types in connection.execute(BUCKETS):
        yield _row(f"`{bucket}`", f"{limit:,}", types)
    yield "\n## Schedules\n\n| name | when | command |\n|---|---|---|"
    for name, schedule, command in connection.execute(SCHEDULES):
        yield _row(f"`{name}`", f"`{schedule}`", f"`{command}`")


def _table(connection: "psycopg.Connection[tuple[Any, ...]]", oid: int) -> Iterator[str]:
    yield "| column | type | what it is |\n|---|---|---|"
    for name, kind, required, comment in connection.execute(COLUMNS, (oid,)):
        yield _row(f"`{name}`", f"{kind}{'' if required else ', may be null'}", comment)
    lists = {
        "Holds": (CONSTRAINTS, "`{}`: `{}`"),
        "Indexes": (INDEXES, "`{}`"),
        "Policies": (POLICIES, "{} ({})"),
        "Triggers": (TRIGGERS, "`{}`"),
    }
    for title, (query, shape) in lists.items():
        if rows := connection.execute(query.encode(), (oid,)).fetchall():
            yield f"\n{title}:\n"
            yield from ("- " + shape.format(*row) for row in rows)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
