"""A numbered candidate as the model is shown it, and how much of its sentence goes along.

Surprise: context is bought, not given. Bare words cost 5 tokens, a whole sentence 30; on a short document sentences
alone would cost more than the document, so `furnish` gives windows, widest where they are needed most.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.llm.fence import harmless
from shared.llm.tokens import estimate

_TOKEN = re.compile(r"\S+")
_WINDOWS = (99, 8, 5, 3)


@dataclass(frozen=True, slots=True)
class Word:
    """One candidate; `context` is what is shown of its sentence."""

    number: int
    term: str
    lemma: str
    pos: str
    sentence: str
    page: int = 0
    guess: str = ""
    """The offline translation, where there is one."""
    own: tuple[str, ...] = ()
    """Texts a translation may share words with."""
    doubt: float = 1.0
    """How much the offline engine needs help with it, 0 to 1."""
    context: str = ""


def window(sentence: str, term: str, *, each_side: int) -> str:
    """The words around `term`."""
    plain = harmless(sentence)
    at = plain.casefold().find(harmless(term).casefold())
    if at < 0:
        return ""
    end = at + len(harmless(term))
    before = list(_TOKEN.finditer(plain, 0, at))
    after = list(_TOKEN.finditer(plain, end))
    start = before[-each_side].start() if len(before) > each_side else 0
    # What sticks to the term (a comma, an ending) is part of the first match after it.
    stop = after[each_side].end() if len(after) > each_side else len(plain)
    return plain[start:stop].strip()


def furnish(words: Sequence[Word], *, tokens: int) -> list[Word]:
    """The words with as much context as `tokens` buy, the doubtful ones first."""
    shown: dict[int, Word] = {word.number: replace(word, context="") for word in words}
    left = tokens
    for word in sorted(words, key=lambda each: -each.doubt):
        for each_side in _WINDOWS:
            text = window(word.sentence, word.term, each_side=each_side)
            cost = estimate(text) + 3
            if text and cost <= min(left, _fair(word, left)):
                shown[word.number] = replace(word, context=text)
                left -= cost
                break
    return [shown[word.number] for word in words]


def _fair(word: Word, left: int) -> int:
    """One long sentence shall not take what twenty windows need."""
    return left if word.doubt >= 1 and left > 400 else max(12, left // 8)  # noqa: PLR2004


def grouped(words: Sequence[Word], label: dict[int, str]) -> list[str]:
    """Lines of a question: bare words first, then each context once with the words in it."""
    lines = [label[word.number] for word in words if not word.context]
    contexts = dict.fromkeys(word.context for word in words if word.context)
    for context in contexts:
        page = next(word.page for word in words if word.context == context)
        lines.append(f'p{page} "{context}"')
        lines += [label[word.number] for word in words if word.context == context]
    return lines
