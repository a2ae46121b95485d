"""Refuses what no function wants, before anything is read: other methods and paths, other bodies, too much of them.

Surprise: the frameworks in front of us let everything through, TRACE and forty megabytes included; and a missing
Content-Length says nothing about the size, so the bytes are counted again while they are read.
"""

from typing import Final

from werkzeug import Request

from shared.edge.call import SMALL_BODY, Policy
from shared.errors import MalformedRequest, MethodNotAllowed, NotFound, TooLarge, UnsupportedType

FORM_ROOM: Final = 64 * 1024
"""What boundaries and text fields of a form may take beside its file."""

_PREFIX: Final = "/functions/v1"
_LONGEST_QUERY: Final = 4096


def check(request: Request, policy: Policy, name: str) -> None:
    """Raise the problem with the outside of a request, if there is one."""
    if request.method not in policy.methods:
        allow = ", ".join(policy.methods)
        raise MethodNotAllowed(f"{name} answers {allow}", details={"allow": allow})
    if request.path.rstrip("/") not in {"", f"/{name}", f"{_PREFIX}/{name}"}:
        raise NotFound(f"nothing lives here; the function {name} has one path")
    if len(request.query_string) > _LONGEST_QUERY:
        raise TooLarge(f"the query is longer than {_LONGEST_QUERY} bytes")
    if request.method == "POST":
        _check_body(request, policy)


def read_bytes(request: Request, policy: Policy) -> bytes:
    """The body, or the refusal of one that is longer than it said or than allowed."""
    room = room_for(request, policy)
    data: bytes = request.stream.read(room + 1)
    if len(data) > room:
        raise _too_large(request, policy)
    return data


def room_for(request: Request, policy: Policy) -> int:
    """How many bytes a body of this kind may have."""
    # Five megabytes of brackets would be a gigabyte of lists: only a form, which holds a file, may be that long.
    return policy.max_bytes + FORM_ROOM if _is_form(request) else min(policy.max_bytes, SMALL_BODY)


def _check_body(request: Request, policy: Policy) -> None:
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedType("compressed bodies are not read; send it as it is")
    if not (request.is_json or (policy.multipart and _is_form(request))):
        kinds = "application/json or multipart/form-data" if policy.multipart else "application/json"
        raise UnsupportedType(f"the body should be {kinds}")
    stated = request.headers.get("Content-Length", "0")
    if not (stated.isascii() and stated.isdigit()):
        raise MalformedRequest("Content-Length should be a number of bytes")
    # Twenty digits are more bytes than there are; int() of a header's worth of them would take its time.
    if len(stated) > 20 or int(stated) > room_for(request, policy):  # noqa: PLR2004
        raise _too_large(request, policy)


def _is_form(request: Request) -> bool:
    return request.mimetype == "multipart/form-data"


def _too_large(request: Request, policy: Policy) -> TooLarge:
    room = room_for(request, policy)
    instead = "; announce a larger file, and send it to the address you get" if _is_form(request) else ""
    return TooLarge(f"the body may have at most {room} bytes{instead}", details={"max_bytes": room})
