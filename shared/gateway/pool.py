"""One pool of connections for all that an instance asks over HTTPS: Supabase, models, and whoever publishes keys.

Surprise: making an HTTP client reads the list of all authorities it trusts, which takes longer than importing it. One
serves everybody, and nobody makes it before the first call goes out.
"""

from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import httpx

SECONDS: Final = 15.0
LONG_SECONDS: Final = 60.0
"""For whole files."""

_lock = Lock()
_made: "list[httpx.Client]" = []


def pool() -> "httpx.Client":
    """The instance's one client; threads share it."""
    with _lock:
        if not _made:
            import httpx  # costs 130 ms

            timeout = httpx.Timeout(SECONDS, connect=5.0, read=LONG_SECONDS, write=LONG_SECONDS)
            limits = httpx.Limits(max_connections=64, max_keepalive_connections=16)
            _made.append(httpx.Client(timeout=timeout, limits=limits))
        return _made[0]
