"""What bodies are made of: the bases of a user's command and of a webhook's hint, files, and lists in forms.

Surprise: a command refuses fields it does not know, a hint ignores them. A user's typo should be told; a database
that one day sends more should not stop the chain.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


class Command(BaseModel):
    """What a user asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Hint(BaseModel):
    """What a database trigger or a schedule sends: a hint that something may be due, never the truth about it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    type: str = Field(max_length=32)
    table: str = Field(default="", max_length=64)
    task: str = Field(default="", max_length=64)
    record: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came within a form."""

    filename: str
    content_type: str
    data: bytes = field(repr=False)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        # Only edge makes one: JSON cannot pass a dict off as a file.
        return core_schema.is_instance_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "format": "binary"}


def _as_list(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Several = Annotated[tuple[T, ...], BeforeValidator(_as_list)]
"""A list in JSON; in a form a repeated field, or one with commas."""
