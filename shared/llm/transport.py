"""One question over HTTP: what is worth a second try, how long to wait for it, and when to give up.

Tried again: 408, 409, 425, 429, 5xx, connections that break, bodies that are cut or are no JSON. Everything else is
the operator's to mend and fails at once.

Surprise: the deadline holds for the whole answer, not for each read, so an endpoint that drips a byte a second cannot
hold a stage; and what the endpoint says in an error goes nowhere, because some repeat part of the key in it.
"""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from shared.errors import ModelRefused, ModelUnavailable, WordmillError
from shared.llm.endpoint import Endpoint

PASSING = frozenset({408, 409, 425, 429})
_LONGEST_BODY = 4_000_000
_LEAST_TIME = 0.5
_LONGEST_PAUSE = 20.0
_LONGEST_WAIT = 3600.0
"""Whatever an endpoint asks for: a job that waits for it comes back within the hour."""


class OutOfTime(WordmillError):
    """The platform's time is up before the endpoint answered; the stage goes on in another call."""

    status, code, title, retryable = 503, "out_of_time", "There was no time left to ask the model", True


class Rejected(ModelRefused):
    """A 400 or 422: `complaint` may name a parameter; it is never shown."""

    def __init__(self, message: str, complaint: str) -> None:
        super().__init__(message)
        self.complaint = complaint


class _Passing(Exception):
    def __init__(self, code: str, *, retry_after: float | None = None, counts: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        self.counts = counts
        """Whether it says that the endpoint is broken; 429 only says that it is busy."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A try that did not answer."""

    code: str
    attempt: int
    latency_ms: int
    is_breakage: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, parsed as far as JSON goes."""

    data: Mapping[str, object]
    attempt: int
    latency_ms: int


class Transport:
    """Asks one endpoint; safe for threads, as httpx is."""

    def __init__(
        self,
        endpoint: Endpoint,
        http: httpx.Client,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._http = http
        self._monotonic = monotonic
        self._sleep = sleep

    def send(self, body: Mapping[str, object], *, until: float, on_failure: Callable[[Failure], None]) -> Answer:
        """The answer to `body`; `until` is on the monotonic clock."""
        retrying = Retrying(
            retry=retry_if_exception_type(_Passing),
            wait=_pause,
            stop=lambda state: self._is_last(state, until),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            for attempt in retrying:
                with attempt:
                    return self._once(body, attempt.retry_state.attempt_number, until, on_failure)
        except _Passing as error:
            if error.retry_after is None and until - self._monotonic() < _LEAST_TIME:
                raise OutOfTime from error
            raise ModelUnavailable(
                f"the model endpoint does not answer ({error.code})", retry_after=error.retry_after
            ) from error
        raise AssertionError("tenacity ends by an answer or an error")

    def _is_last(self, state: RetryCallState, until: float) -> bool:
        spent = state.attempt_number >= self._endpoint.attempts
        return spent or self._monotonic() + state.upcoming_sleep + _LEAST_TIME > until

    def _once(
        self, body: Mapping[str, object], number: int, until: float, on_failure: Callable[[Failure], None]
    ) -> Answer:
        begun = self._monotonic()
        patience = min(self._endpoint.patience, until - begun)
        if patience < _LEAST_TIME:
            raise OutOfTime
        try:
            data = self._exchange(body, begun + patience, patience)
        except (_Passing, ModelRefused) as error:
            took = round((self._monotonic() - begun) * 1000)
            code = error.code
            counts = isinstance(error, _Passing) and error.counts
            on_failure(Failure(code, number, took, counts))
            raise
        return Answer(data, number, round((self._monotonic() - begun) * 1000))

    def _exchange(self, body: Mapping[str, object], end: float, patience: float) -> Mapping[str, object]:
        key = self._endpoint.api_key
        headers = {"authorization": f"Bearer {key}"} if key else {}
        timeout = httpx.Timeout(patience, connect=min(patience, 10.0))
        try:
            with self._http.stream(
                "POST", self._endpoint.url, json=body, headers=headers, timeout=timeout, follow_redirects=False
            ) as response:
                content = self._read(response, end)
                return _judge(response, content)
        except httpx.TimeoutException as error:
            raise _Passing("timeout") from error
        except httpx.TransportError as error:
            raise _Passing("connection") from error
        except httpx.HTTPError as error:
            raise _Passing("protocol") from error

    def _read(self, response: httpx.Response, end: float) -> bytes:
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > _LONGEST_BODY:
                raise _Passing("too_long")
            if self._monotonic() > end:
                raise _Passing("timeout")
        return bytes(content)


def _judge(response: httpx.Response, content: bytes) -> Mapping[str, object]:
    status = response.status_code
    if status in PASSING or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        pause = _retry_after(response.headers.get("retry-after"))
        raise _Passing(f"http_{status}", retry_after=pause, counts=status != httpx.codes.TOO_MANY_REQUESTS)
    if status != httpx.codes.OK:
        raise _refusal(status, content)
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _Passing("not_json") from error
    if not isinstance(data, dict):
        raise _Passing("not_json")
    return data


def _refusal(status: int, content: bytes) -> ModelRefused:
    match status:
        case 401 | 403:
            return ModelRefused(f"the model endpoint refused the key ({status}); check LLM_API_KEY and what it may do")
        case 404:
            return ModelRefused(
                "the model endpoint knows no such path or model (404); check LLM_BASE_URL and LLM_MODEL"
            )
        case 400 | 422:
            sentence = f"the model endpoint refused the request ({status}); check that LLM_MODEL can chat"
            return Rejected(sentence, content[:2000].decode("utf-8", "replace"))
        case _ if status < httpx.codes.BAD_REQUEST:
            return ModelRefused(f"the model endpoint answers {status}; put its final address into LLM_BASE_URL")
        case _:
            return ModelRefused(f"the model endpoint refused the request ({status})")


def _pause(state: RetryCallState) -> float:
    """What the endpoint asks for, else exponential with full jitter."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, _Passing) and error.retry_after is not None:
        return error.retry_after
    return random.uniform(0.1, min(_LONGEST_PAUSE, 0.5 * 2**state.attempt_number))  # noqa: S311 - jitter


def _retry_after(value: str | None) -> float | None:
    if not value:
        return None
    try:
        return min(max(0.0, float(value)), _LONGEST_WAIT)
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return min(max(0.0, (when - datetime.now(UTC)).total_seconds()), _LONGEST_WAIT)
