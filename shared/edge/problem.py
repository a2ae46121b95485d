"""Errors as RFC 9457 problem+json: a stable type and code, the status, a sentence, the request id.

Surprise: an exception nobody foresaw says nothing to the caller but the request id; the log line of the same id
holds its class and place.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from werkzeug import Response

from shared.errors import MethodNotAllowed, WordmillError

MEDIA_TYPE: Final = "application/problem+json"
_IN_OUR_WORDS: Final = {"model_type": "it should be a JSON object"}
"""Where pydantic would name our classes."""
_OURS: Final = frozenset({"type", "title", "status", "detail", "instance", "code", "request_id", "retryable"})


def type_of(code: str) -> str:
    """The URI that names a kind of problem for good."""
    return f"urn:problem-type:wordmill:{code.replace('_', '-')}"


def problem_of(error: WordmillError, request_id: str) -> dict[str, object]:
    """The body of an error's answer."""
    body: dict[str, object] = {
        "type": type_of(error.code),
        "title": error.title,
        "status": error.status,
        "detail": str(error),
        "instance": f"urn:wordmill:request:{request_id}",
        "code": error.code,
        "request_id": request_id,
        "retryable": error.retryable,
    }
    return body | {name: fact for name, fact in error.details.items() if name not in _OURS}


def answer_problem(error: WordmillError, request_id: str) -> Response:
    """The answer to a call that failed."""
    response = Response(
        json.dumps(problem_of(error, request_id), default=str, ensure_ascii=True),
        status=error.status,
        mimetype=MEDIA_TYPE,
    )
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, -int(-error.retry_after // 1)))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = str(error.details.get("allow", ""))
    if error.status == 401:  # noqa: PLR2004 - RFC 9110 asks for the challenge
        response.headers["WWW-Authenticate"] = 'Bearer realm="wordmill"'
    return response


def field_errors(faults: Sequence[Mapping[str, object]]) -> list[dict[str, str]]:
    """Pydantic's faults as `{pointer, code, detail}`; the values themselves are not repeated."""
    return [
        {
            "pointer": "/" + "/".join(_escaped(step) for step in _steps(fault.get("loc"))),
            "code": str(fault["type"]),
            "detail": _IN_OUR_WORDS.get(str(fault["type"]), str(fault["msg"])),
        }
        for fault in faults[:20]
    ]


def _steps(location: object) -> Sequence[object]:
    return location if isinstance(location, tuple) else ()


def _escaped(step: object) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")[:80]
