"""What `wordmill doctor` looks at, one small function per check, each of which says what it found in a sentence.

Surprise: nothing is changed and nothing is needed beyond addresses and keys; what cannot be looked at without a key
or a database is said to be skipped, not passed.
"""

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shared import __version__
from shared.edge.signatures import sign

if TYPE_CHECKING:
    import httpx

SUPABASE = Path(__file__).parents[3] / "supabase"
BUCKETS = ("document-uploads", "wordlist-exports")
SKEW_SECONDS = 5.0
NOBODY = "00000000-0000-0000-0000-000000000000"


class Ill(Exception):
    """A check that failed; the sentence says what is wrong and what would help."""


class Skipped(Exception):
    """A check that could not be made; the sentence says what it lacks."""


@dataclass(frozen=True, slots=True)
class Patient:
    """A deployment, as far as it is known."""

    url: str
    functions_url: str
    publishable_key: str
    secret_key: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    page: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `ok` is None for a check that was skipped."""

    name: str
    ok: bool | None
    words: str


Check = Callable[[Patient, "httpx.Client"], str]


def examine(patient: Patient) -> Iterator[Finding]:
    """Every check in turn; a service that does not answer fails its own checks only."""
    import httpx

    with httpx.Client(timeout=20, headers={"user-agent": f"wordmill-doctor/{__version__}"}) as http:
        for name, check in CHECKS.items():
            try:
                yield Finding(name, ok=True, words=check(patient, http))
            except Skipped as lack:
                yield Finding(name, ok=None, words=str(lack))
            except Ill as ill:
                yield Finding(name, ok=False, words=str(ill))
            except httpx.HTTPError as error:
                yield Finding(name, ok=False, words=f"no answer ({type(error).__name__}): {error}")


def _functions(patient: Patient, http: "httpx.Client") -> str:
    answer = http.get(f"{patient.functions_url}/health")
    found = _json(answer)
    checks = found.get("checks")
    if not isinstance(checks, dict):
        raise Ill(f"{patient.functions_url}/health answered {answer.status_code}; is the address right?")
    ill = [f"{name} {check['status']}" for name, check in checks.items() if check["status"] != "healthy"]
    if ill or not answer.is_success:
        raise Ill(", ".join(ill) or str(found.get("status")))
    return ", ".join(f"{name} {check['latency_ms']:.0f} ms" for name, check in checks.items())


def _version(patient: Patient, http: "httpx.Client") -> str:
    found = str(_json(http.get(f"{patient.functions_url}/health")).get("version"))
    if found != __version__:
        raise Ill(f"the functions are version {found}, this is {__version__}; deploy anew, or check out that version")
    return f"{found}, as here"


def _clock(patient: Patient, http: "httpx.Client") -> str:
    skew = parsedate_to_datetime(http.get(f"{patient.functions_url}/health").headers["date"]).timestamp() - time.time()
    # The header counts whole seconds.
    if abs(skew) > SKEW_SECONDS:
        raise Ill(f"the functions' clock is {skew:+.0f} s from this one; signatures older than 300 s are refused")
    return "within a few seconds of this one"


def _visitors(patient: Patient, http: "httpx.Client") -> str:
    """With the publishable key alone, no row of any table is to be seen."""
    open_tables = []
    for table in _tables():
        answer = http.get(
            f"{patient.url}/rest/v1/{table}?select=*&limit=1", headers={"apikey": patient.publishable_key}
        )
        if answer.is_success and answer.json():
            open_tables.append(table)
        elif answer.status_code >= 500:  # noqa: PLR2004
            raise Ill(f"{patient.url}/rest/v1/{table} answered {answer.status_code}")
    if open_tables:
        raise Ill(f"anybody can read {', '.join(open_tables)}; apply the migrations' policies")
    return f"see no row of {len(_tables())} tables"


def _users_only(patient: Patient, http: "httpx.Client") -> str:
    answer = http.post(f"{patient.functions_url}/upload_intake", json={"filename": "a.txt", "size_bytes": 1})
    if answer.status_code != 401:  # noqa: PLR2004
        raise Ill(f"upload_intake answered {answer.status_code} to somebody who is not signed in, not 401")
    return "upload_intake asks for a sign-in"


def _tables_there(patient: Patient, http: "httpx.Client") -> str:
    key = _needed(patient.secret_key, "a secret key (SUPABASE_SECRET_KEY)")
    headers = {"apikey": key, "authorization": f"Bearer {key}"}
    lacking = [
        table
        for table in _tables()
        if not http.get(f"{patient.url}/rest/v1/{table}?select=*&limit=0", headers=headers).is_success
    ]
    if lacking:
        raise Ill(f"not reachable: {', '.join(lacking)}; apply supabase/migrations (supabase db push)")
    return f"{len(_tables())} are there"


def _buckets(patient: Patient, http: "httpx.Client") -> str:
    key = _needed(patient.secret_key, "a secret key (SUPABASE_SECRET_KEY)")
    answer = http.get(f"{patient.url}/storage/v1/bucket", headers={"apikey": key, "authorization": f"Bearer {key}"})
    found = {bucket["id"]: bucket for bucket in answer.json()} if answer.is_success else {}
    for name in BUCKETS:
        if name not in found:
            raise Ill(f"there is no bucket {name}; apply supabase/migrations (supabase db push)")
        if found[name].get("public"):
            raise Ill(f"the bucket {name} is public: anybody may read its files; make it private")
    return f"{' and '.join(BUCKETS)}, both private"


def _unsigned(patient: Patient, http: "httpx.Client") -> str:
    answer = http.post(f"{patient.functions_url}/job_advance", json=_hint())
    if answer.status_code != 401:  # noqa: PLR2004
        raise Ill(f"job_advance answered {answer.status_code} to a call without a signature, not 401")
    return "job_advance refuses what is not signed"


def _signed(patient: Patient, http: "httpx.Client") -> str:
    secret = _needed(patient.webhook_secret, "the webhook secret (WORDMILL_WEBHOOK_SECRET)")
    body = json.dumps(_hint()).encode()
    call_id, now = f"msg_{uuid.uuid4()}", int(time.time())
    headers = {
        "content-type": "application/json",
        "webhook-id": call_id,
        "webhook-timestamp": str(now),
        "webhook-signature": sign(secret.split(",")[0].strip(), webhook_id=call_id, timestamp=now, body=body),
    }
    answer = http.post(f"{patient.functions_url}/job_advance", content=body, headers=headers)
    if not answer.is_success:
        detail = _json(answer).get("detail", "")
        raise Ill(f"job_advance answered {answer.status_code} to a signed call: {detail}; is it the functions' secret?")
    return f"job_advance took a signed hint ({_json(answer).get('outcome', 'ok')})"


def _cors(patient: Patient, http: "httpx.Client") -> str:
    origin = _needed(patient.page, "the page's origin (--page)")
    asked = {"origin": origin, "access-control-request-method": "POST"}
    asked["access-control-request-headers"] = "authorization,content-type,idempotency-key"
    answer = http.options(f"{patient.functions_url}/upload_intake", headers=asked)
    if answer.headers.get("access-control-allow-origin") not in {origin, "*"}:
        raise Ill(f"{origin} may not call the functions; name it in WORDMILL_ALLOWED_ORIGINS")
    return f"{origin} may call the functions"


def _schema(patient: Patient, _http: "httpx.Client") -> str:
    """verify-schema.sql: tables, indexes, functions, triggers, row level security, grants, schedules."""
    import psycopg

    address = _needed(patient.database_url, "a database address (DATABASE_URL)")
    warnings: list[str] = []
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            connection.add_notice_handler(lambda notice: warnings.append(notice.message_primary or ""))
            connection.execute((SUPABASE / "verify-schema.sql").read_bytes())
            connection.rollback()
    except psycopg.errors.RaiseException as error:
        lacking = [words for words in warnings if words.startswith("missing")]
        raise Ill("; ".join(lacking) or str(error.diag.message_primary)) from error
    except psycopg.Error as error:
        raise Ill(f"the database does not answer: {str(error).splitlines()[0]}") from error
    return "verify-schema.sql finds nothing missing, schedules included"


CHECKS: dict[str, Check] = {
    "functions": _functions,
    "version": _version,
    "clock": _clock,
    "sign-in": _users_only,
    "unsigned calls": _unsigned,
    "signed calls": _signed,
    "visitors": _visitors,
    "tables": _tables_there,
    "buckets": _buckets,
    "page": _cors,
    "schema": _schema,
}


def _tables() -> list[str]:
    """The tables that the migrations here make for the Data API."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((SUPABASE / "migrations").glob("*.sql")))
    return sorted(set(re.findall(r"^create (?:unlogged )?table public\.(\w+)", text, re.MULTILINE)))


def _hint() -> dict[str, object]:
    """A hint of a job that nobody has: verified, looked up, and found to need nothing."""
    return {"type": "UPDATE", "table": "jobs", "schema": "public", "record": {"id": NOBODY, "stage": None}}


def _needed(value: str, what: str) -> str:
    if not value:
        raise Skipped(f"needs {what}")
    return value


def _json(answer: "httpx.Response") -> dict[str, object]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
