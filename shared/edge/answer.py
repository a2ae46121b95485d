"""What a handler returned, as JSON: models, frozen values, dates, ids and what holds them.

Surprise: pydantic is asked only about its own models. A function without any never loads it.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from enum import Enum
from typing import Any, Final
from uuid import UUID


def written(value: object) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _plain(value: object) -> object:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    for kind, plain in _FORMS.items():
        if isinstance(value, kind):
            return plain(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


_FORMS: Final[dict[type, Callable[[Any], object]]] = {
    Enum: lambda value: value.value,
    date: lambda value: value.isoformat(),
    timedelta: lambda value: value.total_seconds(),
    UUID: str,
    Mapping: dict,
    AbstractSet: sorted,
}
