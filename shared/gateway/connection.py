"""One connection to Supabase: who we are there, how a call is made, and which calls are made again.

Surprise: a call is repeated after "sent, but no answer" only where the caller says that twice is once. Most of our RPCs
are, since they carry a lease's token; taking a receipt or a turn in the queue is not.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from shared.errors import DatabaseUnavailable, StorageUnavailable, Unavailable
from shared.gateway.translate import database_error, storage_error

if TYPE_CHECKING:
    import httpx
    from storage3 import SyncStorageClient
    from storage3._sync.file_api import SyncBucketProxy
    from supabase import Client

T = TypeVar("T")

TRIES: Final = 3
SECONDS: Final = 15.0
LONG_SECONDS: Final = 60.0
"""For whole files."""


class Connection:
    """Supabase as Wordmill itself (the secret key) or as one user (the publishable key and a token)."""

    _shared: ClassVar["httpx.Client | None"] = None
    _lock: ClassVar = Lock()

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
        """One pool of connections for all clients of this instance."""
        if self._http is not None:
            return self._http
        with Connection._lock:
            if Connection._shared is None:
                import httpx  # costs 130 ms

                Connection._shared = httpx.Client(
                    timeout=httpx.Timeout(SECONDS, connect=5.0, read=LONG_SECONDS, write=LONG_SECONDS),
                    limits=httpx.Limits(max_connections=64, max_keepalive_connections=16),
                )
            return Connection._shared

    def rpc(self, name: str, params: Mapping[str, object], *, twice_is_once: bool) -> Any:  # noqa: ANN401 - JSON
        """What the SQL function answers."""
        # A function is one POST: made without the Supabase client, so that a cold start does not wait for its import.
        url = f"{self._url}/rest/v1/rpc/{name}"

        def once() -> Any:  # noqa: ANN401 - JSON
            answer = self.http.post(url, json=params, headers=self._headers)
            if not answer.is_success:
                raise _refusal(answer)
            return answer.json() if answer.content else None

        return _persistent(once, unavailable=DatabaseUnavailable, twice_is_once=twice_is_once)

    def rows(self, query: Callable[["Client"], Any]) -> list[dict[str, Any]]:
        """The rows that a query gives; reading twice is reading once."""
        rows: list[dict[str, Any]] = self._table(lambda: query(self.client).execute().data, twice_is_once=True)
        return rows

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Rows into a table of figures."""
        from postgrest.types import ReturnMethod

        query = self.client.table(table)
        self._table(lambda: query.insert(rows, returning=ReturnMethod.minimal).execute().data, twice_is_once=False)

    def storage(self, bucket: str, ask: Callable[["SyncBucketProxy"], T]) -> T:
        """What Storage answers; every call of ours to it may be made twice."""
        from storage3.exceptions import StorageApiError

        def once() -> T:
            try:
                return ask(self._files.from_(bucket))
            except StorageApiError as error:
                raise storage_error(status=error.status, code=str(error.code)) from error

        return _persistent(once, unavailable=StorageUnavailable, twice_is_once=True)

    @cached_property
    def _files(self) -> "SyncStorageClient":
        """The part of the Supabase client that knows Storage."""
        from storage3 import SyncStorageClient

        return SyncStorageClient(f"{self._url}/storage/v1/", headers=self._headers, http_client=self.http)

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


def _refusal(answer: "httpx.Response") -> Exception:
    """The error of an answer that is none; a page of HTML stands for its status alone."""
    try:
        body = answer.json()
    except ValueError:
        body = None
    said = body if isinstance(body, dict) else {}
    return database_error(
        code=said.get("code") or str(answer.status_code),
        message=said.get("message"),
        details=said.get("details"),
        hint=said.get("hint"),
    )


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
