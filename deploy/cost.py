"""What 1,000 documents cost: what was used, read from the database, times what the provider asks for it.

    GB-seconds  =  seconds in processing  x  memory of job_advance in GB
    calls       =  one to take the document in, one for each attempt at it, one for each export
    GB out      =  the document to the function that reads it, each export to its reader
    GB-hours    =  the document for as long as uploads are kept, each export for as long as exports are
    model       =  dollars on record, unknown as soon as one call has no price

Surprise: no price is written here. They change, and one that nobody has named makes its line and the sum unknown.
"""

import argparse
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from deploy.google import manifest

DOCUMENTS: Final = 1000
QUERY: Final = """
with done as (
    select j.id, extract(epoch from j.finished_at - j.started_at)::float as seconds, j.attempt, d.size_bytes
    from public.jobs as j join public.documents as d on d.id = j.document_id
    where j.status = 'completed' and j.created_at > now() - make_interval(days => %(days)s)
), files as (
    select count(*) as exports, coalesce(sum(size_bytes), 0)::float as bytes
    from public.exports where job_id in (select id from done) and size_bytes is not null
), asked as (
    select sum(cost_usd)::float as dollars, count(*) as calls,
        count(*) filter (where cost_usd is null and status <> 'error') as unpriced
    from public.llm_metrics where job_id in (select id from done)
)
select count(*) as documents, coalesce(sum(seconds), 0) as seconds, coalesce(sum(attempt), 0) as attempts,
    coalesce(sum(size_bytes), 0)::float as bytes,
    (select exports from files), (select bytes from files) as export_bytes,
    (select dollars from asked), (select calls from asked) as llm_calls, (select unpriced from asked),
    (private.setting('upload_keep_hours') #>> '{}')::float as upload_hours,
    (private.setting('export_keep_hours') #>> '{}')::float as export_hours
from done
"""
PRICED: Final = {"gb_seconds": "GB-seconds", "calls": "calls", "gb_out": "GB out", "gb_hours": "GB-hours"}


@dataclass(frozen=True, slots=True)
class Usage:
    """Of 1,000 documents; `model` is None where a call has no known price."""

    measured: int
    amounts: Mapping[str, float]
    model: float | None


def measure(url: str, *, days: int = 30) -> Usage | None:
    """What the documents of the last days used, per 1,000; nothing where there were none."""
    with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as connection:
        row: dict[str, Any] = connection.execute(QUERY.encode(), {"days": days}).fetchone() or {}
    if not row.get("documents"):
        return None
    per = DOCUMENTS / row["documents"]
    memory = manifest()["functions"]["job_advance"]["memorySize"] / 1024
    kept = row["bytes"] * row["upload_hours"] + row["export_bytes"] * row["export_hours"]
    amounts = {
        "gb_seconds": row["seconds"] * memory * per,
        "calls": (row["documents"] + float(row["attempts"]) + row["exports"]) * per,
        "gb_out": (row["bytes"] + row["export_bytes"]) / 1e9 * per,
        "gb_hours": kept / 1e9 * per,
    }
    model = None if row["unpriced"] else (row["dollars"] or 0.0) * per
    return Usage(row["documents"], amounts, model)


def dollars(usage: Usage, prices: Mapping[str, float | None]) -> dict[str, float | None]:
    """Each line's cost, and their sum; None is unknown."""
    lines: dict[str, float | None] = {}
    for name, amount in usage.amounts.items():
        price = prices.get(name)
        lines[name] = None if price is None else amount * price
    lines["model"] = usage.model
    known = [line for line in lines.values() if line is not None]
    return {**lines, "sum": sum(known) if len(known) == len(lines) else None}


def told(usage: Usage, prices: Mapping[str, float | None]) -> Iterator[str]:
    """A line for each, with what it was worked out from."""
    cost = dollars(usage, prices)
    yield f"{DOCUMENTS} documents, from {usage.measured} measured"
    for name, title in PRICED.items():
        price = "unknown" if prices.get(name) is None else f"${prices[name]:.10g}"
        yield f"{title:12}{usage.amounts[name]:14.4f} x {price:>14} = {_shown(cost[name])}"
    yield f"{'model':12}{'':33}{_shown(cost['model'])}"
    yield f"{'sum':12}{'':33}{_shown(cost['sum'])}"


def _shown(amount: float | None) -> str:
    return "unknown" if amount is None else f"${amount:.4f}"


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m deploy.cost", description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "--db", default=os.environ.get("DATABASE_URL", ""), help="PostgreSQL, as its owner; DATABASE_URL"
    )
    parser.add_argument("--days", type=int, default=30, help="measure the documents of so many days")
    for name, title in PRICED.items():
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=float, metavar="DOLLARS", help=f"the price of one: {title}"
        )
    given = parser.parse_args()
    usage = measure(given.db, days=given.days)
    if usage is None:
        print(f"no document was completed in the last {given.days} days")
        return
    print(*told(usage, {name: getattr(given, name) for name in PRICED}), sep="\n")


if __name__ == "__main__":
    main()
