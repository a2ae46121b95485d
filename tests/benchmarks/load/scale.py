"""The two tables of deploy/SCALE.md: what one document costs as measured, and what follows from it by arithmetic.

Surprise: they are written into the document itself, between two marks, by the run that measured; what the document says
in words around them is looked over by hand.
"""

import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

SCALE = Path(__file__).parents[3] / "deploy" / "SCALE.md"
BLOCK = re.compile(r"(?<=<!-- measured -->\n).*(?=<!-- /measured -->)", re.DOTALL)
HOURLY = (10, 1_000, 100_000)
MODEL_SECONDS = 30
KEPT_DAYS = 90
WEBHOOKS = 2


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one document."""

    statements: float
    polls: float
    selects: float
    database_ms: float
    wal_kb: float
    disk_kb: float
    events: float
    zones: float
    slot_seconds: float


LABELS = (
    "statements a client sends, polls every 0.1 s and export included",
    "of these polls",
    "of these `select`s that the Data API sends around a call (role, claims)",
    "milliseconds of database time",
    "write-ahead log, KB",
    "on disk when all is done, stored file not counted, KB",
    "rows in `job_events`",
    "rows in `zones`",
    "seconds a job of a small file holds its slot, offline engine",
)


def write_scale(costs: Costs, *, when: str) -> None:
    """Put both tables where the document has them."""
    text = SCALE.read_text(encoding="utf-8")
    SCALE.write_text(BLOCK.sub(lambda _: block(costs, when=when), text), encoding="utf-8")


def block(costs: Costs, *, when: str) -> str:
    """What stands between the marks; the arithmetic is of the values as they are written."""
    costs = Costs(*(round(value, 2) for value in astuple(costs)))
    return "\n".join([when, "", *_one_document(costs), "", *_what_follows(costs), ""])


def costs_in(text: str) -> Costs:
    """The measured values, read back from the document."""
    found = dict(re.findall(r"^\| (.+?) \| ([\d.,]+) \|$", text, re.MULTILINE))
    return Costs(*(float(found[label].replace(",", "")) for label in LABELS))


def _one_document(costs: Costs) -> Iterator[str]:
    yield from ("| of one document, measured | |", "|---|---|")
    for label, value in zip(LABELS, astuple(costs), strict=True):
        yield f"| {label} | {value:,.2f} |"


def _what_follows(costs: Costs) -> Iterator[str]:
    yield "| | " + " | ".join(f"{hourly:,} an hour" for hourly in HOURLY) + " |"
    yield "|---|---|---|---|"
    rows = {
        "documents a second": 1 / 3600,
        "database cores kept busy": costs.database_ms / 1000 / 3600,
        "statements a second": costs.statements / 3600,
        "write-ahead log a day, GB": costs.wal_kb * 24 / 1e6,
        "rows of `job_events` an hour": costs.events,
        f"jobs kept after {KEPT_DAYS} days": 24 * KEPT_DAYS,
        "slots in use, offline": costs.slot_seconds / 3600,
        f"slots in use, with a model ({MODEL_SECONDS} s of answers, assumed)": MODEL_SECONDS / 3600,
        f"webhooks a second, {WEBHOOKS} a document": WEBHOOKS / 3600,
    }
    for label, each in rows.items():
        yield f"| {label} | " + " | ".join(short(each * hourly) for hourly in HOURLY) + " |"


def short(value: float) -> str:
    """Two digits that count."""
    if not value:
        return "0"
    rounded = float(f"{value:.1e}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:.10f}".rstrip("0").rstrip(".")
