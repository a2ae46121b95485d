"""Turns bytes into the values a handler asked for, or says which field is wrong and how.

Surprise: what is checked here beyond the fields is what would break later. Postgres stores neither NUL nor half a
surrogate pair, JSON readers disagree about a key that comes twice, and Python's own gives up a thousand brackets deep.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, Final, NoReturn

from pydantic import BaseModel, ValidationError
from werkzeug import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser

from shared.edge.models import Upload
from shared.edge.problem import field_errors
from shared.errors import InvalidInput, MalformedRequest, TooLarge

DEEPEST: Final = 32
MOST_PARTS: Final = 50
# Twice werkzeug's chunk: it holds this against each chunk of a file, too, with what was left of the chunk before.
_TEXT_ROOM: Final = 128 * 1024


@dataclass(frozen=True, slots=True)
class Body:
    """The values, and a hash of what was sent that is the same when it is sent again."""

    value: Any
    fingerprint: str


def read_body(request: Request, raw: bytes, model: type[BaseModel] | None) -> Body:
    """The body as `model`; a GET's body is its query, a function without a model has none."""
    if model is None:
        return Body(None, _hash(raw))
    if request.method in {"GET", "HEAD"}:
        found: object = _flat(request.args)
    elif request.mimetype == "multipart/form-data":
        found = _read_form(request, raw)
    else:
        found = _read_json(raw)
    _check_storable(found)
    try:
        return Body(model.model_validate(found), _hash(_canonical(found)))
    except ValidationError as error:
        errors = field_errors(error.errors(include_url=False, include_input=False))
        named = errors[0]["pointer"].strip("/") or "the body"
        raise InvalidInput(f"{named}: {errors[0]['detail']}", details={"errors": errors}) from error


def _read_json(raw: bytes) -> object:
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise MalformedRequest("the body is not UTF-8") from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        place = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise MalformedRequest(f"the body is not JSON{place}") from error


def _read_form(request: Request, raw: bytes) -> object:
    parser = FormDataParser(
        _in_memory,  # type: ignore[arg-type]  # a temporary file would only add a copy
        silent=False,
        max_form_memory_size=_TEXT_ROOM,
        max_form_parts=MOST_PARTS,
    )
    try:
        _, form, files = parser.parse(BytesIO(raw), request.mimetype, len(raw), request.mimetype_params)
    except HTTPException as error:
        raise TooLarge(f"a form may have {MOST_PARTS} parts and {_TEXT_ROOM} bytes of text") from error
    except ValueError as error:
        raise MalformedRequest("the form could not be read; is its boundary right?") from error
    uploads = {name: Upload(file.filename or "", file.mimetype, file.read()) for name, file in files.items(multi=False)}
    return _flat(form) | uploads


def _in_memory(**_: object) -> IO[bytes]:
    return BytesIO()


def _flat(fields: MultiDict[str, str]) -> dict[str, Any]:
    """A field that came once as it is, one that came again as a list."""
    return {name: values[0] if len(values) == 1 else values for name, values in fields.lists()}


def _check_storable(found: object) -> None:
    for value, depth in _walk(found, 1):
        if depth > DEEPEST:
            raise _too_deep()
        if isinstance(value, str) and ("\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value)):
            raise InvalidInput("the body holds a character that cannot be stored (NUL or half a surrogate pair)")
        if isinstance(value, float) and not math.isfinite(value):
            raise MalformedRequest("the body holds a number that is too large")


def _walk(root: object, depth: int) -> Iterator[tuple[object, int]]:
    waiting = [(root, depth)]  # a list of our own: the depth of what is walked is the sender's choice
    while waiting:
        value, depth = waiting.pop()
        yield value, depth
        if isinstance(value, Mapping):
            waiting += [(part, depth + 1) for item in value.items() for part in item]
        elif isinstance(value, list):
            waiting += [(item, depth + 1) for item in value]
        elif isinstance(value, Upload):
            waiting += [(value.filename, depth + 1), (value.content_type, depth + 1)]


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedRequest("a key stands twice in the same JSON object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise MalformedRequest(f"{name} is not JSON")


def _too_deep() -> MalformedRequest:
    return MalformedRequest(f"the body is nested more than {DEEPEST} deep")


def _canonical(found: object) -> bytes:
    # The same form sent again has another boundary, the same JSON may have other spaces.
    return json.dumps(found, sort_keys=True, separators=(",", ":"), default=_digest_of).encode()


def _digest_of(value: object) -> object:
    if isinstance(value, Upload):
        return [value.filename, value.content_type, _hash(value.data)]
    raise TypeError(f"{type(value).__name__} in a body")


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
