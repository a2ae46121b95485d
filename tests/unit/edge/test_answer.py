"""What a handler returns becomes JSON of which nothing is lost and nothing invented."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

import pytest
from pydantic import BaseModel

from shared.domain.job import JobStatus
from shared.edge.answer import written


@dataclass(frozen=True, slots=True)
class Inner:
    status: JobStatus
    left: timedelta


@dataclass(frozen=True, slots=True)
class Outer:
    inner: Inner
    facts: Mapping[str, object]


class Model(BaseModel):
    at: date


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Outer(Inner(JobStatus.QUEUED, timedelta(seconds=1.5)), MappingProxyType({"a": 1})),
         '{"inner":{"status":"queued","left":1.5},"facts":{"a":1}}'),
        (datetime(2026, 11, 27, 12, tzinfo=UTC), '"2026-11-27T12:00:00+00:00"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ({"c", "a", "b"}, '["a","b","c"]'),
        (Model(at=date(2026, 11, 27)), '{"at":"2026-11-27"}'),
        ("Mühle", '"Mühle"'),
    ],
)  # fmt: skip
def test_a_value_has_one_form(value: object, said: str) -> None:
    assert written(value).decode() == said


def test_a_number_that_json_does_not_know_is_an_error_and_not_a_lie() -> None:
    with pytest.raises(ValueError, match="JSON"):
        written({"confidence": float("nan")})


def test_what_has_no_form_is_named() -> None:
    with pytest.raises(TypeError, match="object has no JSON form"):
        written(object())


def test_a_dataclass_itself_is_no_value() -> None:
    with pytest.raises(TypeError):
        written(Inner)


def test_it_is_read_back_as_it_was() -> None:
    assert json.loads(written({"text": 'a "b" \n ü'})) == {"text": 'a "b" \n ü'}
