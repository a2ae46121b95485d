"""Applies supabase/migrations as the Supabase CLI does, and records them where and how it does.

Each file is one transaction together with its record, so `supabase db push --remote=URL` finds nothing left to do.
Surprise: the record holds the statements one by one, so the file has to be cut at its semicolons, but only at those
outside of strings, dollar quotes, comments and `begin atomic` bodies.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg

from deploy.local.process import LocalStackError

PROJECT = Path(__file__).parents[2] / "supabase"
NAME = re.compile(r"^(\d{14}|\d+)_(.*)\.sql$")
HISTORY = b"""
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
create table if not exists supabase_migrations.seed_files (path text not null primary key, hash text not null);
"""
TOKEN = re.compile(
    r"""
      (?P<skip>
          --[^\n]*                                       # a comment
        | /\*.*?\*/                                      # a longer one
        | (?P<tag>\$(?:[A-Za-z_]\w*)?\$).*?(?P=tag)      # a dollar quote
        | [eE]'(?:[^'\\]|''|\\.)*'                       # a string with escapes
        | '(?:[^']|'')*'                                 # a string
        | "(?:[^"]|"")*"                                 # a quoted name
      )
    | (?P<atomic>\bbegin\s+atomic\b) | (?P<case>\bcase\b) | (?P<end>\bend\b)
    | (?P<semicolon>;)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def apply_migrations(url: str, *, project: Path = PROJECT) -> list[str]:
    """Apply what is new, in order; the versions that were applied."""
    applied = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set client_min_messages to warning")
        connection.execute(HISTORY)
        rows = connection.execute("select version from supabase_migrations.schema_migrations")
        known = {str(version) for (version,) in rows}
        for path in sorted((project / "migrations").glob("*.sql")):
            match = NAME.match(path.name)
            if match and match[1] not in known:
                _apply(connection, path, version=match[1], name=match[2])
                applied.append(match[1])
    return applied


def apply_seed(url: str, *, project: Path = PROJECT) -> bool:
    """Apply seed.sql unless this very text was applied before."""
    path = project / "seed.sql"
    if not path.exists():
        return False
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with psycopg.connect(url) as connection:
        record = ("insert into supabase_migrations.seed_files (path, hash) values (%s, %s) "
                  "on conflict (path) do update set hash = excluded.hash "
                  "where seed_files.hash is distinct from excluded.hash")  # fmt: skip
        if connection.execute(record, ("supabase/seed.sql", digest)).rowcount:
            connection.execute(path.read_bytes())
            return True
    return False


def statements_of(text: str) -> Iterator[str]:
    """The statements of a file, without their semicolons."""
    start, depth = 0, 0
    for token in TOKEN.finditer(text):
        if token["atomic"] or (depth and token["case"]):
            depth += 1
        elif depth and token["end"]:
            depth -= 1
        elif token["semicolon"] and not depth:
            if statement := text[start : token.start()].strip():
                yield statement
            start = token.end()
    if rest := text[start:].strip():
        yield rest


def _apply(connection: "psycopg.Connection[tuple[object, ...]]", path: Path, *, version: str, name: str) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        with connection.transaction():
            connection.execute(text.encode())
            connection.execute(
                "insert into supabase_migrations.schema_migrations (version, statements, name) values (%s, %s, %s)",
                (version, list(statements_of(text)), name),
            )
    except psycopg.Error as wrong:
        raise LocalStackError(f"migration {path.name} does not apply: {_explain(wrong, text)}") from wrong


def _explain(wrong: psycopg.Error, text: str) -> str:
    place = wrong.diag.statement_position
    line = f" (line {text.count(chr(10), 0, int(place)) + 1})" if place else ""
    context = f"; {wrong.diag.context}" if wrong.diag.context else ""
    return f"{wrong.diag.message_primary or wrong}{line}{context}"
