"""The error tree: what can go wrong, what HTTP says of it, and whether a second try can help.

    WordmillError                500  internal
    |-- InvalidInput             422  invalid_input         the caller's values
    |   |-- MalformedRequest     400  malformed_request     not JSON, not the fields asked for
    |   |-- TooLarge             413  too_large
    |   |-- UnsupportedType      415  unsupported_type
    |   |-- UnknownFormat        422  unknown_format
    |   |-- UnsupportedLanguage  422  unsupported_language
    |   `-- KeyReused            422  idempotency_key_reused
    |-- NotAuthenticated         401  not_authenticated
    |-- Forbidden                403  forbidden
    |-- NotFound                 404  not_found
    |-- MethodNotAllowed         405  method_not_allowed
    |-- Conflict                 409  conflict              the row is not in the state the action needs
    |   |-- InFlight             409  request_in_flight     retryable
    |   `-- LeaseLost            409  lease_lost            someone else runs, or cancelled, the stage
    |-- RateLimited              429  rate_limited          retryable, says when
    |-- ModelRefused             502  model_refused         key, address or model name are wrong; for the operator
    |-- DocumentError            422  unreadable_document   the file itself; never retried
    |   |-- Encrypted                 encrypted
    |   |-- Corrupt                   corrupt
    |   |-- EmptyDocument             empty
    |   |-- NoText                    no_text
    |   |-- LegacyFormat              legacy_format
    |   |-- TypeMismatch              type_mismatch
    |   `-- ResourceLimit             resource_limit        bombs: too many bytes, pages, cells, seconds
    `-- Unavailable              503  unavailable           retryable
        |-- StorageUnavailable   503  storage_unavailable
        |-- DatabaseUnavailable  503  database_unavailable
        `-- ModelUnavailable     503  model_unavailable

Surprise: `str(error)` is meant for the person who sent the request. Secrets and document text never go in.
"""

from collections.abc import Mapping
from typing import ClassVar


class WordmillError(Exception):
    """Something that Wordmill can name. `details` are facts for programs, shown in the problem+json."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong on our side"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str = "",
        *,
        details: Mapping[str, object] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message or self.title)
        self.details = dict(details or {})
        self.retry_after = retry_after
        """Seconds until a second try makes sense, where known."""


class InvalidInput(WordmillError):
    status, code, title = 422, "invalid_input", "The request cannot be used as it is"


class MalformedRequest(InvalidInput):
    status, code, title = 400, "malformed_request", "The request could not be read"


class TooLarge(InvalidInput):
    status, code, title = 413, "too_large", "That is larger than allowed"


class UnsupportedType(InvalidInput):
    status, code, title = 415, "unsupported_type", "That type of file or body is not supported"


class UnknownFormat(InvalidInput):
    code, title = "unknown_format", "There is no such format"


class UnsupportedLanguage(InvalidInput):
    code, title = "unsupported_language", "That language direction is not supported"


class KeyReused(InvalidInput):
    code, title = "idempotency_key_reused", "The Idempotency-Key was used with another request"


class NotAuthenticated(WordmillError):
    status, code, title = 401, "not_authenticated", "Sign in first"


class Forbidden(WordmillError):
    status, code, title = 403, "forbidden", "That is not allowed"


class NotFound(WordmillError):
    status, code, title = 404, "not_found", "There is no such thing, or it is not yours"


class MethodNotAllowed(WordmillError):
    status, code, title = 405, "method_not_allowed", "That method is not allowed here"


class Conflict(WordmillError):
    status, code, title = 409, "conflict", "That is not possible in the present state"


class InFlight(Conflict):
    code, title, retryable = "request_in_flight", "The same request is being answered right now", True


class LeaseLost(Conflict):
    code, title = "lease_lost", "The stage is no longer ours"


class RateLimited(WordmillError):
    status, code, title, retryable = 429, "rate_limited", "Too many requests", True


class ModelRefused(WordmillError):
    status, code, title = 502, "model_refused", "The language model refused us; its settings need a look"


class DocumentError(WordmillError):
    status, code, title = 422, "unreadable_document", "The document cannot be read"


class Encrypted(DocumentError):
    code, title = "encrypted", "The document is protected by a password"


class Corrupt(DocumentError):
    code, title = "corrupt", "The document is damaged"


class EmptyDocument(DocumentError):
    code, title = "empty", "The document is empty"


class NoText(DocumentError):
    code, title = "no_text", "The document holds pictures of text only; it needs OCR first"


class LegacyFormat(DocumentError):
    code, title = "legacy_format", "The document is in an old Office format"


class TypeMismatch(DocumentError):
    code, title = "type_mismatch", "The file is not what its name says"


class ResourceLimit(DocumentError):
    code, title = "resource_limit", "The document needs more room or time than is allowed"


class Unavailable(WordmillError):
    status, code, title, retryable = 503, "unavailable", "A service we need does not answer", True


class StorageUnavailable(Unavailable):
    code = "storage_unavailable"


class DatabaseUnavailable(Unavailable):
    code = "database_unavailable"


class ModelUnavailable(Unavailable):
    code = "model_unavailable"
