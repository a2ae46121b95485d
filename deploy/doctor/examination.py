"""Every check in its turn, a finding for each.

Surprise: a service that does not answer fails its own checks only; the others are made all the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from deploy.doctor import database, functions, project
from deploy.doctor.patient import Ill, Patient, Skipped
from shared import __version__

if TYPE_CHECKING:
    import httpx

Check = Callable[[Patient, "httpx.Client"], str]

CHECKS: Final[dict[str, Check]] = {
    "services": functions.services,
    "versions": functions.versions,
    "clock": functions.clock,
    "sign-in": functions.sign_in,
    "unsigned calls": functions.unsigned,
    "signed calls": functions.signed,
    "page": functions.page,
    "visitors": project.visitors,
    "tables": project.tables,
    "buckets": project.buckets,
    "schema": database.schema,
    "rights": database.rights,
    "vault": database.vault,
    "hints": database.hints,
    "schedules": database.schedules,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `ok` is None for a check that was skipped."""

    name: str
    ok: bool | None
    words: str


def examine(patient: Patient) -> Iterator[Finding]:
    """What each check found."""
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
