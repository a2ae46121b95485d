"""Recognises terms of two to four words: what may be one, and under what spelling the lexicon has it.

Surprise: the lexicon holds phrases as they are cited, so several spellings are tried: as it stands, its words' lemmas,
and for German the adjective with each of its endings.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shared.lexicon.compounds import described
from shared.lexicon.tagger import Tagged
from shared.lexicon.words import Vocabulary

GERMAN_ENDINGS = ("e", "er", "es")
DEFINITE = frozenset({"la", "los", "las", "el", "le", "les", "l'", "lo"})
LONGEST_PLAIN = 3
"""Words of a phrase without a small word in it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it would be cited."""

    lemma: str
    pos: str
    key: str
    """One for all its forms."""
    head: int
    """Index of its head among its content words."""
    is_listed: bool


class Phrases:
    """Finds phrases with one language's words and one lexicon's entries."""

    def __init__(self, words: Vocabulary, part_of_speech: Callable[[str], str]) -> None:
        self._words = words
        self._look_up = lru_cache(maxsize=50_000)(part_of_speech)

    def find(self, piece: Sequence[Tagged]) -> Phrase | None:
        """The phrase that these words are; None where they are none."""
        head = head_of(piece, self._words)
        if head is None:
            return self._in_title_case(piece)
        gap = self._words.language.gap
        base = gap.join(one.lemma if one.pos in {"noun", "adj"} else one.token.lower for one in piece)
        for spelling in self._spellings(piece, base):
            if pos := self._look_up(spelling):
                return Phrase(spelling, pos, base.lower(), head, is_listed=True)
        if self._words.language.adjectives_follow and piece[0].pos == "adj":
            return None  # "grand homme" is a phrase only where the lexicon says so
        plain = self._cited(piece, head)
        # "Liste de paquets" and "liste des paquets" are one.
        key = f"{piece[0].lemma} ~ {piece[-1].lemma}" if is_linked(piece, self._words) else base
        return Phrase(plain, "noun", key.lower(), head, is_listed=False)

    def _cited(self, piece: Sequence[Tagged], head: int) -> str:
        """A phrase as a dictionary would have it, as far as that is known: wilder Gebirgsbach, polar molecule."""
        tags = [one.pos for one in piece]
        if sorted(tags) == ["adj", "noun"] and self._words.language.agreement:
            noun = piece[tags.index("noun")].lemma
            if cited := described(piece[tags.index("adj")].lemma, noun, self._words):
                return cited
        written = [self._written(one) for one in piece]
        if not self._words.language.agreement or is_linked(piece, self._words):
            place = 0 if not head else len(piece) - 1
            written[place] = written[place] if written[place].isupper() else piece[place].lemma
        return self._words.language.gap.join(written).replace("' ", "'").replace(" '", "'")

    def _written(self, one: Tagged) -> str:
        """A word as it stands within a sentence: without the capitals of headings, with those of SI and Doppler."""
        keeps = self._words.language.nouns_are_capital if one.pos == "noun" else one.pos == "propn"
        return one.token.text if keeps or one.token.text.isupper() else one.token.lower

    def _in_title_case(self, piece: Sequence[Tagged]) -> Phrase | None:
        """What only its capitals keep from being a phrase, where the lexicon has it: Right Ascension."""
        if self._words.language.nouns_are_capital or piece[-1].pos not in {"propn", "noun"}:
            return None
        if not any(one.pos == "propn" for one in piece) or not all(one.token.is_word for one in piece):
            return None
        spelling = " ".join(one.token.lower for one in piece)
        if self._look_up(spelling) != "noun":
            return None
        head = 0 if self._words.language.adjectives_follow else len(piece) - 1
        return Phrase(spelling, "noun", spelling, head, is_listed=True)

    def is_listed(self, text: str) -> str:
        return self._look_up(text)

    def _spellings(self, piece: Sequence[Tagged], base: str) -> Iterator[str]:
        language = self._words.language
        yield " ".join(one.token.text if one.pos == "noun" else one.token.lower for one in piece).replace("' ", "'")
        yield base.replace("' ", "'")
        last = piece[-1]
        if language.nouns_are_capital and len(piece) == 2:  # noqa: PLR2004
            yield from (f"{piece[0].lemma}{ending} {last.lemma}" for ending in GERMAN_ENDINGS)
        else:
            start = " ".join(one.token.lower for one in piece[:-1])
            yield f"{start} {last.lemma}".replace("' ", "'")
            rest = " ".join(one.token.lower for one in piece[1:])
            yield f"{piece[0].lemma} {rest}".replace("' ", "'")


def head_of(piece: Sequence[Tagged], words: Vocabulary) -> int | None:
    """The index, among its content words, of the word a phrase is a kind of; None where it is not a noun phrase."""
    if any(not one.token.is_word or len(one.token.text) < min(words.language.shortest, 2) for one in piece):
        return head_of_named(piece, words)
    tags = [one.pos for one in piece]
    if tags[0] == "noun" and is_linked(piece, words):
        return 0
    if len(tags) > LONGEST_PLAIN:
        return None
    if words.language.adjectives_follow:
        if tags == ["adj", "noun"]:
            return 1
        return 0 if tags[0] == "noun" and all(tag == "adj" for tag in tags[1:]) else None
    modifiers = {"adj"} if words.language.nouns_are_capital else {"adj", "noun"}
    if not words.language.is_spaced:
        modifiers = {"noun"}
    elif tags[0] == "propn" and not words.language.nouns_are_capital and piece[-1].token.text.islower():
        tags = tags[1:]  # Doppler shift
    return len(piece) - 1 if tags[-1] == "noun" and all(tag in modifiers for tag in tags[:-1]) else None


def head_of_named(piece: Sequence[Tagged], words: Vocabulary) -> int | None:
    """The head of what is called after somebody in English: Hooke's law."""
    if words.language.code != "en" or len(piece) != 3:  # noqa: PLR2004
        return None
    name, mark, noun = piece
    is_one = name.pos == "propn" and mark.token.lower == "'s" and noun.pos == "noun" and noun.token.text.islower()
    return 1 if is_one else None


def is_linked(piece: Sequence[Tagged], words: Vocabulary) -> bool:
    """Whether a small word joins two nouns, in Romance languages also with an article: ley de la oferta."""
    if len(piece) < 3 or piece[-1].pos != "noun" or piece[1].token.lower.rstrip("'") not in words.language.links:  # noqa: PLR2004
        return False
    return all(one.token.lower in DEFINITE for one in piece[2:-1])
