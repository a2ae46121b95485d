"""What bodies are made of: the bases of a user's command and of a webhook's hint, files, and lists in forms.

Surprise: a command refuses fields it does not know, a hint ignores them. A user's typo should be told; a database
that one day sends more should not stop the chain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
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


class Errand(Command):
    """A command of several actions, each with the fields it needs; what `instead` names stands for any action."""

    needed: ClassVar[Mapping[str, tuple[str, ...]]]
    instead: ClassVar[tuple[str, ...]]
    action: str

    @model_validator(mode="after")
    def _has_what_its_action_needs(self) -> Self:
        needed = self.needed[self.action] if getattr(self, self.instead[0]) is None else self.instead
        if missing := [name for name in needed if getattr(self, name) is None]:
            raise ValueError(f"{' and '.join(missing)} missing")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        usual = cls.model_fields["action"].default
        ways = [_way(names, {"action": {"const": one}}, usual=one == usual) for one, names in cls.needed.items()]
        return {**handler.resolve_ref_schema(handler(schema)), "anyOf": [*ways, _way(cls.instead, {}, usual=True)]}


def _way(needed: tuple[str, ...], action: dict[str, Any], *, usual: bool) -> dict[str, Any]:
    given = {name: {"not": {"type": "null"}} for name in needed}
    return {"required": [*([] if usual else action), *needed], "properties": {**action, **given}}


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
