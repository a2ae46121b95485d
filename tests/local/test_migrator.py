"""Migrations are applied and recorded so that the Supabase CLI agrees."""

import os
import subprocess
from pathlib import Path

import pytest

from deploy.local.migrator import apply_migrations, apply_seed, statements_of
from tests.local.conftest import PROJECT
from tests.support.databases import Database

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("select 1; select 2;", ["select 1", "select 2"]),
        ("select ';'; select 'it''s;'", ["select ';'", "select 'it''s;'"]),
        ("select e'\\';'; x", ["select e'\\';'", "x"]),
        ('select 1 as ";"; x', ['select 1 as ";"', "x"]),
        ("do $$ begin; end $$; x", ["do $$ begin; end $$", "x"]),
        ("do $a$ $$;$$ $a$; x", ["do $a$ $$;$$ $a$", "x"]),
        ("-- one; two\nselect 1; /* three; */ x", ["-- one; two\nselect 1", "/* three; */ x"]),
        (
            "create function f() returns int begin atomic select case when true then 1 end; end; x",
            ["create function f() returns int begin atomic select case when true then 1 end; end", "x"],
        ),
        (
            "create policy p on t using (case when a then b end); x",
            ["create policy p on t using (case when a then b end)", "x"],
        ),
        ("  ;; \n", []),
    ],
)
def test_a_file_is_cut_where_its_statements_end(text: str, statements: list[str]):
    assert list(statements_of(text)) == statements


def test_each_migration_is_applied_once_and_recorded_with_its_statements(bare_database: Database):
    first = apply_migrations(bare_database.url, project=PROJECT)
    assert first == ["20260101000000", "20260102000000"]
    assert apply_migrations(bare_database.url, project=PROJECT) == []
    with bare_database.connect() as connection:
        rows = connection.execute(
            "select version, name, cardinality(statements) > 2 from supabase_migrations.schema_migrations order by 1"
        ).fetchall()
    assert rows == [("20260101000000", "notes", True), ("20260102000000", "extensions", True)]


def test_seeds_are_applied_once(bare_database: Database):
    apply_migrations(bare_database.url, project=PROJECT)
    assert apply_seed(bare_database.url, project=PROJECT)
    assert not apply_seed(bare_database.url, project=PROJECT)


def test_the_supabase_cli_finds_nothing_left_to_push(bare_database: Database, tmp_path: Path):
    apply_migrations(bare_database.url, project=PROJECT)
    (tmp_path / "supabase").symlink_to(PROJECT)
    done = subprocess.run(
        [ROOT / "node_modules" / ".bin" / "supabase", "db", "push", f"--remote={bare_database.url}", "--yes"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}", "DO_NOT_TRACK": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert "up to date" in (done.stdout + done.stderr)
