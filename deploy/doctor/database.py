"""How the database is, asked as its owner: schema, rights, vault, schedules, and whether its hints arrive.

Surprise: the last of these is the one check that sends something. The database signs a ping itself and posts it through
pg_net, and what came back is read from pg_net's own table: the whole way of a hint, and nothing set off at its end.
"""

import time
import uuid
from typing import TYPE_CHECKING, Any, Final

from deploy.doctor.patient import ROOT, Ill, Patient, needed
from deploy.secrets.ping import HINTED

if TYPE_CHECKING:
    import httpx

ECHO_SECONDS: Final = 15.0
SCHEDULES: Final = ("wordmill-sweep", "wordmill-prune", "cleanup-uploads", "cleanup-exports", "cleanup-cooldowns")
FOR_ANYBODY: Final = ["public.ping"]

_UNGUARDED = """
    select c.oid::regclass::text from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p') and not c.relrowsecurity order by 1
"""
_OPEN_TABLES = """
    select c.oid::regclass::text from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm')
        and has_table_privilege('anon', c.oid, 'select, insert, update, delete, truncate') order by 1
"""
_OPEN_FUNCTIONS = """
    select n.nspname || '.' || p.proname from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private') and p.prorettype <> 'trigger'::regtype
        and has_function_privilege('anon', p.oid, 'execute')
        and n.nspname || '.' || p.proname <> all (%s)
        and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e') order by 1
"""


def schema(patient: Patient, _http: "httpx.Client") -> str:
    """verify-schema.sql: tables, indexes, functions, triggers, row level security, grants, buckets, schedules."""
    import psycopg

    address = needed(patient.database_url, "a database address (DATABASE_URL)")
    warnings: list[str] = []
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary or ""))
            connection.execute((ROOT / "supabase" / "verify-schema.sql").read_bytes())
            connection.rollback()
    except psycopg.errors.RaiseException as error:
        lacking = [words for words in warnings if words.startswith("missing")]
        raise Ill("; ".join(lacking) or str(error.diag.message_primary)) from error
    except psycopg.Error as error:
        raise Ill(f"the database does not answer: {(str(error).splitlines() or [''])[0]}") from error
    return "verify-schema.sql finds nothing missing"


def rights(patient: Patient, _http: "httpx.Client") -> str:
    """Every table has row level security, and a visitor no right to any table or function but ping."""
    with patient.database() as connection:
        for query, told in (
            (_UNGUARDED, "without row level security"),
            (_OPEN_TABLES, "open to visitors"),
            (_OPEN_FUNCTIONS, "callable by visitors"),
        ):
            found = connection.execute(query.encode(), [FOR_ANYBODY] if "%s" in query else None).fetchall()
            if found:
                raise Ill(f"{told}: {', '.join(name for (name,) in found)}")
    return "row level security on every table, nothing but ping for visitors"


def vault(patient: Patient, _http: "httpx.Client") -> str:
    """What hints need is in the vault."""
    with patient.database() as connection:
        if _one(connection, "select to_regclass('vault.decrypted_secrets') is null"):
            raise Ill("there is no vault; enable the extension supabase_vault")
        secrets = _one(connection, "select private.vault_secret('wordmill_webhook_secret')")
        if not secrets:
            raise Ill("the vault has no wordmill_webhook_secret; make one: wordmill secrets rotate")
        lacking = [name for name in HINTED if not _one(connection, "select private.function_url(%s)", name)]
    if lacking:
        raise Ill(f"wordmill_functions_url in the vault has no address for {', '.join(lacking)}")
    count = len(str(secrets).split(","))
    return "addresses and a secret are there" if count == 1 else f"addresses are there; {count} secrets: being rotated"


def hints(patient: Patient, _http: "httpx.Client") -> str:
    """What the database signs and posts itself comes back from each function."""
    with patient.database() as connection:
        for name in HINTED:
            word = str(uuid.uuid4())
            ping = "select private.send_hint(%s, jsonb_build_object('type', 'PING', 'task', %s::text))"
            if not _one(connection, ping, name, word):
                raise Ill(f"the database could not post to {name}; are pg_net, the address and the secret there?")
            _await_echo(connection, name, word)
    return f"pings of the database came back from {', '.join(HINTED)}"


def schedules(patient: Patient, _http: "httpx.Client") -> str:
    """All are there, active, and their last run did not fail."""
    with patient.database() as connection:
        if _one(connection, "select to_regclass('cron.job') is null"):
            raise Ill("there is no pg_cron: nothing sweeps; enable the extension")
        query = "select jobname from cron.job where active"
        lacking = sorted(set(SCHEDULES) - {name for (name,) in connection.execute(query)})
        if lacking:
            raise Ill(f"not scheduled: {', '.join(lacking)}; apply supabase/migrations (supabase db push)")
        failed = (
            "select distinct on (j.jobname) j.jobname, d.status, d.return_message from cron.job_run_details as d "
            "join cron.job as j using (jobid) where j.jobname = any (%s) and d.status in ('succeeded', 'failed') "
            "order by j.jobname, d.runid desc"
        )
        for name, status, message in connection.execute(failed, (list(SCHEDULES),)):
            if status == "failed":
                raise Ill(f"{name} failed when it ran last: {message}")
    return f"{', '.join(SCHEDULES)} are on"


def _await_echo(connection: Any, name: str, word: str) -> None:  # noqa: ANN401 - psycopg's, which is imported late
    deadline = time.monotonic() + ECHO_SECONDS
    echo = "select true from net._http_response where created > now() - interval '1 minute' and content like %s"
    while not _one(connection, echo, f"%{word}%"):
        if time.monotonic() > deadline:
            refused = (
                "select coalesce(status_code::text, error_msg) from net._http_response "
                "where created > now() - interval '30 seconds' and status_code is distinct from 200 order by id desc"
            )
            why = _one(connection, refused) or "nothing"
            raise Ill(f"a ping to {name} did not come back in {ECHO_SECONDS:.0f} s; the last answer was {why}")
        time.sleep(0.1)


def _one(connection: Any, query: str, *values: object) -> Any:  # noqa: ANN401 - one value of any type
    row = connection.execute(query, values or None).fetchone()
    return row[0] if row else None
