"""Chooses among numbered candidates and mends their lemma and part of speech.

Surprise: it may name a term that the offline engine missed, but only with a quote, and the quote must stand in the
document; everything else it says about the document is a number.
"""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.llm.agent import Agent, Brief, ItemAnswer
from shared.llm.fence import fold, harmless
from shared.llm.ground import fault_of_lemma, fault_of_text
from shared.llm.word import Word, grouped

PartOfSpeech = Literal["noun", "verb", "adj", "adv", "propn", "phrase", "num", "pron", "adp", "cconj", "sconj", "intj"]
_LONGEST_QUOTE = 300
_MOST_WORDS = 5


class Choice(ItemAnswer):
    """Keep it, and what is to be mended."""

    k: bool
    l: str | None = None  # noqa: E741 - one letter a field
    p: PartOfSpeech | None = None


class Proposal(BaseModel):
    """A term the candidates miss."""

    model_config = ConfigDict(extra="forbid", strict=True)

    t: str
    l: str  # noqa: E741 - one letter a field
    p: PartOfSpeech
    q: str


class Extracting(Agent[Word, Choice]):
    """Numbered candidates in, choices out."""

    name = "extracting"
    answer = Choice
    own = Proposal

    def lines(self, items: Sequence[Word]) -> list[str]:
        return grouped(items, {word.number: _label(word) for word in items})

    def fault(self, item: Word, answer: Choice, *, brief: Brief, sent: frozenset[str]) -> str | None:  # noqa: ARG002
        if answer.k and answer.l is not None:
            return fault_of_lemma(answer.l, item.term, known=(item.lemma, item.term))
        return None

    def fault_of_own(self, own: BaseModel, *, brief: Brief) -> str | None:
        assert isinstance(own, Proposal)
        if len(own.q) > _LONGEST_QUOTE or not brief.ground.holds(own.q):
            return "the quote does not stand in the document"
        if len(own.t.split()) > _MOST_WORDS or fault_of_text(own.t) or not _is_in(own.t, own.q):
            return "the term does not stand in its quote"
        return fault_of_lemma(own.l, own.t)


def _label(word: Word) -> str:
    shown = f"{word.number} {harmless(word.term)} {word.pos}".rstrip()
    return shown if word.lemma == word.term else f"{shown} ({harmless(word.lemma)})"


def _is_in(term: str, quote: str) -> bool:
    """Whether the term stands in the quote as whole words."""
    plain = "".join(mark if mark.isalnum() or mark in "-'’" else " " for mark in fold(quote))
    return bool(term.strip()) and f" {fold(term)} " in f" {fold(plain)} "


AGENT = Extracting()
