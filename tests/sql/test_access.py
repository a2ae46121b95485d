"""Who may do what: every table, every verb, every role; and what Ada may see of Ben's."""

import itertools

import psycopg
import pytest

from tests.support.world import STAGES, WORDLIST, World

VERBS = {
    "select": "select * from {table} limit 1",
    "insert": "insert into {table} default values",
    "update": "update {table} set {column} = {column}",
    "delete": "delete from {table}",
}
# What learners may do beyond reading; everything else under `authenticated` and all of `anon` is refused.
MAY = {("documents", "delete"), ("wordlists", "delete"), *(("vocabulary", verb) for verb in VERBS)}
TABLES = ("documents", "zones", "jobs", "job_events", "wordlists", "exports", "llm_metrics", "upload_cooldowns",
          "queue_heads", "zone_corrections", "zone_confidence_history", "vocabulary")  # fmt: skip
# What not even the secret key may do: history is added to and removed, never rewritten; the queue has one head.
MAY_NOT = {
    ("job_events", "update"), ("llm_metrics", "update"), ("zone_confidence_history", "update"),
    ("queue_heads", "insert"), ("queue_heads", "delete"),
}  # fmt: skip


def said(world: World, verb: str, table: str) -> str:
    """The verb as a statement about that table."""
    column = world.value(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 1 and attidentity = '' "
        "and not attisdropped order by attnum limit 1",
        table,
    )
    return VERBS[verb].format(table=table, column=column)


def allowed(world: World, role: str, statement: str) -> bool:
    """Whether that role has the privilege; errors about the row itself come later and do not matter."""
    with world.database.acting_as(role, world.ada) as connection, connection.transaction(force_rollback=True):
        try:
            connection.execute(statement.encode())
        except psycopg.errors.InsufficientPrivilege as refused:
            # Row level security, too, answers 42501: but only to somebody who may write at all.
            return "row-level security" in str(refused)
        except psycopg.Error:
            return True
        return True


def test_no_table_is_missing_here(here: World):
    rows = here.rows("select tablename from pg_tables where schemaname = 'public'")
    assert {name for (name,) in rows} == set(TABLES)


@pytest.mark.parametrize(("table", "verb"), list(itertools.product(TABLES, VERBS)))
def test_a_learner_reads_a_visitor_does_nothing_and_the_secret_key_nearly_all(here: World, table: str, verb: str):
    statement = said(here, verb, f"public.{table}")
    assert not allowed(here, "anon", statement)
    assert allowed(here, "authenticated", statement) == (verb == "select" or (table, verb) in MAY)
    assert allowed(here, "service_role", statement) == ((table, verb) not in MAY_NOT)


@pytest.mark.parametrize("verb", VERBS)
def test_private_tables_are_closed_to_everyone_but_the_secret_key(here: World, verb: str):
    tables = [name for (name,) in here.rows("select tablename from pg_tables where schemaname = 'private'")]
    assert len(tables) >= 10
    for table in tables:
        statement = said(here, verb, f"private.{table}")
        assert [allowed(here, role, statement) for role in ("anon", "authenticated")] == [False, False], table
        assert verb != "select" or allowed(here, "service_role", statement), table


def test_ada_sees_all_of_her_rows_and_none_of_bens(here: World):
    for user in (here.ada, here.ben):
        made = here.upload(user, exports=["csv"])
        job = made["job"]["id"]
        token = here.claim(job)["lease_token"]
        zones = {"zones": [{"index": 0, "page": 1, "type": "paragraph", "text": "x"}]}
        for stage in STAGES:
            effects = {"parsing": zones, "publishing": {"wordlist": WORDLIST}}.get(stage, {})
            here.complete(job, token, stage, effects=effects)
        here.service.execute(
            "insert into public.llm_metrics (user_id, job_id, provider, model) values (%s, %s, 'p', 'm')", (user, job)
        )
        here.do(
            "insert into public.vocabulary (user_id, source_lang, target_lang, lemma, known) "
            "values (%s, 'de', 'en', 'Mühle', true)",
            user,
        )
    tables = [table for table in TABLES if not table.startswith(("zone_", "queue_"))]
    for user in (here.ada, here.ben):
        with here.database.acting_as("authenticated", user) as connection:
            for table in tables:
                seen = connection.execute(f"select * from public.{table}".encode()).fetchall()
                everything = here.rows(f"select * from public.{table}")
                assert 0 < len(seen) < len(everything), table
            owners = connection.execute(
                "select user_id from public.documents union select user_id from public.jobs union select user_id "
                "from public.wordlists union select user_id from public.exports"
            ).fetchall()
            assert owners == [(user,)]


def test_ada_deletes_and_renames_her_own_and_not_bens(here: World):
    for user in (here.ada, here.ben):
        job = here.upload(user)["job"]["id"]
        here.run(job)
    with here.database.acting_as("authenticated", here.ada) as ada:
        assert ada.execute("update public.wordlists set title = 'Mill'").rowcount == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ada.execute("update public.wordlists set pairs = '[]'")
        assert ada.execute("delete from public.documents").rowcount == 1
        assert ada.execute("delete from public.wordlists").rowcount == 1
    assert here.rows("select user_id, title from public.wordlists") == [(here.ben, "Die Mühle")]
    assert here.rows("select user_id from public.documents") == [(here.ben,)]


def test_no_door_is_open_to_learners_or_visitors(here: World):
    """Only what is said to be for them: ping, correcting what is theirs, and computed fields of rows they read."""
    rows = here.rows(
        "select p.proname, r.rolname from pg_proc p cross join pg_roles r "
        "where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) "
        "and r.rolname in ('anon', 'authenticated') and has_function_privilege(r.oid, p.oid, 'execute')"
    )
    assert sorted(rows) == sorted([
        ("ping", "anon"), ("ping", "authenticated"),
        ("queue_position", "authenticated"), ("eta_seconds", "authenticated"), ("correct_zone", "authenticated"),
        ("queue_place", "authenticated"),
        ("eta_of", "authenticated"), ("correct_pair", "authenticated"),
    ])  # fmt: skip


def test_every_table_has_row_level_security_and_everything_a_comment(here: World):
    schemas = "in ('public'::regnamespace, 'private'::regnamespace)"
    assert (
        here.rows(f"select relname from pg_class where relkind = 'r' and not relrowsecurity and relnamespace {schemas}")
        == []
    )
    uncommented = here.rows(
        f"select relname::text from pg_class where relkind in ('r', 'v') and relnamespace {schemas} "
        "and obj_description(oid, 'pg_class') is null "
        f"union all select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid "
        f"where c.relkind = 'r' and c.relnamespace {schemas} and a.attnum > 0 and not a.attisdropped "
        "and col_description(c.oid, a.attnum) is null "
        f"union all select proname::text from pg_proc where pronamespace {schemas} "
        "and obj_description(oid, 'pg_proc') is null"
    )
    assert uncommented == []


def test_every_function_pins_its_search_path(here: World):
    rows = here.rows(
        "select proname from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace) "
        "and not coalesce('search_path=\"\"' = any (proconfig), false)"
    )
    assert rows == []


def test_every_foreign_key_and_policy_column_has_an_index(here: World):
    rows = here.rows("""
        select conrelid::regclass::text, conname from pg_constraint as k
        where contype = 'f' and connamespace in ('public'::regnamespace, 'private'::regnamespace)
            -- Slots are a handful of rows that are never deleted; the unique index on jobs.slot is partial.
            and conname <> 'jobs_slot_fkey'
            and not exists (
                select from pg_index as i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1]
            )
    """)
    assert rows == []


VIEWS = ("llm_cost_per_agent", "llm_cost_per_day", "llm_cost_per_job", "llm_cost_per_user", "llm_summary_24h")


def test_a_view_shows_nobody_more_than_its_tables_do(here: World):
    views = here.rows(
        "select relnamespace::regnamespace::text, relname, "
        "coalesce('security_invoker=true' = any (reloptions), false) from pg_class "
        "where relkind in ('v', 'm') and relnamespace in ('public'::regnamespace, 'private'::regnamespace)"
    )
    assert sorted(views) == [("public", view, True) for view in ("dead_letters", *VIEWS)]
    for role in ("anon", "authenticated"):
        assert not allowed(here, role, "select from public.dead_letters")
    for user, cost in ((here.ada, 1), (here.ben, 2)):
        here.service.execute(
            "insert into public.llm_metrics (user_id, job_id, agent, provider, model, cost_usd) "
            "values (%s, %s, 'a', 'p', 'm', %s)",
            (user, here.submit(user), cost),
        )
    for view in VIEWS:
        statement = f"select calls, cost_usd from public.{view}"
        with here.database.acting_as("authenticated", here.ada) as ada:
            assert ada.execute(statement.encode()).fetchall() == [(1, 1)], view
        everything = here.service.execute(statement.encode()).fetchall()
        assert (sum(calls for calls, _ in everything), sum(cost for _, cost in everything)) == (2, 3), view
        held = here.rows(
            "select r, v from unnest(array['anon', 'authenticated']) as r, unnest(%s::text[]) as v "
            "where has_table_privilege(r, %s, v)",
            list(VERBS),
            f"public.{view}",
        )
        assert held == [("authenticated", "select")], view


def test_no_sequence_is_moved_or_read_by_learners_or_visitors(here: World):
    rows = here.rows(
        "select c.relname, r.rolname from pg_class c cross join pg_roles r where c.relkind = 'S' "
        "and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) "
        "and r.rolname in ('anon', 'authenticated') and has_sequence_privilege(r.oid, c.oid, 'usage, select, update')"
    )
    assert rows == []


def test_what_runs_as_its_owner_is_known_by_name(here: World):
    """A function more in here is a door past row level security: look at it, then add it."""
    rows = here.rows(
        "select proname from pg_proc where prosecdef "
        "and pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
    )
    assert sorted(name for (name,) in rows) == [
        "correct_pair", "correct_zone", "eta_of", "function_url", "let_go_of_document", "note_gone_export",
        "note_gone_job", "note_gone_user", "queue_place", "send_hint", "unknown_uploads", "vault_secret",
    ]  # fmt: skip


def test_a_title_has_an_end(here: World):
    here.run(here.upload(here.ada)["job"]["id"])
    with here.database.acting_as("authenticated", here.ada) as ada:
        assert ada.execute("update public.wordlists set title = %s", ("x" * 255,)).rowcount == 1
        with pytest.raises(psycopg.errors.CheckViolation):
            ada.execute("update public.wordlists set title = %s", ("x" * 256,))
