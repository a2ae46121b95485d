"""How the functions are: there, of one version, in time, and no more open than they should be.

Surprise: a function is asked by a method it does not take. Whatever it answers, a refusal too, names its version.
"""

import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from deploy.doctor.patient import ROOT, Ill, Patient, needed, said
from deploy.secrets.ping import HINTED, ping
from shared import __version__

if TYPE_CHECKING:
    import httpx

SKEW_SECONDS: Final = 5.0
FOR_PAGES: Final = ("health", "upload_intake", "job_control", "export_generation")
_UNAUTHORIZED: Final = 401


def services(patient: Patient, http: "httpx.Client") -> str:
    """Each service that the functions stand on, as health finds it."""
    answer = http.get(patient.address_of("health"))
    found = said(answer)
    checks = found.get("checks")
    if not isinstance(checks, dict):
        hint = "its log says why" if answer.is_server_error else "is the address right?"
        raise Ill(f"{patient.address_of('health')} answered {answer.status_code}; {hint}")
    ill = [f"{name} {check['status']}" for name, check in checks.items() if check["status"] != "healthy"]
    if ill or not answer.is_success:
        raise Ill(", ".join(ill) or str(found.get("status")))
    return ", ".join(f"{name} {check['latency_ms']:.0f} ms" for name, check in checks.items())


def versions(patient: Patient, http: "httpx.Client") -> str:
    """Every function is there, and all are what this checkout is."""
    found = {name: http.get(patient.address_of(name)).headers.get("wordmill-version", "none") for name in _names()}
    if others := {name: version for name, version in found.items() if version != __version__}:
        told = ", ".join(f"{name} is {version}" for name, version in others.items())
        raise Ill(f"{told}; this is {__version__}: deploy them anew, or check out their version")
    return f"{len(found)} functions are {__version__}, as here"


def clock(patient: Patient, http: "httpx.Client") -> str:
    """Signatures are good for minutes only."""
    skews = {"functions": _stated(http.get(patient.address_of("health"))) - time.time()}
    if patient.database_url:
        with patient.database() as connection:
            (now,) = connection.execute("select extract(epoch from clock_timestamp())::float").fetchone() or (0.0,)
            skews["database"] = now - time.time()
    # The header counts whole seconds.
    if ill := [
        f"the clock of the {name} is {skew:+.0f} s off" for name, skew in skews.items() if abs(skew) > SKEW_SECONDS
    ]:
        raise Ill(f"{' and '.join(ill)}; signatures are refused after 300 s")
    return f"{' and '.join(skews)} within a few seconds of this one"


def sign_in(patient: Patient, http: "httpx.Client") -> str:
    """Users' functions let nobody in who is not signed in."""
    for name in ("upload_intake", "job_control", "export_generation"):
        answer = http.post(patient.address_of(name), json={})
        if answer.status_code != _UNAUTHORIZED:
            raise Ill(f"{name} answered {answer.status_code} to somebody who is not signed in, not 401")
    return "users' functions ask for a sign-in"


def unsigned(patient: Patient, http: "httpx.Client") -> str:
    """The database's functions refuse what is not signed."""
    for name in HINTED:
        answer = http.post(patient.address_of(name), json={"type": "PING"})
        if answer.status_code != _UNAUTHORIZED:
            raise Ill(f"{name} answered {answer.status_code} to a call without a signature, not 401")
        if "no webhook secret" in str(said(answer).get("detail")):
            raise Ill(f"{name} has no webhook secret; WORDMILL_WEBHOOK_SECRET should hold it")
    return f"{', '.join(HINTED)} refuse what is not signed"


def signed(patient: Patient, http: "httpx.Client") -> str:
    """Our own signed word comes back from each of them."""
    secret = needed(patient.webhook_secret, "the webhook secret (WORDMILL_WEBHOOK_SECRET)").split(",")[0].strip()
    for name in HINTED:
        echo = ping(http, patient.address_of(name), secret=secret)
        if not echo.good:
            detail = echo.said.get("detail", "no echo")
            raise Ill(f"{name} answered {echo.status} to a signed call: {detail}; is it the functions' secret?")
    return f"{', '.join(HINTED)} echo a signed word"


def page(patient: Patient, http: "httpx.Client") -> str:
    """A browser lets the page call."""
    origin = needed(patient.page, "the page's origin (--page)")
    asked = {"origin": origin, "access-control-request-headers": "authorization,content-type,idempotency-key"}
    for name in FOR_PAGES:
        method = {"access-control-request-method": "GET" if name == "health" else "POST"}
        answer = http.options(patient.address_of(name), headers=asked | method)
        if answer.headers.get("access-control-allow-origin") not in {origin, "*"}:
            raise Ill(f"{origin} may not call {name}; name it in WORDMILL_ALLOWED_ORIGINS, on AWS in --param origin")
    return f"{origin} may call {', '.join(FOR_PAGES)}"


def _names() -> list[str]:
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/main.py"))


def _stated(answer: "httpx.Response") -> float:
    return parsedate_to_datetime(answer.headers["date"]).timestamp()
