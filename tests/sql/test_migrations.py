"""The migrations as others apply them: the Supabase CLI, its advisors, and a check of what must be there.

Surprise: the CLI needs no Docker for these; it wants a URL with sslmode=disable.
"""

import json
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.support.databases import Database

PROJECT = Path(__file__).parents[2]
CLI = PROJECT / "node_modules" / ".bin" / "supabase"
VERIFY = (PROJECT / "supabase" / "verify-schema.sql").read_bytes()

pytestmark = pytest.mark.skipif(not CLI.exists(), reason="the Supabase CLI is not installed (npm install)")


def supabase(folder: Path, *arguments: str) -> str:
    """Run the CLI on a copy of the project, so that it leaves nothing in ours."""
    workdir = folder / "project"
    if not workdir.exists():
        shutil.copytree(PROJECT / "supabase", workdir / "supabase")
    node = PROJECT / ".venv" / "bin"
    run = subprocess.run(
        [str(CLI), "--workdir", str(workdir), *arguments], capture_output=True, text=True, check=False, timeout=120,
        env={"PATH": f"{node}:/usr/bin:/bin", "HOME": str(folder), "DO_NOT_TRACK": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr + run.stdout
    return run.stdout


def remote(database: Database) -> str:
    return "--remote=" + (database.url if "sslmode" in database.url else f"{database.url}?sslmode=disable")


def test_db_push_applies_all_of_them_and_finds_nothing_left(bare_database: Database, tmp_path: Path):
    supabase(tmp_path, "db", "push", remote(bare_database), "--yes")
    with bare_database.connect() as connection:
        row = connection.execute("select count(*) from supabase_migrations.schema_migrations").fetchone()
        files = len(list((PROJECT / "supabase" / "migrations").glob("*.sql")))
        assert row == (files,)
        connection.execute(VERIFY)
    supabase(tmp_path, "db", "push", remote(bare_database), "--yes")


def test_the_advisors_find_nothing_to_warn_of(database: Database, tmp_path: Path):
    out = supabase(tmp_path, "db", "advisors", remote(database), "--level", "warn", "--fail-on", "warn",
                   "--output-format", "json")  # fmt: skip
    assert json.loads(out)["results"] == []


def test_the_check_finds_nothing_missing(database: Database):
    with database.connect() as connection:
        connection.execute(VERIFY)


@pytest.mark.parametrize("path", sorted((PROJECT / "supabase" / "tests").glob("*.sql")), ids=lambda path: path.stem)
def test_the_plain_sql_tests_pass_and_leave_nothing_behind(database: Database, path: Path):
    with database.connect() as connection:
        connection.execute(path.read_bytes())
        assert connection.execute("select count(*) from auth.users").fetchone() == (0,)


def test_a_test_runs_on_the_server_that_its_name_says(database: Database, request: pytest.FixtureRequest):
    with database.connect() as connection:
        (version,) = connection.execute("select current_setting('server_version_num')::int / 10000").fetchone() or (0,)
    assert version == (15 if "[15]" in request.node.name else 18)


BREAK = {
    "index idx_jobs_user_status": "drop index public.idx_jobs_user_status",
    "function public.sweep_jobs": "drop function public.sweep_jobs",
    "trigger jobs_change_through_doors_only": "alter table public.jobs disable trigger jobs_change_through_doors_only",
    "row level security on jobs": "alter table public.jobs disable row level security",
    "grant of select on public.jobs to authenticated": "revoke select on public.jobs from authenticated",
    'policy "learners read their own jobs"': 'drop policy "learners read their own jobs" on public.jobs',
    'policy "learners upload what they have announced"': (
        'drop policy "learners upload what they have announced" on storage.objects'
    ),
    "bucket document-uploads, private, with its limit and types": (
        "update storage.buckets set file_size_limit = 52428801 where id = 'document-uploads'"
    ),
    "bucket wordlist-exports, private, with its limit and types": (
        "update storage.buckets set public = true where id = 'wordlist-exports'"
    ),
    "slots for the setting job_cap": "update private.job_slots set is_open = false where slot = 5",
    "schedule cleanup-uploads": "select cron.unschedule('cleanup-uploads')",
}


@pytest.mark.parametrize("what", BREAK)
def test_the_check_names_what_is_missing(database: Database, what: str):
    said: list[str] = []
    with database.connect(autocommit=False) as connection:
        connection.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
        connection.execute(BREAK[what].encode())
        with pytest.raises(psycopg.errors.RaiseException, match="1 missing"):
            connection.execute(VERIFY)
        connection.rollback()
    assert [line.removeprefix("missing: ").replace("public.jobs", "jobs") for line in said] == [
        what.replace("public.jobs", "jobs")
    ]
