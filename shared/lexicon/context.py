"""Chooses, of several translations, the one that fits the document: what its other words mean, and are explained with.

A meaning is chosen first, then the likeliest of its words, so that one meaning with three words loses to none with one.

Surprise: meanings are compared in English whatever the direction, since English words are the ones with explanations;
and an explanation's own words are explained in turn, so that wheat and a farmer meet, though neither names the other.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from sys import intern

from shared.lexicon.belief import log_odds
from shared.lexicon.candidate import Candidate
from shared.lexicon.dictionary import Dictionary, Translation, dictionary
from shared.lexicon.meanings import Vector, length, likenesses, scaled, together
from shared.lexicon.table import Table
from shared.lexicon.words import DATA

EXPLAINING, AGAIN = 16, 10
"""Words of an explanation that count, and of the explanation of each of them."""
ITSELF = 2.0
"""What a word counts, against a word that explains it."""
NEAR = 3.0
"""What a term within reach of the word counts, against one anywhere in the document."""
MEANINGS = 2
"""Translations of a term that tell what the document is about."""
TRUST = 2.5
"""How far the document may move the odds: more helps words of two meanings, and harms those of one."""
FLOOR = 0.02
USUAL, DOUBT = 0.05, 8
"""How well a translation is taken to fit that has no explanation, and how many words of one weigh as much as that."""
EXPLAINED = 42_000
"""Words with an explanation."""
LEAST, SCALE = 2.0, 3.5
"""Logarithms of how much rarer than all of them a word must be to tell anything, and of how much more to tell all."""
PHRASE = 0.5
"""A translation of several words names a kind of the thing more often than the thing."""


class Context:
    """What a document is about, in English words."""

    def __init__(self, terms: Mapping[str, str], source: str, target: str) -> None:
        """`terms`: the lemmas of the document and their parts of speech."""
        self._names = source, target
        self._into = None if source == "en" else dictionary(source, "en")
        self._back = None if target == "en" else dictionary(target, "en")
        meant = {lemma.lower(): english(lemma, pos, self._into)[:MEANINGS] for lemma, pos in terms.items()}
        self._terms = {lemma: vector_of(found) for lemma, found in meant.items()}
        self._said = {lemma: frozenset(one.text.lower() for one in found) for lemma, found in meant.items()}
        self._total = added(self._terms.values())

    def choose(self, one: Candidate, found: Sequence[Translation]) -> tuple[Translation, ...]:
        """The translations, best fitting first; one that takes the lead gets a confidence between the two."""
        if len(found) < 2:  # noqa: PLR2004
            return tuple(found)
        about = +self._around(one)
        if not about:
            return tuple(found)
        alike = likenesses(found, one.pos, *self._names)
        fits = [self._fit(text, one, about) + FLOOR for text in self._explained(found, one.pos, alike)]
        gains = [TRUST * math.log(fit / max(fits)) for fit in fits]
        odds = [log_odds(together(found, row)) + gain for row, gain in zip(alike, gains, strict=True)]
        order = sorted(range(len(found)), key=lambda place: (-odds[place], place))
        words = [log_odds(each.confidence) + gain for each, gain in zip(found, gains, strict=True)]
        lead = max((place for place in order if alike[order[0]][place]), key=lambda place: (words[place], -place))
        best = found[lead]
        if lead and best.confidence < found[0].confidence:
            best = replace(best, confidence=(best.confidence + found[0].confidence) / 2)
        return (best, *(found[place] for place in order if place != lead))

    def _explained(self, found: Sequence[Translation], pos: str, alike: Sequence[Sequence[float]]) -> Iterator[str]:
        """For each translation itself if it has an explanation, else one of its meaning that has, else itself."""
        for each, row in zip(found, alike, strict=True):
            same = [other.text for other, value in zip(found, row, strict=True) if value]
            same = [text for text in same if self._known(text, pos)]
            yield each.text if each.text in same or not same else same[0]

    def _known(self, text: str, pos: str) -> int:
        """How many words a translation is explained with."""
        meant = english(text, pos, self._back)[:1]
        return max((len(explanation(part)) for each in meant for part in each.text.lower().split()), default=0)

    def _around(self, one: Candidate) -> Counter[str]:
        """The document without the term itself and what is made of it, its neighbours heavier."""
        about = Counter(self._total)
        own = one.lemma.lower()
        for lemma in sorted({own, *(lemma for lemma in self._terms if own in lemma.split())}):
            about.subtract(self._terms.get(lemma, {}))
        for lemma in one.near:
            if lemma != own:
                about.update({word: (NEAR - 1) * value for word, value in self._terms.get(lemma, {}).items()})
        return about

    def _fit(self, text: str, one: Candidate, about: Counter[str]) -> float:
        """How much of what a translation means the document is about; if hardly explained, as much as is usual."""
        meant = english(text, one.pos, self._back)
        about = self._without_rivals(text.lower(), one, about)
        skipped = one.lemma.lower() if self._into is None else ""
        shared = sum(value * about[word] for word, value in vector_of(meant).items() if word != skipped)
        shared *= PHRASE if " " in text else 1.0
        size = length(about) or 1.0
        known = self._known(text, one.pos)
        return (known * shared / size + DOUBT * USUAL) / (known + DOUBT)

    def _without_rivals(self, text: str, one: Candidate, about: Counter[str]) -> Counter[str]:
        """The document without other terms that mean the very same: one "morning" does not make another."""
        rivals = [lemma for lemma, said in self._said.items() if text in said and lemma != one.lemma.lower()]
        if not rivals:
            return about
        rest = Counter(about)
        for lemma in rivals:
            times = NEAR if lemma in one.near else 1.0
            rest.subtract({word: times * value for word, value in self._terms[lemma].items()})
        return +rest


def english(text: str, pos: str, known: Dictionary | None) -> Sequence[Translation]:
    """What a word means in English; itself where it is."""
    return known.translations(text, pos) if known else (Translation(text, 1.0),)


def vector_of(found: Iterable[Translation]) -> Vector:
    """The words that translations mean and are explained with, the likelier heavier; of length 1."""
    total: Counter[str] = Counter()
    for one in found:
        total.update({word: one.confidence * value for word, value in meaning(one.text).items()})
    return scaled(total)


@lru_cache(maxsize=4_000)
def meaning(text: str) -> Vector:
    """An English word, the words it is explained with, and those that they are explained with."""
    total: Counter[str] = Counter()
    for part in text.lower().split():
        total[part] += ITSELF * rarity(part)  # type: ignore[assignment]  # a Counter adds floats as well
        for place, word in enumerate(explanation(part)[:EXPLAINING]):
            weight = rarity(word) / (1 + 0.08 * place)
            total[word] += weight  # type: ignore[assignment]
            again = explanation(word)[:AGAIN]
            for other in again:
                total[other] += weight * rarity(other) / (3 + len(again))  # type: ignore[assignment]
    return scaled(total)


def added(vectors: Iterable[Vector]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in vectors:
        total.update(one)
    return total


def rarity(word: str) -> float:
    """How much it tells that a word explains another: little of what explains hundreds."""
    return max(math.log(EXPLAINED / (1 + entry(word)[1])) - LEAST, 0.1) / SCALE


def explanation(text: str) -> list[str]:
    # Each word once, though it stands in a hundred meanings.
    return [intern(word) for word in entry(text.lower())[0].split()]


@lru_cache(maxsize=20_000)
def entry(word: str) -> tuple[str, int]:
    """What a word is explained with, in a string as thousands are kept, and how many words it helps to explain."""
    rows = _glosses().rows(word)
    return (rows[0][0], int(rows[0][1] or 0)) if rows else ("", 0)


@lru_cache(maxsize=1)
def _glosses() -> Table:
    return Table(DATA / "en.glosses")
