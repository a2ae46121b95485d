"""What documents cost the database: calls, milliseconds, rows, bytes, as the difference of two looks at its counters.

Surprise: milliseconds are those of statements that a client sent; what functions and triggers ran inside them is in
them already and would be counted twice.
"""

from dataclasses import dataclass

import psycopg

Connection = psycopg.Connection[tuple[object, ...]]

STATEMENTS = """
    select coalesce(substring(query from 'public"?[.]"?([a-z_]+)'), substring(lower(query) from '^\\s*([a-z]+)')),
        sum(calls)::float, sum(total_exec_time + total_plan_time)::float
    from pg_stat_statements
    where toplevel and dbid = (select oid from pg_database where datname = current_database())
    group by 1
"""
TABLES = """
    select schemaname || '.' || relname, n_tup_ins::float, n_tup_upd::float, n_tup_del::float,
        pg_total_relation_size(relid)::float
    from pg_stat_user_tables where schemaname in ('public', 'private', 'storage', 'net', 'auth')
"""


@dataclass(frozen=True)
class Look:
    """The counters at a moment."""

    statements: dict[str, tuple[float, float]]
    tables: dict[str, tuple[float, float, float, float]]
    wal_bytes: float

    def since(self, before: "Look", *, jobs: int) -> "Look":
        """What was added since then, for each job."""
        none, nothing = (0.0, 0.0), (0.0, 0.0, 0.0, 0.0)
        return Look(
            {
                name: (
                    (calls - before.statements.get(name, none)[0]) / jobs,
                    (took - before.statements.get(name, none)[1]) / jobs,
                )
                for name, (calls, took) in self.statements.items()
            },
            {
                name: (
                    (row[0] - before.tables.get(name, nothing)[0]) / jobs,
                    (row[1] - before.tables.get(name, nothing)[1]) / jobs,
                    (row[2] - before.tables.get(name, nothing)[2]) / jobs,
                    (row[3] - before.tables.get(name, nothing)[3]) / jobs,
                )
                for name, row in self.tables.items()
            },
            (self.wal_bytes - before.wal_bytes) / jobs,
        )


def look(connection: Connection) -> Look:
    """The counters now, once every session has reported its own."""
    connection.execute("select pg_stat_force_next_flush()")
    statements = {
        str(name): (float(str(calls)), float(str(took))) for name, calls, took in rows(connection, STATEMENTS)
    }
    tables = {str(name): tuple(float(str(value)) for value in values) for name, *values in rows(connection, TABLES)}
    (wal,) = rows(connection, "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float")[0]
    return Look(statements, tables, float(str(wal)))  # type: ignore[arg-type]  # four numbers a table


def rows(connection: Connection, statement: str) -> list[tuple[object, ...]]:
    return connection.execute(statement.encode()).fetchall()
