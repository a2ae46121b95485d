"""Pairs and the wordlist that holds them.

Surprise: an unknown translation is the empty string, never a guess; such a pair's confidence is 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

MAX_PAIRS = 40


class PairSource(StrEnum):
    """Who says that the translation is right."""

    OFFLINE = "offline"
    COMPOUND = "compound"
    DOCUMENT = "document"
    LEARNER = "learner"
    LLM = "llm"


@dataclass(frozen=True, slots=True)
class Pair:
    """A term as it stands in the document, what it means, and where that can be checked."""

    term: str
    lemma: str
    pos: str
    """Universal Dependencies tag in lower case: noun, verb, adj, adv, propn, phrase ...; "" where unknown."""
    translation: str
    confidence: float
    """Probability, 0 to 1, that `translation` is right in `sentence`."""
    source: PairSource
    page: int
    sentence: str
    zone: int = 0
    """Index of the zone that `sentence` stands in."""
    gender: str = ""
    alternatives: tuple[str, ...] = ()
    level: str = ""
    note: str = ""
    reading: str = ""
    """How the lemma is read aloud where its signs do not say: the kana of a Japanese word."""
    page_label: str = ""
    """What the document itself calls the page, or the sheet's name; "" where that is its number."""

    @property
    def page_name(self) -> str:
        """The page for people: its number, and beside it what the document calls it."""
        return page_name(self.page, self.page_label)


@dataclass(frozen=True, slots=True)
class Wordlist:
    """At most `MAX_PAIRS` pairs in one direction; languages are ISO 639-1 codes."""

    engine: str
    source_lang: str
    target_lang: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class SavedWordlist:
    """A wordlist as a row: whose it is and what it came from."""

    id: str
    user_id: str
    title: str
    wordlist: Wordlist
    job_id: str | None = None
    document_id: str | None = None
    created_at: datetime | None = None


def page_name(page: int, label: str) -> str:
    """A page for people: its number, and beside it what the document calls it, where that is not the number."""
    return str(page) if label in {"", str(page)} else f"{page} ({label})"


def with_page_labels(pairs: Iterable[Pair], labels: Sequence[str]) -> tuple[Pair, ...]:
    """The pairs, each with what the document calls its page; `labels` begins with page 1 and may be empty."""
    called = {page: label for page, label in enumerate(labels, 1) if label != str(page)}
    return tuple(replace(pair, page_label=called.get(pair.page, "")) for pair in pairs)
