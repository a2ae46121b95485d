"""Every migration goes up, down and up again, and each time the database is what it was at that step.

Surprise: two things outlive their migrations. A bucket keeps its files, and extensions may serve others as well.
"""

import re
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from deploy.local.migrator import PROJECT, apply_migrations
from deploy.local.postgres import _embedded
from deploy.rollback import go_back, way_back
from shared.errors import InvalidInput
from tests.support.databases import Database

MIGRATIONS = sorted((PROJECT / "migrations").glob("*.sql"))
RANDOM = re.compile(r"^\\(?:un)?restrict .*\n", re.MULTILINE)
SETTINGS = "select key, value, note from private.settings order by key"
SCHEDULES = "select jobname, schedule, command from cron.job order by jobname"


def dump(database: Database) -> str:
    """All there is but rows, and the two kinds of rows that migrations write into tables of others."""
    command = [_embedded() / "pg_dump", "--schema-only", "--exclude-schema=supabase_migrations", database.url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    with database.connect() as connection:
        has_settings = connection.execute("select to_regclass('private.settings') is not null").fetchone() == (True,)
        rows = [*connection.execute(SCHEDULES), *(connection.execute(SETTINGS) if has_settings else ())]
    return RANDOM.sub("", done.stdout) + "\n".join(map(str, rows))


def versions(database: Database) -> list[str]:
    with database.connect() as connection:
        return [
            version for (version,) in connection.execute("select version from supabase_migrations.schema_migrations")
        ]


def schemas(database: Database) -> set[object]:
    with database.connect() as connection:
        return {name for (name,) in connection.execute("select nspname from pg_namespace")}


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: path.stem)
def test_a_migration_names_its_way_back(path: Path):
    assert way_back(path)


def test_all_of_them_go_up_and_down_and_up_again_step_by_step(bare_database: Database, tmp_path: Path):
    (tmp_path / "migrations").mkdir()
    if "supabase_migrations" in schemas(bare_database):
        list(go_back(bare_database.url, "0"))
    at = {"0": dump(bare_database)}
    for path in MIGRATIONS:
        shutil.copy(path, tmp_path / "migrations")
        (version,) = apply_migrations(bare_database.url, project=tmp_path)
        at[version] = dump(bare_database)
    steps = list(at)
    for version, before in zip(reversed(steps[1:]), reversed(steps[:-1]), strict=True):
        assert list(go_back(bare_database.url, before)) == [version]
        now = dump(bare_database)
        changed = set(now.splitlines()) ^ set(at[before].splitlines())
        assert not changed, f"the way back of {version} leaves something else than was there before it"
        assert now == at[before]
    assert versions(bare_database) == []
    assert apply_migrations(bare_database.url) == steps[1:]
    assert dump(bare_database) == at[steps[-1]]


def test_going_back_with_jobs_and_files_under_way_works_too(database: Database):
    with database.connect() as connection:
        connection.execute("insert into auth.users (id, email) values (gen_random_uuid(), 'ada@example.com')")
        connection.execute(
            "select public.submit_job(id, 'wordlist', array['one'], null, null, '{}', 3) from auth.users"
        )
    kept = MIGRATIONS[1].name.partition("_")[0]
    assert len(list(go_back(database.url, kept))) == len(MIGRATIONS) - 2
    assert len(apply_migrations(database.url)) == len(MIGRATIONS) - 2


def migration(folder: Path, text: str) -> Path:
    path = folder / "20300101000000_new.sql"
    path.write_text(text)
    return path


@pytest.mark.parametrize("statement", [
    "alter table public.jobs alter column kind drop not null",
    "alter table public.jobs add column a int, drop column kind",
    "update public.jobs set progress = 0",
    "insert into storage.buckets (id, name) values ('a', 'a')",
    "do $$ begin perform 1; end $$",
    "drop table public.exports",
])  # fmt: skip
def test_what_cannot_be_read_from_a_migration_it_has_to_say(tmp_path: Path, statement: str):
    with pytest.raises(InvalidInput, match=r"20300101000000_new.sql lacks its way back for"):
        way_back(migration(tmp_path, f"-- New.\n{statement};\n"))
    said = way_back(migration(tmp_path, f"-- New.\n-- Way back: select 1;\n{statement};\n"))
    assert said == ["select 1"]


def test_what_is_made_is_dropped_in_the_opposite_order(tmp_path: Path):
    path = migration(tmp_path, """
        -- A table of the file's own may be filled and changed.
        create table public.a (id int);
        insert into public.a values (1);
        alter table public.a enable row level security;
        -- One of another file's may not, but for what is added.
        alter table public.jobs add column note text, add constraint notes_are_short check (length(note) < 9);
        create function private.f() returns int language sql return 1;
        insert into private.settings (key, value, note) values
            ('first', '1', 'One.'),
            ('second', '2', 'Two.');
    """)  # fmt: skip
    assert way_back(path) == [
        "delete from private.settings where key in ('first', 'second')",
        "drop function private.f",
        "alter table public.jobs drop column note",
        "alter table public.jobs drop constraint notes_are_short",
        "drop table public.a",
    ]


def test_a_version_that_is_not_there_and_one_that_is_not_ours_are_refused(bare_database: Database):
    apply_migrations(bare_database.url)
    with pytest.raises(InvalidInput, match="there is no migration 7"):
        list(go_back(bare_database.url, "7"))
    with bare_database.connect() as connection:
        connection.execute("insert into supabase_migrations.schema_migrations (version) values ('29990101000000')")
    with pytest.raises(InvalidInput, match="check out what was deployed"):
        list(go_back(bare_database.url, "0"))
    with bare_database.connect() as connection:
        still = connection.execute("select to_regclass('public.jobs') is not null").fetchone()
        connection.execute("delete from supabase_migrations.schema_migrations where version = '29990101000000'")
    assert still == (True,), "nothing is undone when not all of it can be"


def test_a_step_that_fails_is_undone_whole(bare_database: Database):
    apply_migrations(bare_database.url)
    with bare_database.connect() as connection:
        connection.execute("create view public.leans_on_costs as select * from public.llm_cost_per_day")
    before, (costs,) = dump(bare_database), [path for path in MIGRATIONS if path.stem.endswith("_llm_costs")]
    with pytest.raises(psycopg.errors.DependentObjectsStillExist):
        list(go_back(bare_database.url, MIGRATIONS[0].name.partition("_")[0]))
    assert max(versions(bare_database)) == costs.name.partition("_")[0], "those after it are undone, it is not"
    apply_migrations(bare_database.url)
    assert dump(bare_database) == before
    with bare_database.connect() as connection:
        connection.execute("drop view public.leans_on_costs")
