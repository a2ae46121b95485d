"""One connection to Supabase: who we are there, how a call is made, and which calls are made again.

Surprise: a call is repeated after "sent, but no answer" only where the caller says that twice is once. Most of our RPCs
are, since they carry a lease's token; taking a receipt or a turn in the queue is not.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from shared.errors import DatabaseUnavailable, StorageUnavailable, Unavailable
from shared.gateway.pool import pool
from shared.gateway.translate import database_error, storage_error

if TYPE_CHECKING:
    import httpx
    from supabase import Client

T = TypeVar("T")

TRIES: Final = 3


class Connection:
    """Supabase as Wordmill itself (the secret key) or as one user (the publishable key and a token)."""

    def __init__(self, url: str, *, key: str, token: str | None = None, http: "httpx.Client | None" = None) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._token = token
        self._http = http

    @cached_property
    def client(self) -> "Client":
        """The Supabase client, for tables; imported here, since it costs 300 ms that most calls need not pay."""
        from supabase import create_client
        from supabase.lib.client_options import SyncClientOptions

        options = SyncClientOptions(
            auto_refresh_token=False,
            persist_session=False,
            httpx_client=self.http,
            postgrest_client_retry=False,
        )
        if self._token is not None:
            options.headers["Authorization"] = f"Bearer {self._token}"
        return create_client(self._url, self._key, options)

    @property
    def http(self) -> "httpx.Client":
        """What the calls go out by."""
        return self._http or pool()

    def rpc(self, name: str, params: Mapping[str, object], *, twice_is_once: bool) -> Any:  # noqa: ANN401 - JSON
        """What the SQL function answers."""
        # A function is one POST: made without the Supabase client, so that a cold start does not wait for its import.
        url = f"{self._url}/rest/v1/rpc/{name}"

        def once() -> Any:  # noqa: ANN401 - JSON
            answer = self.http.post(url, json=params, headers=self._headers)
            if not answer.is_success:
                raise _database_refusal(answer)
            return answer.json() if answer.content else None

        return _persistent(once, unavailable=DatabaseUnavailable, twice_is_once=twice_is_once)

    def storage(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
    ) -> "httpx.Response":
        """What Storage answers; every call of ours to it may be made twice."""

        # As with functions: one call each, and the Storage client's import costs more than all of them.
        def once() -> "httpx.Response":
            sent = self._headers | dict(headers or {})
            answer = self.http.request(method, f"{self.storage_url}{path}", headers=sent, json=json, content=content)
            if not answer.is_success:
                raise _storage_refusal(answer)
            return answer

        return _persistent(once, unavailable=StorageUnavailable, twice_is_once=True)

    def storage_head(self, path: str, *, count: int) -> bytes:
        """The first bytes of a file, and no more of it than that."""

        def once() -> bytes:
            headers = self._headers | {"Range": f"bytes=0-{count - 1}"}
            found = b""
            with self.http.stream("GET", f"{self.storage_url}{path}", headers=headers) as answer:
                if not answer.is_success:
                    answer.read()
                    raise _storage_refusal(answer)
                for piece in answer.iter_bytes(count):
                    found += piece
                    if len(found) >= count:
                        break
            return found[:count]

        return _persistent(once, unavailable=StorageUnavailable, twice_is_once=True)

    @property
    def storage_url(self) -> str:
        """Where Storage's own addresses begin."""
        return f"{self._url}/storage/v1"

    def rows(self, query: Callable[["Client"], Any]) -> list[dict[str, Any]]:
        """The rows that a query gives; reading twice is reading once."""
        rows: list[dict[str, Any]] = self._table(lambda: query(self.client).execute().data, twice_is_once=True)
        return rows

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Rows into a table of figures."""
        from postgrest.types import ReturnMethod

        query = self.client.table(table)
        self._table(lambda: query.insert(rows, returning=ReturnMethod.minimal).execute().data, twice_is_once=False)

    @cached_property
    def _headers(self) -> dict[str, str]:
        return {"apikey": self._key, "Authorization": f"Bearer {self._token or self._key}"}

    def _table(self, ask: Callable[[], T], *, twice_is_once: bool) -> T:
        from postgrest.exceptions import APIError

        def once() -> T:
            try:
                return ask()
            except APIError as error:
                raise database_error(
                    code=error.code, message=error.message, details=error.details, hint=error.hint
                ) from error

        return _persistent(once, unavailable=DatabaseUnavailable, twice_is_once=twice_is_once)


def _database_refusal(answer: "httpx.Response") -> Exception:
    said = _said(answer)
    return database_error(
        code=said.get("code") or str(answer.status_code),
        message=said.get("message"),
        details=said.get("details"),
        hint=said.get("hint"),
    )


def _storage_refusal(answer: "httpx.Response") -> Exception:
    """The error of an answer of Storage; the status in its body is truer than the one on the line, often a 400."""
    said = _said(answer)
    return storage_error(
        status=said.get("statusCode", answer.status_code), code=str(said.get("error") or "InternalError")
    )


def _said(answer: "httpx.Response") -> Mapping[str, Any]:
    """What a refusal says of itself; a page of HTML stands for its status alone."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _persistent(ask: Callable[[], T], *, unavailable: type[Unavailable], twice_is_once: bool) -> T:
    """The answer, after up to `TRIES` tries where the failure is of the passing kind."""
    import httpx
    from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

    never_sent = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

    def is_passing(error: BaseException) -> bool:
        return isinstance(error, never_sent) or (
            twice_is_once and isinstance(error, httpx.TransportError | Unavailable)
        )

    tries = Retrying(
        stop=stop_after_attempt(TRIES),
        wait=wait_random_exponential(multiplier=0.1, max=1.0),
        retry=retry_if_exception(is_passing),
        reraise=True,
    )
    try:
        return tries(ask)
    except httpx.TransportError as error:
        raise unavailable(details={"cause": type(error).__name__}) from error
