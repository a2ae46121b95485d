"""What an agent is: a prompt, how its numbered items are written down, and when an answer to one is accepted.

Surprise: fields of answers have one-letter names, because every item's answer repeats them and output tokens are the
dear ones; and schemas ask for every field, because strict endpoints know no optional ones.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, create_model

from shared.llm.ground import Ground
from shared.registry import Registry

_PROMPTS = Path(__file__).with_name("prompts")
_NAMES = {"bg": "Bulgarian", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fi": "Finnish",
          "fr": "French", "it": "Italian", "ja": "Japanese", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese",
          "ru": "Russian", "sv": "Swedish"}  # fmt: skip


class ItemAnswer(BaseModel):
    """An answer to the item of number `i`; anything beside its fields makes it wrong."""

    model_config = ConfigDict(extra="forbid", strict=True)

    i: int


class Numbered(Protocol):
    """Anything that can be asked about."""

    @property
    def number(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Brief:
    """What all items of a question share."""

    source: str
    target: str
    ground: Ground = field(default_factory=lambda: Ground(()))
    wish: str = ""
    """What the learner asked for, in a few words."""


I = TypeVar("I", bound=Numbered)  # noqa: E741 - an item
A = TypeVar("A", bound=ItemAnswer)


class Agent(ABC, Generic[I, A]):
    """One of the model's jobs. Its prompt is `prompts/<name>.md`."""

    name: ClassVar[str]
    answer: type[A]
    own: type[BaseModel] | None = None
    """What it may propose beside the items."""
    most_items: int = 40
    """In one call; beyond that models begin to skip."""
    tokens_per_answer: int = 24

    @abstractmethod
    def lines(self, items: Sequence[I]) -> list[str]:
        """The items as data, harmless and numbered."""

    @abstractmethod
    def fault(self, item: I, answer: A, *, brief: Brief, sent: frozenset[str]) -> str | None:
        """Why the answer cannot be taken, in words the model understands."""

    def faults_together(self, answers: Mapping[int, A], items: Mapping[int, I], *, most: int) -> dict[int, str]:  # noqa: ARG002
        """What is wrong with answers that look right one by one."""
        return {}

    def fault_of_own(self, own: BaseModel, *, brief: Brief) -> str | None:  # noqa: ARG002 - most propose nothing
        """Why a proposal cannot be taken."""
        return "not asked for"

    def confidence(self, answer: A) -> float | None:  # noqa: ARG002 - most are not asked how sure they are
        return None

    @cached_property
    def prompt(self) -> str:
        return (_PROMPTS / f"{self.name}.md").read_text(encoding="utf-8")

    @cached_property
    def schema(self) -> dict[str, object]:
        """The JSON schema of a whole reply."""
        fields: dict[str, Any] = {"items": (list[self.answer], ...)}  # type: ignore[name-defined]
        if self.own:
            fields["own"] = (list[self.own], ...)  # type: ignore[name-defined]
        model = create_model("Reply", __config__=ConfigDict(extra="forbid"), **fields)
        schema: dict[str, Any] = model.model_json_schema()
        for part in (schema, *schema.get("$defs", {}).values()):
            part["required"] = list(part["properties"])
            for each in part["properties"].values():
                each.pop("default", None)
                each.pop("title", None)
        return schema

    @cached_property
    def version(self) -> str:
        """A hash of all that shapes an answer."""
        return sha256(f"{self.name}\n{self.prompt}\n{self.schema}".encode()).hexdigest()

    def instructions(self, brief: Brief, *, nonce: str) -> str:
        """The system message."""
        return Template(self.prompt).substitute(
            source=_NAMES.get(brief.source, brief.source), target=_NAMES.get(brief.target, brief.target), nonce=nonce
        )


AGENTS: Registry[Agent[Any, Any]] = Registry("shared.llm.agents", "AGENT", what="agent")
