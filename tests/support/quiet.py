"""A stack whose database sends no hints, and one in which time passes when a test says so.

Surprise: the functions of the stack would run our jobs before a test gets to them. So the vault forgets where the
functions are, which makes every hint and every schedule go nowhere; and the sweep is the test's own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

WAITS = {
    "public.jobs": ("lease_expires_at", "run_after", "hinted_at"),
    "public.exports": ("lease_expires_at", "run_after", "hinted_at", "expires_at"),
    "public.documents": ("created_at", "uploaded_at"),
}
SCHEDULE = "wordmill-sweep"


@contextmanager
def no_hints(database: psycopg.Connection) -> Iterator[None]:
    """Nothing is called and nothing is swept in here but by the test itself."""
    _rename(database, "wordmill_functions_url", "wordmill_functions_url_aside")
    database.execute("update cron.job set active = false where jobname = %s", [SCHEDULE])
    try:
        yield
    finally:
        database.execute("update cron.job set active = true where jobname = %s", [SCHEDULE])
        _rename(database, "wordmill_functions_url_aside", "wordmill_functions_url")


def pass_time(database: psycopg.Connection, seconds: float) -> None:
    """Time passes: everything that waits has waited that much longer."""
    with database.transaction():
        # The guard against direct updates would refuse; triggers are off for this transaction alone.
        database.execute("set local session_replication_role = replica")
        for table, columns in WAITS.items():
            moves = ", ".join(f"{column} = {column} - make_interval(secs => %(s)s)" for column in columns)
            database.execute(f"update {table} set {moves}", {"s": seconds})  # type: ignore[arg-type]


def _rename(database: psycopg.Connection, old: str, new: str) -> None:
    database.execute("update vault.secrets set name = %s where name = %s", [new, old])
