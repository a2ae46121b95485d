"""Chooses, of several translations, the one that fits the document: what its other words mean, and are explained with.

Surprise: this works into English only, for which the lexicon has explanations; into other languages the likeliest
translation stays first. A choice is changed only where the document speaks clearly.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from shared.lexicon.dictionary import Translation
from shared.lexicon.table import Table
from shared.lexicon.words import DATA, Vocabulary, vocabulary

EXPLAINED = 0.35
"""What a word of an explanation counts, against the translation itself."""
TRUST = 0.9
"""How far the document may move the odds."""
FLOOR = 0.08
"""Fit that everything gets, so that words without explanation are not lost."""


Chooser = Callable[[Sequence[Translation]], tuple[Translation, ...]]


class Context:
    """What a document is about, in English words."""

    def __init__(self, meanings: Sequence[Sequence[Translation]], words: Vocabulary) -> None:
        self._words = words
        self._sums: Counter[str] = Counter()
        for found in meanings:
            self._sums.update(signature(found))

    def choose(self, found: Sequence[Translation]) -> tuple[Translation, ...]:
        """The translations, best fitting first; one that takes the lead gets a confidence between the two."""
        if len(found) < 2:  # noqa: PLR2004
            return tuple(found)
        own = signature(found)
        fits = [self._fit(one.text, own) + FLOOR for one in found]
        odds = [
            log_odds(one.confidence) + TRUST * math.log(fit / max(fits)) for one, fit in zip(found, fits, strict=True)
        ]
        order = sorted(range(len(found)), key=lambda place: (-odds[place], place))
        best = found[order[0]]
        if order[0] and best.confidence < found[0].confidence:
            best = replace(best, confidence=(best.confidence + found[0].confidence) / 2)
        return (best, *(found[place] for place in order[1:]))

    def _fit(self, text: str, own: Counter[str]) -> float:
        """How much of what a translation is explained with the rest of the document is about."""
        terms = {*text.lower().split(), *explanation(text)}
        total = sum(self._rarity(word) * math.log1p(max(self._sums[word] - own[word], 0.0)) for word in terms)
        return total / math.sqrt(len(terms) + 3)

    def _rarity(self, word: str) -> float:
        return max(6.2 - self._words.zipf(word), 0.0) / 4


def signature(found: Sequence[Translation]) -> Counter[str]:
    """The words that a term's translations bring into the document, weighted by how likely they are right."""
    total: Counter[str] = Counter()
    for one in found:
        for word in one.text.lower().split():
            total[word] += one.confidence  # type: ignore[assignment]  # a Counter adds floats as well
        for word in explanation(one.text):
            total[word] += EXPLAINED * one.confidence  # type: ignore[assignment]
    return total


def log_odds(chance: float) -> float:
    bounded = min(max(chance, 0.02), 0.98)
    return math.log(bounded / (1 - bounded))


@lru_cache(maxsize=4_000)
def explanation(text: str) -> tuple[str, ...]:
    rows = _glosses().rows(text.lower())
    return tuple(rows[0][0].split()) if rows else ()


@lru_cache(maxsize=1)
def _glosses() -> Table:
    return Table(DATA / "en.glosses")


def chooser(meanings: Sequence[Sequence[Translation]], target: str) -> Chooser:
    """What picks the fitting translation in a document whose terms mean that."""
    if target != "en":
        return tuple
    return Context(meanings, vocabulary("en")).choose
