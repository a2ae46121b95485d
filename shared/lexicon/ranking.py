"""Which terms of a document are worth learning: often here, rare elsewhere, named in headings, defined in the text.

Surprise: a phrase takes its words along. "Energía renovable" at the top leaves "renovable" out, unless that word is
met on its own as well.
"""

import math
from collections.abc import Callable, Mapping

from shared.lexicon.mentions import Key, Mention
from shared.lexicon.words import Vocabulary

COMMON = 7.0
"""Zipf frequency from which on a word says nothing of a document."""
WEIGHT = {"noun": 1.0, "verb": 0.65, "adj": 0.6, "adv": 0.3, "phrase": 0.8}
PHRASE = 1.5
DEFINED, EMPHASIS, SUBJECT = 2.5, 2.5, 1.4
"""Where the text says what a term is, where the term alone is in bold or italics, and where a sentence begins with it.
"""
AGAIN = 0.7
"""The power of what repetition counts for: a term that stands everywhere is often the frame and not the subject."""


def score(mention: Mention, words: Vocabulary, *, translates: bool) -> float:
    """How much a term matters; 0 leaves it out. Whether a phrase can be translated is no part of that."""
    if mention.lemma.lower() in words.language.dull_words:
        return 0.0
    rarity = max(COMMON - commonness(mention, words), 0.2)
    value: float = (1 + math.log(mention.count)) ** AGAIN * rarity * WEIGHT.get(mention.pos, 0.5)
    if mention.parts:
        if not (mention.is_listed or mention.defined or mention.emphasis or mention.count > 1):
            return 0.0
        value *= PHRASE if mention.is_listed else PHRASE * (1 - 0.8 / max(mention.count, 2))
    elif not translates:
        value *= 0.3
    elif mention.compound:
        value *= 0.75
    value *= 1.35 if mention.heading else 1.0
    value *= EMPHASIS if mention.emphasis else 1.0
    if mention.defined:
        return value * DEFINED
    return value * (SUBJECT if mention.subject else 1.0)


def commonness(mention: Mention, words: Vocabulary) -> float:
    """The zipf frequency of a term: of its commonest form; of a phrase, of its rarest word."""
    if mention.parts:
        return min(words.zipf(lemma) for lemma, _ in mention.parts)
    return max(words.zipf(mention.lemma), *(words.zipf(surface) for surface in mention.surfaces))


def rank(
    found: Mapping[Key, Mention], words: Vocabulary, translates: Callable[[Mention], bool]
) -> list[tuple[float, Mention]]:
    """Terms by importance, what is inside a better one left out; ties go to the earlier in the document."""
    scored = [(score(mention, words, translates=translates(mention)), mention) for mention in found.values()]
    ordered = sorted((one for one in scored if one[0] > 0), key=lambda one: (-one[0], one[1].position, one[1].lemma))
    taken: dict[str, int] = {}
    surfaces: set[str] = set()
    counts: dict[str, int] = {}
    kept = []
    for value, mention in ordered:
        inside = [lemma.lower() for lemma, _ in mention.parts] or [mention.lemma.lower()]
        if not mention.parts and mention.count <= taken.get(inside[0], 0):
            continue
        own = {surface.lower() for surface in mention.surfaces}
        if own <= surfaces or 2 * mention.count <= counts.get(mention.lemma.lower(), 0):
            continue  # the same word, tagged otherwise somewhere: a slip of the tagger
        counts.setdefault(mention.lemma.lower(), mention.count)
        surfaces |= own
        kept.append((value, mention))
        if mention.parts:
            for name in inside:
                taken[name] = taken.get(name, 0) + mention.count
    return kept
