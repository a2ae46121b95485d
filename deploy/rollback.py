"""The way back of each migration: what it made is dropped in the opposite order; what else it did it says itself.

Surprise: there are no files with `down` in their name. What a migration creates can be read from it; anything else has
to stand in it as `-- Way back: <statement>`, or as `-- Way back: nothing: <reason>`, and a migration that lacks this is
refused. Dropped tables take their rows along: a backup comes first.
"""

import argparse
import os
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg

from deploy.local.migrator import NAME, PROJECT, statements_of
from shared.errors import InvalidInput

SAID = re.compile(r"^-- Way back: (.*)$", re.MULTILINE)
NAMED = r"(?P<name>[\w.]+)"
MADE: tuple[tuple[str, str], ...] = (
    (rf"create (?:unlogged )?table (?:if not exists )?{NAMED}", "drop table {name}"),
    (rf"create (?:or replace )?function {NAMED}", "drop function {name}"),
    (rf"create (?P<kind>type|domain|sequence|view|materialized view) {NAMED}", "drop {kind} {name}"),
    (rf"create (?:unique )?index (?:concurrently )?{NAMED} on (?P<schema>\w+)\.", "drop index {schema}.{name}"),
    (rf"create (?:constraint )?trigger {NAMED} .*? on (?P<table>[\w.]+)", "drop trigger {name} on {table}"),
    (r'create policy (?P<name>"[^"]+"|\w+) on (?P<table>[\w.]+)', "drop policy {name} on {table}"),
)
"""Statements and their opposites."""
PASSES = re.compile(
    r"comment on |revoke |grant |alter table [\w.]+ enable row level security|create schema if not exists "
)
"""What goes with the thing it is about; a schema that may have been there before is left to the migration's word."""
ADDED = re.compile(r"\badd (?P<kind>constraint|column) (?:if not exists )?(?P<name>\w+)")
SETTING = re.compile(r"^\s*\('(\w+)',", re.MULTILINE)


def way_back(path: Path) -> list[str]:
    """The statements that undo a migration, in order."""
    text = path.read_text(encoding="utf-8")
    said = SAID.findall(text)
    made: set[str] = set()
    undone: list[str] = []
    for statement in map(_bare, statements_of(text)):
        opposite = _opposite(statement, made)
        if opposite is None and not said:
            raise InvalidInput(
                f"{path.name} lacks its way back for {_flat(statement)[:60]!r}; add: -- Way back: <statement>"
            )
        undone += opposite or []
    return [*reversed(undone), *(each.rstrip(";") for each in said if not each.startswith("nothing: "))]


def go_back(url: str, to: str, *, project: Path = PROJECT) -> Iterator[str]:
    """Undo what was applied after the migration `to`, newest first; the versions that were undone."""
    files = {match[1]: path for path in (project / "migrations").glob("*.sql") if (match := NAME.match(path.name))}
    if to != "0" and to not in files:
        raise InvalidInput(f"there is no migration {to}; the last to keep is named by its version, 0 keeps none")
    with psycopg.connect(url, autocommit=True) as connection:
        history = "select version from supabase_migrations.schema_migrations where version > %s order by version desc"
        applied = [str(version) for (version,) in connection.execute(history, (to,))]
        if unknown := [version for version in applied if version not in files]:
            raise InvalidInput(f"applied and not in this checkout: {', '.join(unknown)}; check out what was deployed")
        steps = {version: way_back(files[version]) for version in applied}
        for version, statements in steps.items():
            with connection.transaction():
                for statement in statements:
                    connection.execute(statement.encode())
                connection.execute("delete from supabase_migrations.schema_migrations where version = %s", (version,))
            yield version


def _opposite(statement: str, made: set[str]) -> list[str] | None:
    """What undoes a statement: nothing where it passes with something else, None where it cannot be read from it."""
    flat = _flat(statement)
    low = flat.lower()
    for pattern, undo in MADE:
        if match := re.match(pattern, flat, re.IGNORECASE):
            made.add(match["name"])
            return [undo.format(**match.groupdict())]
    if PASSES.match(low):
        return []
    target = re.match(rf"(?:insert into|update|alter table) {NAMED}", low)
    if target and target["name"] in made:
        return []
    if low.startswith("insert into private.settings (key,"):
        keys = ", ".join(f"'{key}'" for key in SETTING.findall(statement))
        return [f"delete from private.settings where key in ({keys})"]  # noqa: S608 - from our own files, by \w alone
    if target and low.startswith("alter table"):
        added = list(ADDED.finditer(low))
        if len(added) == len(re.findall(r"\b(?:add|drop|alter|rename)\b", low)) - 1:
            return [f"alter table {target['name']} drop {each['kind']} {each['name']}" for each in reversed(added)]
    return None


def _bare(statement: str) -> str:
    """Without the comments above it."""
    return re.sub(r"\A(?:\s*--[^\n]*\n)+", "", statement).strip()


def _flat(statement: str) -> str:
    return " ".join(statement.split())


def main() -> None:
    """Go back, or print the way."""
    parser = argparse.ArgumentParser(prog="python -m deploy.rollback", description=__doc__)
    parser.add_argument("to", help="the version of the last migration to keep; 0 keeps none")
    parser.add_argument(
        "--db", default=os.environ.get("DATABASE_URL", ""), help="PostgreSQL, as its owner; DATABASE_URL"
    )
    parser.add_argument("--dry-run", action="store_true", help="print the statements for every later migration")
    given = parser.parse_args()
    if given.dry_run:
        for path in sorted((PROJECT / "migrations").glob("*.sql"), reverse=True):
            if path.name.partition("_")[0] > given.to:
                print(f"-- {path.name}", *(f"{statement};" for statement in way_back(path)), sep="\n")
        return
    for version in go_back(given.db, given.to):
        print(f"undone: {version}")


if __name__ == "__main__":
    main()
