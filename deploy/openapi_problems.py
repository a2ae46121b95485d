"""What may go wrong at a function's door, as the OpenAPI document tells it: statuses, codes, headers.

Surprise: the codes are read from the error tree. An error that gets a new code, or another status, is documented by the
next `make generate`; one that answers with a code of no status here is found by schemathesis.
"""

from collections.abc import Iterator
from typing import Any, Final

from shared import errors
from shared.edge.call import Policy
from shared.edge.problem import MEDIA_TYPE
from shared.errors import WordmillError

Json = dict[str, Any]

REFUSALS: Final = {
    400: "The request could not be read",
    401: "No token or signature, or not a good one",
    403: "Not a signed-in user's token",
    404: "There is no such thing, or it is not yours",
    405: "That method is not allowed here",
    409: "Not possible in the present state, or the same request is being answered",
    413: "Too large",
    415: "That type of body is not supported",
    422: "A field cannot be used as it is; `errors` says which",
    429: "Too many requests; Retry-After says when",
    500: "Our fault; the request id finds it in the log",
    503: "A service we need does not answer; Retry-After says when",
}
PROBLEM: Final[Json] = {
    "type": "object",
    "description": "RFC 9457; `type` and `code` are stable, `detail` is for people",
    "required": ["type", "title", "status", "detail", "code", "request_id", "retryable"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "retryable": {"type": "boolean"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
            },
        },
    },
}
_TEXT: Final = {"schema": {"type": "string"}}
_SECONDS: Final = {"description": "seconds", "schema": {"type": "integer", "minimum": 1}}
_HEADERS: Final[dict[int, Json]] = {
    401: {"WWW-Authenticate": _TEXT},
    405: {"Allow": _TEXT},
    409: {"Retry-After": _SECONDS},
    429: {"Retry-After": _SECONDS, "RateLimit": _TEXT, "RateLimit-Policy": _TEXT},
    503: {"Retry-After": _SECONDS},
}


def refusals(policy: Policy) -> list[int]:
    """The statuses in which a function with that policy may refuse."""
    never = {400, 401, 403, 409, 415, 422} if policy.callers == ("public",) else set()
    if policy.limit is None:
        never |= {429}
    return [status for status in REFUSALS if status not in never]


def refusal(status: int) -> Json:
    """The answer of that status: a problem with one of its codes."""
    body = {
        "allOf": [
            {"$ref": "#/components/schemas/Problem"},
            {"properties": {"status": {"const": status}, "code": {"enum": codes(status)}}},
        ]
    }
    return {
        "description": REFUSALS[status],
        "headers": {"X-Request-Id": _TEXT, **_HEADERS.get(status, {})},
        "content": {MEDIA_TYPE: {"schema": body}},
    }


def codes(status: int) -> list[str]:
    """Every stable code that comes with that status."""
    found = {error.code for error in _tree(WordmillError) if error.status == status}
    return sorted(found)


def _tree(root: type[WordmillError]) -> Iterator[type[WordmillError]]:
    # Errors of other modules (a stage's, the local stack's) are no answers of a function.
    if root.__module__ == errors.__name__:
        yield root
    for branch in root.__subclasses__():
        yield from _tree(branch)
