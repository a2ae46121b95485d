"""What Supabase answers when something is wrong, as errors of our own tree.

Surprise: our SQL functions name the error themselves. They raise SQLSTATE PT409 and the like with a stable code as the
message and the sentence as the detail; all other codes are PostgreSQL's or PostgREST's own.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from shared.errors import (
    Conflict,
    DatabaseUnavailable,
    Forbidden,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    StorageUnavailable,
    TooLarge,
    UnsupportedType,
    WordmillError,
)

_NOT_THERE, _NO_USER = "23503", 'is not present in table "users".'
_BY_SQLSTATE: Mapping[str, type[WordmillError]] = {
    "22P02": InvalidInput,  # not a UUID, not a number
    "22003": InvalidInput,
    "23502": InvalidInput,
    "23514": InvalidInput,
    _NOT_THERE: NotFound,
    "23505": Conflict,
    "42501": Forbidden,
    "40001": DatabaseUnavailable,  # serialization failure
    "40P01": DatabaseUnavailable,  # deadlock
    "55P03": DatabaseUnavailable,  # lock not available
    "57014": DatabaseUnavailable,  # statement timeout
    "PGRST116": NotFound,
    # The schema cache is stale for moments after a migration.
    "PGRST202": DatabaseUnavailable,
    "PGRST204": DatabaseUnavailable,
    "PGRST205": DatabaseUnavailable,
}
# Connections, resources, an operator's stop, and PostgREST's own trouble reaching the database.
_PASSING = ("08", "53", "57P", "PGRST00", "5")
_IS_KNOWN_KIND = re.compile(r"[0-9A-Z]{5}|PGRST[0-9A-Z]{3}")
_BY_STATUS: Mapping[int, type[WordmillError]] = {
    401: Forbidden,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: TooLarge,
    415: UnsupportedType,
}


def database_error(
    *, code: str | None, message: str | None, details: object = None, hint: str | None = None
) -> WordmillError:
    """The error that an answer of PostgREST speaks of."""
    code = code or ""
    if code.startswith("PT") and message in _BY_CODE:
        retry_after = None
        with suppress(ValueError):
            retry_after = float(hint or "")
        return _BY_CODE[message](str(details or ""), retry_after=retry_after)
    if code == _NOT_THERE and str(details).endswith(_NO_USER):
        return NotAuthenticated("the account of this token is gone; sign in again")
    if kind := _BY_SQLSTATE.get(code):
        # The database's own words may quote a row: the class says enough.
        return kind(details={"sqlstate": code})
    if code.startswith(_PASSING) or not _IS_KNOWN_KIND.fullmatch(code):
        # Neither PostgreSQL nor PostgREST said that: something between us and them is out of order.
        return DatabaseUnavailable(details={"sqlstate": code} if code else None)
    return WordmillError(details={"sqlstate": code})


def storage_error(*, status: object, code: str) -> WordmillError:
    """The error that an answer of Storage speaks of."""
    with suppress(TypeError, ValueError):
        number = int(str(status))
        if code in {"not_found", "NoSuchKey", "NotFound"}:
            return NotFound("there is no such file")
        if kind := _BY_STATUS.get(number):
            return kind(details={"storage": code})
        if number < 500:  # noqa: PLR2004 - HTTP's border between theirs and ours
            return WordmillError(details={"storage": code, "status": number})
    return StorageUnavailable(details={"storage": code})


def _classes(root: type[WordmillError]) -> Iterator[type[WordmillError]]:
    yield root
    for child in root.__subclasses__():
        yield from _classes(child)


_BY_CODE: dict[Any, type[WordmillError]] = {}
for _class in _classes(WordmillError):
    _BY_CODE.setdefault(_class.code, _class)
