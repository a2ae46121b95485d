"""A deployment as far as it is known, and how a check ends that does not end well.

Surprise: nothing is needed beyond addresses and keys. What cannot be looked at without a key or a database is said to
be skipped, never passed.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import httpx
    import psycopg

ROOT: Final = Path(__file__).parents[2]


class Ill(Exception):
    """A check that failed; the sentence says what is wrong and what would help."""


class Skipped(Exception):
    """A check that could not be made; the sentence says what it lacks."""


@dataclass(frozen=True, slots=True)
class Patient:
    """`functions_url`: one base for all, or a JSON object of addresses by name, as in the database's vault."""

    url: str
    functions_url: str
    publishable_key: str
    secret_key: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    page: str = ""

    def address_of(self, function: str) -> str:
        """Where a function is."""
        if not self.functions_url.startswith("{"):
            return f"{self.functions_url}/{function}"
        try:
            address = json.loads(self.functions_url).get(function)
        except ValueError as error:
            raise Ill("WORDMILL_FUNCTIONS_URL is neither an address nor a JSON object of addresses") from error
        if not address:
            raise Ill(f"WORDMILL_FUNCTIONS_URL has no address for {function}")
        return str(address)

    @property
    def as_wordmill(self) -> dict[str, str]:
        """Headers of somebody who holds the secret key."""
        key = needed(self.secret_key, "a secret key (SUPABASE_SECRET_KEY)")
        return {"apikey": key, "authorization": f"Bearer {key}"}

    @contextmanager
    def database(self) -> "Iterator[psycopg.Connection[tuple[Any, ...]]]":
        """A connection on which each statement counts at once."""
        import psycopg  # for those checks that have an address

        address = needed(self.database_url, "a database address (DATABASE_URL)")
        try:
            with psycopg.connect(address, connect_timeout=10, autocommit=True) as connection:
                yield connection
        except psycopg.Error as error:
            fault = "does not answer" if isinstance(error, psycopg.OperationalError) else "refuses"
            raise Ill(f"the database {fault}: {(str(error).splitlines() or [''])[0]}") from error


def needed(value: str, what: str) -> str:
    """The value, or the end of this check."""
    if not value:
        raise Skipped(f"needs {what}")
    return value


def said(answer: "httpx.Response") -> dict[str, Any]:
    """The JSON object that came back, if one did."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
