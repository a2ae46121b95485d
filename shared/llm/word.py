"""A numbered candidate as the model is shown it, and how much of its sentence goes along.

Surprise: context is bought, not given. Bare words cost 5 tokens, a whole sentence 30; on a short document sentences
alone would cost more than the document, so `afford` shows windows, and asks about doubtful words only.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.llm.fence import harmless
from shared.llm.tokens import estimate

_TOKEN = re.compile(r"\S+")
_WINDOWS = (99, 12, 8, 5, 3)
_LEAST_CONTEXT = 16


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
    # What sticks to the term (a comma, an ending) is a match of its own after it.
    last = each_side if plain[end : end + 1].strip() else each_side - 1
    stop = after[last].end() if len(after) > last else len(plain)
    return plain[start:stop].strip()


def afford(words: Sequence[Word], *, tokens: float, bare: int, least: int = 4) -> list[Word]:
    """As many of the words as `tokens` pay for, the doubtful ones first, with context for what is left over.

    `bare` is what a word costs without context.
    """
    asked: list[Word] = []
    left = tokens
    for word in sorted(words, key=lambda each: -each.doubt):
        left -= bare
        if left < 0 and len(asked) >= least:
            break
        asked.append(word)
    return sorted(furnish(asked, tokens=left), key=lambda each: each.number)


def furnish(words: Sequence[Word], *, tokens: float) -> list[Word]:
    """The words with as much context as `tokens` buy, fairly shared, the doubtful ones first."""
    shown: list[Word] = []
    left = tokens
    for place, word in enumerate(words):
        share = max(_LEAST_CONTEXT, left / (len(words) - place))
        text, cost = _context(word, most=min(left, share))
        left -= cost
        shown.append(replace(word, context=text))
    return shown


def _context(word: Word, *, most: float) -> tuple[str, int]:
    for each_side in _WINDOWS:
        text = window(word.sentence, word.term, each_side=each_side)
        cost = estimate(text) + 3
        if text and cost <= most:
            return text, cost
    return "", 0


def grouped(words: Sequence[Word], label: dict[int, str]) -> list[str]:
    """Lines of a question: bare words first, then each context once with the words in it."""
    lines = [label[word.number] for word in words if not word.context]
    contexts = dict.fromkeys(word.context for word in words if word.context)
    for context in contexts:
        page = next(word.page for word in words if word.context == context)
        lines.append(f'p{page} "{context}"')
        lines += [label[word.number] for word in words if word.context == context]
    return lines
