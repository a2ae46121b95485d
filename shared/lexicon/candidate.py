"""What the stages of the engine hand to each other: the learner's options, and a term that may be worth learning.

Surprise: both live through JSON, because extracting and translating run in different processes; a candidate carries
everything that translating needs.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from shared.domain.wordlist import MAX_PAIRS


@dataclass(frozen=True, slots=True)
class Options:
    """What the learner asked for."""

    source_lang: str
    target_lang: str
    max_words: int = MAX_PAIRS
    level: str | None = None
    """CEFR level, a1 to c2, of Japanese n5 to n1: what is easier is left out."""
    known: frozenset[str] = frozenset()
    """Lemmas the learner knows."""
    corrections: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(lemma, part of speech) -> the translation the learner wants; part of speech "" fits any."""
    focus: tuple[str, ...] = ()
    """Topics or words to prefer."""
    order: Literal["document", "importance"] = "document"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term with its place in the document and how much it matters there."""

    term: str
    lemma: str
    pos: str
    score: float
    page: int
    zone: int
    sentence: str
    gender: str = ""
    translation: str = ""
    """Given by the document itself."""
    count: int = 1
    position: int = 0
    """Place of its first occurrence, for the document's order."""
    parts: tuple[tuple[str, str], ...] = ()
    """(lemma, part of speech) of the words of a longer term, its head last named in `head`."""
    head: int = 0
    near: tuple[str, ...] = ()
    """Lemmas around it, which tell its meaning."""
    level: str = ""
    reading: str = ""

    def to_json(self) -> dict[str, Any]:
        values = asdict(self)
        values["parts"] = [list(part) for part in self.parts]
        values["near"] = list(self.near)
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Candidate":
        known = {name.name for name in fields(cls)}
        given = {key: value for key, value in values.items() if key in known}
        given["parts"] = tuple((part[0], part[1]) for part in given.get("parts", ()))
        given["near"] = tuple(given.get("near", ()))
        return cls(**given)
