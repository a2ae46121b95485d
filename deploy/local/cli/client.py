"""Wordmill as a web app sees it: sign in, send a file, watch its job, fetch the wordlist and the exports.

Everything goes over HTTP with the publishable key and the user's token, through supabase-py where a web app would use
supabase-js. Surprise: signing in tries first and signs up second, since a local stack may have been emptied
since the user was remembered.
"""

import contextlib
import json
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from deploy.local.cli.demo_user import DemoUser
from shared.domain.document import MIME_TYPES
from shared.errors import Unavailable, WordmillError

if TYPE_CHECKING:
    import httpx
    from supabase import Client as Supabase

DIRECT_BYTES = 5 * 1024 * 1024
"""Up to here a file travels with the request; a larger one goes to Storage by a signed address."""
UPLOADS = "document-uploads"
MANY_REQUESTS = 429
LONGEST_WAIT = 90.0
EXPORT_SECONDS = 60.0

Row = Mapping[str, Any]


class Refused(WordmillError):
    """What a function answered instead of doing what it was asked for."""

    def __init__(self, problem: Row, *, retry_after: float | None = None) -> None:
        super().__init__(str(problem.get("detail") or problem.get("title") or "refused"), retry_after=retry_after)
        self.problem = dict(problem)
        self.http_status = int(problem.get("status") or 0)


class Client:
    """One signed-in user of one project."""

    def __init__(self, url: str, publishable_key: str, *, user: DemoUser) -> None:
        import httpx  # with supabase half a second, which no other command should pay
        from supabase import ClientOptions, create_client

        self._url = url
        self._http: httpx.Client = httpx.Client(base_url=f"{url}/functions/v1/", timeout=httpx.Timeout(120, connect=10))
        options = ClientOptions(auto_refresh_token=False, storage_client_timeout=300)
        self._supabase: Supabase = create_client(url, publishable_key, options=options)
        self.email = user.email
        with self._translated():
            self._sign_in(user)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def send(self, file: Path, params: Mapping[str, object]) -> Row:
        """Upload `file`; the job that it set off."""
        if file.stat().st_size <= DIRECT_BYTES:
            return cast("Row", self._send_along(file, params)["job"])
        ticket = self._post("upload_intake", {"filename": _name(file), "size_bytes": file.stat().st_size})
        mime_type = MIME_TYPES[file.suffix.lower().lstrip(".")]
        upload = ticket["upload"]
        with self._translated():
            self._supabase.storage.from_(UPLOADS).upload_to_signed_url(
                upload["path"], upload["token"], file, {"content-type": mime_type}
            )
        complete = {"action": "complete", "document_id": ticket["document_id"], **params}
        return cast("Row", self._post("upload_intake", complete)["job"])

    def jobs(self, ids: Sequence[str]) -> dict[str, Row]:
        """The rows of these jobs, in one request."""
        table = self._supabase.table("jobs")
        with self._translated():
            found = table.select("*,queue_position,eta_seconds").in_("id", list(ids)).execute()
        return {str(row["id"]): row for row in cast("list[Row]", found.data)}

    def wordlist(self, job_id: str) -> Row:
        """The wordlist that a completed job made, and under `document` what had to be left out."""
        columns = "*,document:documents!wordlists_document_id_fkey(warnings)"
        with self._translated():
            found = self._supabase.table("wordlists").select(columns).eq("job_id", job_id).limit(1).execute()
        return cast("list[Row]", found.data)[0]

    def export(self, wordlist_id: str, export_format: str) -> bytes:
        """The file of a wordlist in that format, waited for."""
        patience = time.monotonic() + EXPORT_SECONDS
        while True:
            answer = self._post("export_generation", {"wordlist_id": wordlist_id, "format": export_format})
            if answer.get("url"):
                return self._download(str(answer["url"]))
            export = cast("Row", answer["export"])
            if export["status"] == "failed" or time.monotonic() > patience:
                detail = export.get("error_message") or f"the {export_format} file was not ready in time; try again"
                raise Refused({"detail": detail, "code": export.get("error_code") or "unavailable"})
            time.sleep(0.25)

    def cancel(self, job_id: str) -> None:
        """Stop a job; one that has ended by itself is left as it is."""
        try:
            self._post("job_control", {"job_id": job_id, "action": "cancel"})
        except Refused as refused:
            if refused.problem.get("code") != "conflict":
                raise

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """What the libraries raise, in our words."""
        import httpx
        from postgrest.exceptions import APIError
        from storage3.utils import StorageException
        from supabase_auth.errors import AuthError, AuthRetryableError

        try:
            yield
        except (httpx.HTTPError, AuthRetryableError) as error:
            raise Unavailable(f"{self._url} does not answer ({type(error).__name__}); look: wordmill status") from error
        except (APIError, StorageException, AuthError) as error:
            raise Unavailable(f"{self._url} refused: {getattr(error, 'message', error)}") from error

    def _sign_in(self, user: DemoUser) -> None:
        from supabase_auth.errors import AuthApiError

        try:
            self._supabase.auth.sign_in_with_password({"email": user.email, "password": user.password})
        except AuthApiError:
            self._supabase.auth.sign_up({"email": user.email, "password": user.password})

    def _token(self) -> str:
        session = self._supabase.auth.get_session()
        if session is None:
            raise Unavailable("signing in gave no session; look at .wordmill/logs or start anew: wordmill up --reset")
        return session.access_token

    def _send_along(self, file: Path, params: Mapping[str, object]) -> Row:
        fields = {name: _field(value) for name, value in params.items()}
        sent = (_name(file), file.read_bytes(), MIME_TYPES[file.suffix.lower().lstrip(".")])
        return self._patiently(
            lambda headers: self._http.post("upload_intake", data=fields, files={"file": sent}, headers=headers)
        )

    def _post(self, function: str, body: Mapping[str, object]) -> Row:
        return self._patiently(lambda headers: self._http.post(function, json=dict(body), headers=headers))

    def _patiently(self, send: Callable[[dict[str, str]], "httpx.Response"]) -> Row:
        """Send, and wait where the answer says how long; the key makes a second try of the same request safe."""
        key = str(uuid.uuid4())
        until = time.monotonic() + LONGEST_WAIT
        while True:
            with self._translated():
                answer = send({"Authorization": f"Bearer {self._token()}", "Idempotency-Key": key})
            if answer.is_success:
                return cast("Row", answer.json())
            refused = _refusal(answer)
            wait = refused.retry_after or 1.0
            if answer.status_code != MANY_REQUESTS or time.monotonic() + wait > until:
                raise refused
            time.sleep(wait)

    def _download(self, url: str) -> bytes:
        # The address is signed: whoever holds it may read, so no token goes along.
        import httpx

        with self._translated():
            answer = httpx.get(urljoin(self._url, url), timeout=60, follow_redirects=True)
        if not answer.is_success:
            raise _refusal(answer)
        return answer.content


def _refusal(answer: "httpx.Response") -> Refused:
    try:
        problem = answer.json()
    except json.JSONDecodeError:
        problem = None
    if not isinstance(problem, dict):
        problem = {"title": f"{answer.request.url.path} answered {answer.status_code}", "code": "unavailable"}
    after = answer.headers.get("retry-after", "")
    return Refused({"status": answer.status_code, **problem}, retry_after=float(after) if after.isdigit() else None)


def _name(file: Path) -> str:
    """What a browser would call it: bytes that are no UTF-8 show as question marks."""
    return os.fsencode(file.name).decode(errors="replace")


def _field(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
