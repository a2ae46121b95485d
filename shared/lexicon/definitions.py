"""Sees where a sentence introduces a term: "A mill is a ...", "Mill: ...", "this is called a mill".

Surprise: of the terms that authors mark, about four in ten of those introduced so are among them, and one in twenty of
all others: no other sign tells as much.
"""

from shared.lexicon.tagger import Tagged
from shared.lexicon.words import Vocabulary

REACH = 4
"""Words between "called" and the term at most: "known as the", "referred to as a"."""
BRACKETED = 8
FILLERS = frozenset({"det", "adp", "punct", "part", "conj"})


def is_defined(tagged: list[Tagged], first: int, last: int, words: Vocabulary) -> bool:
    """Whether the sentence says what the term is, or that something is called so."""
    if not words.language.is_spaced:
        return is_defined_in_signs(tagged, first, last, words)
    return is_named(tagged, first, words) or (opens(tagged, first) and is_explained(tagged, last, words))


def opens(tagged: list[Tagged], first: int) -> bool:
    """Whether a term is the first of its sentence, but for an article."""
    return first == 0 or (first == 1 and tagged[0].pos == "det")


def is_subject(tagged: list[Tagged], first: int, last: int) -> bool:
    """Whether the sentence begins with the term and says something of it."""
    return opens(tagged, first) and last + 1 < len(tagged) and tagged[last + 1].pos in {"verb", "aux"}


def is_named(tagged: list[Tagged], first: int, words: Vocabulary) -> bool:
    """Whether "called" stands before the term, or "known as the"."""
    for one in reversed(tagged[max(0, first - REACH) : first]):
        if one.token.lower in words.language.introducing:
            return True
        if one.pos not in FILLERS:
            return False
    return False


def is_explained(tagged: list[Tagged], last: int, words: Vocabulary) -> bool:
    """Whether a copula and an article, a verb of definitions or a colon follows, behind what stands in brackets."""
    place = last + 1
    if place < len(tagged) and tagged[place].token.text == "(":
        closing = (at for at, one in enumerate(tagged[: place + BRACKETED]) if at > place and one.token.text == ")")
        place = next(closing, last) + 1
    after, then = [*((one.token.lower, one.pos) for one in tagged[place : place + 2]), ("", ""), ("", "")][:2]
    if after[0] == ":" or (after[0] in words.language.defining and then[1] == "det"):
        return True
    return bool({after[0], then[0]} & words.language.explaining)


def is_defined_in_signs(tagged: list[Tagged], first: int, last: int, words: Vocabulary) -> bool:
    after = tagged[last + 1].token.lower if last + 1 < len(tagged) else ""
    is_introduced = after in words.language.introducing
    return is_introduced or (opens(tagged, first) and after in {"：", *words.language.defining})
