"""How the Supabase project looks from outside: what visitors see, which tables and buckets are there.

Surprise: the tables to ask for are read from the migrations, so that a new one is looked at without being listed.
"""

import re
from typing import TYPE_CHECKING, Final

from deploy.doctor.patient import ROOT, Ill, Patient

if TYPE_CHECKING:
    import httpx

BUCKETS: Final = ("document-uploads", "wordlist-exports")
_SERVER_ERROR: Final = 500


def visitors(patient: Patient, http: "httpx.Client") -> str:
    """With the publishable key alone, no row of any table is to be seen."""
    open_tables = []
    for table in _tables():
        answer = http.get(
            f"{patient.url}/rest/v1/{table}?select=*&limit=1", headers={"apikey": patient.publishable_key}
        )
        if answer.is_success and answer.json():
            open_tables.append(table)
        elif answer.status_code >= _SERVER_ERROR:
            raise Ill(f"{patient.url}/rest/v1/{table} answered {answer.status_code}")
    if open_tables:
        raise Ill(f"anybody can read {', '.join(open_tables)}; apply the migrations' policies")
    return f"see no row of {len(_tables())} tables"


def tables(patient: Patient, http: "httpx.Client") -> str:
    """The Data API reaches every table."""
    headers = patient.as_wordmill
    lacking = [
        table
        for table in _tables()
        if not http.get(f"{patient.url}/rest/v1/{table}?select=*&limit=0", headers=headers).is_success
    ]
    if lacking:
        raise Ill(f"not reachable: {', '.join(lacking)}; apply supabase/migrations (supabase db push)")
    return f"{len(_tables())} are there"


def buckets(patient: Patient, http: "httpx.Client") -> str:
    """Both are there, and private."""
    answer = http.get(f"{patient.url}/storage/v1/bucket", headers=patient.as_wordmill)
    found = {bucket["id"]: bucket for bucket in answer.json()} if answer.is_success else {}
    for name in BUCKETS:
        if name not in found:
            raise Ill(f"there is no bucket {name}; apply supabase/migrations (supabase db push)")
        if found[name].get("public"):
            raise Ill(f"the bucket {name} is public: anybody may read its files; make it private")
    return f"{' and '.join(BUCKETS)}, both private"


def _tables() -> list[str]:
    """The tables that the migrations here make for the Data API."""
    migrations = sorted((ROOT / "supabase" / "migrations").glob("*.sql"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in migrations)
    return sorted(set(re.findall(r"^create (?:unlogged )?table public\.(\w+)", text, re.MULTILINE)))
