"""One cheap call to each service behind us, with nothing but the standard library.

Surprise: it does not use the Supabase client. `health` is what platforms call most and first, and the client's import
alone takes longer than starting everything else.
"""

import http.client
import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from shared.errors import DatabaseUnavailable, StorageUnavailable, Unavailable

if TYPE_CHECKING:
    from shared.domain.wire import Json

TIMEOUT_SECONDS: Final = 4.0
_SERVER_ERROR: Final = 500


class HttpProbe:
    """Asks over plain HTTP, each service on a connection of its own."""

    def __init__(self, url: str, key: str) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port
        self._base = parts.path.rstrip("/")
        self._headers = {"apikey": key, "Content-Type": "application/json", "User-Agent": "wordmill-health"}
        if key.count(".") == 2:  # noqa: PLR2004 - a legacy key is a JWT, and is wanted twice
            self._headers["Authorization"] = f"Bearer {key}"

    def database(self) -> "Json":
        """What ping() answers: the database's own time and version."""
        body = self._ask("POST", "/rest/v1/rpc/ping", DatabaseUnavailable)
        try:
            answer = json.loads(body)
        except ValueError as error:
            raise DatabaseUnavailable("the database's answer is not JSON") from error
        return answer if isinstance(answer, dict) else {}

    def storage(self) -> None:
        self._ask("GET", "/storage/v1/bucket", StorageUnavailable)

    def auth(self) -> None:
        self._ask("GET", "/auth/v1/health", Unavailable)

    def _ask(self, method: str, path: str, failure: type[Unavailable]) -> bytes:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(
                method, self._base + path, body="{}" if method == "POST" else None, headers=self._headers
            )
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise failure() from error
        finally:
            connection.close()
        if answer.status >= _SERVER_ERROR or (failure is DatabaseUnavailable and answer.status != http.HTTPStatus.OK):
            raise failure(f"answered {answer.status}")
        return body
