"""What Supabase says, in our own words."""

import pytest

from shared.errors import (
    Conflict,
    DatabaseUnavailable,
    Forbidden,
    InvalidInput,
    LeaseLost,
    NotAuthenticated,
    NotFound,
    RateLimited,
    StorageUnavailable,
    WordmillError,
)
from shared.gateway.translate import database_error, storage_error


def test_our_functions_name_the_error_themselves():
    error = database_error(code="PT429", message="rate_limited", details="Too many uploads.", hint="17")
    assert type(error) is RateLimited
    assert (str(error), error.retry_after) == ("Too many uploads.", 17.0)
    assert type(database_error(code="PT409", message="lease_lost", details="", hint="")) is LeaseLost
    assert type(database_error(code="PT404", message="not_found", details=None)) is NotFound


def test_a_user_who_is_gone_is_told_from_a_row_that_is_not_there():
    missing = 'Key (user_id)=(9) is not present in table "{}".'
    assert type(database_error(code="23503", message="", details=missing.format("users"))) is NotAuthenticated
    assert type(database_error(code="23503", message="", details=missing.format("jobs"))) is NotFound


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("22P02", InvalidInput),
        ("42501", Forbidden),
        ("23505", Conflict),
        ("40P01", DatabaseUnavailable),
        ("57P01", DatabaseUnavailable),
        ("53300", DatabaseUnavailable),
        ("08006", DatabaseUnavailable),
        ("PGRST001", DatabaseUnavailable),
        ("503", DatabaseUnavailable),
        (None, DatabaseUnavailable),
        ("SUP", DatabaseUnavailable),
        ("CONNECTION_CLOSED", DatabaseUnavailable),
        ("PGRST100", WordmillError),
        ("42703", WordmillError),
    ],
)
def test_the_databases_own_codes_have_a_class(code: str | None, expected: type[WordmillError]):
    assert type(database_error(code=code, message="a row with somebody's words")) is expected


def test_the_databases_own_words_are_not_repeated():
    error = database_error(code="23514", message='violates check "x"', details="Failing row contains (secret).")
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (404, "not_found", NotFound),
        ("400", "not_found", NotFound),
        (403, "Unauthorized", Forbidden),
        (500, "InternalError", StorageUnavailable),
        ("503", "SlowDown", StorageUnavailable),
        ("none", "x", StorageUnavailable),
        (400, "InvalidKey", WordmillError),
    ],
)
def test_storage_has_classes_too(status: object, code: str, expected: type[WordmillError]):
    assert type(storage_error(status=status, code=code)) is expected
