"""The public keys that tokens are signed with, fetched from where they are published, kept for at most ten minutes.

Surprise: a token that names an unknown key makes us look again, since keys rotate, but not more often than every
thirty seconds: otherwise whoever invents key ids decides how often that place is called.
"""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Final

from shared.clock import Clock
from shared.errors import Unavailable

if TYPE_CHECKING:
    import httpx

KEEP_SECONDS: Final = 600.0
LOOK_AGAIN_SECONDS: Final = 30.0
FAILED_SECONDS: Final = 2.0

Key = Mapping[str, object]


class KeySet:
    """JSON Web Keys by their id."""

    def __init__(self, fetch: Callable[[], list[Key]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._keys: dict[str, Key] = {}
        self._fetched_at = self._asked_at = float("-inf")
        self._failure: Unavailable | None = None

    def find(self, key_id: str) -> Key | None:
        """The key of that id, or nothing when Auth does not publish it."""
        with self._lock:  # one fetch for all threads that wait for it
            now = self._clock.monotonic()
            if now - self._fetched_at >= KEEP_SECONDS:
                self._keys = {}
            if key_id not in self._keys:
                self._look_again(now)
            return self._keys.get(key_id)

    def _look_again(self, now: float) -> None:
        waited = now - self._asked_at
        if self._failure is not None and waited < FAILED_SECONDS:
            raise Unavailable(str(self._failure), retry_after=FAILED_SECONDS) from self._failure
        if self._failure is None and waited < LOOK_AGAIN_SECONDS:
            return
        self._asked_at = now
        try:
            found = self._fetch()
        except Unavailable as failure:
            self._failure = failure
            raise
        self._failure, self._fetched_at = None, now
        self._keys = {str(key["kid"]): key for key in found if key.get("kid")}


def fetch_keys(address: str, *, http: "httpx.Client", apikey: str | None = None) -> list[Key]:
    """The key set that is published there; the address is always one of ours, never a caller's."""
    import httpx  # 135 ms that a function without users never pays

    try:
        answer = http.get(address, headers={"apikey": apikey} if apikey else {}, timeout=5)
        answer.raise_for_status()
        keys = answer.json()["keys"]
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise Unavailable("the sign-in service does not answer; try again in a moment", retry_after=5) from error
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
