"""Translates numbered words in the sense they have in their sentence.

Surprise: it is shown the offline guess, and only the words whose guess is in doubt are asked about at all.
"""

from collections.abc import Mapping, Sequence

from shared.llm.agent import Agent, Brief, ItemAnswer
from shared.llm.fence import harmless
from shared.llm.ground import fault_of_text, fault_of_translation, repeated
from shared.llm.word import Word, grouped


class Translation(ItemAnswer):
    """What it means, how sure that is, and what a learner should know."""

    t: str
    c: float
    n: str | None = None


class Translating(Agent[Word, Translation]):
    """Numbered words in, translations out."""

    name = "translating"
    answer = Translation

    def lines(self, items: Sequence[Word]) -> list[str]:
        return grouped(items, {word.number: _label(word) for word in items})

    def fault(self, item: Word, answer: Translation, *, brief: Brief, sent: frozenset[str]) -> str | None:
        if not 0 <= answer.c <= 1:
            return "c must be from 0 to 1"
        own = (item.term, item.lemma, *item.own)
        return fault_of_translation(answer.t, target=brief.target, own=own, sent=sent)

    def faults_together(
        self, answers: Mapping[int, Translation], items: Mapping[int, Word], *, most: int
    ) -> dict[int, str]:
        given = ((items[number].lemma, answer.t) for number, answer in answers.items())
        same = repeated(given, most=most)
        return {n: "must differ from word to word" for n, answer in answers.items() if answer.t.casefold() in same}

    def confidence(self, answer: Translation) -> float | None:
        return answer.c


def note_of(answer: Translation, *, sent: frozenset[str]) -> str:
    """The note, or nothing where it could be anything but a note on usage."""
    text = answer.n or ""
    if not text or fault_of_text(text, longest=60):
        return ""
    # A note is the model's own words; any of the document's in it is one it was told to put there.
    return "" if {word for word in text.casefold().split() if len(word) > 3} & sent else text  # noqa: PLR2004


def _label(word: Word) -> str:
    shown = f"{word.number} {harmless(word.lemma)} {word.pos}".rstrip()
    return f"{shown} = {harmless(word.guess)}" if word.guess else shown


AGENT = Translating()
