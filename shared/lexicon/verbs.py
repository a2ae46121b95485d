"""Puts verbs together that stand apart in the sentence: "steht ... auf" is aufstehen, "se lève" is se lever.

Surprise: only what the words known confirm is put together; "auf" at the end of a clause may be just "auf".
"""

from collections.abc import Callable
from dataclasses import replace

from shared.lexicon.tagger import Tagged
from shared.lexicon.words import Vocabulary

FARTHEST = 25
"""Tokens between a verb and the prefix it left behind."""
CLAUSE_ENDS = frozenset(".,;:!?)–—") | {"und", "oder", "aber", "sondern"}


def join_verbs(tagged: list[Tagged], words: Vocabulary, knows_phrase: Callable[[str], str]) -> list[Tagged]:
    """The sentence with the lemmas of verbs made whole."""
    result = list(tagged)
    for place, one in enumerate(tagged):
        if one.pos not in {"verb", "aux"}:
            continue
        if words.language.separable and (whole := with_prefix(tagged, place, words)):
            result[place] = replace(one, lemma=whole, pos="verb")
        elif place and tagged[place - 1].token.lower in words.language.reflexives and one.pos == "verb":
            whole = f"se {one.lemma}" if one.lemma[:1] not in "aeiouéèêh" else f"s'{one.lemma}"
            if words.language.code == "es":
                whole = f"{one.lemma}se"
            if knows_phrase(whole) == "verb":
                result[place] = replace(one, lemma=whole)
    return result


def with_prefix(tagged: list[Tagged], place: int, words: Vocabulary) -> str:
    """The separable verb that begins at `place`, "" where its prefix does not end the clause."""
    lemma = tagged[place].lemma
    if tagged[place].pos == "aux":
        lemma = words.readings(tagged[place].token.text).get("verb", "")
    for later in range(place + 1, min(len(tagged), place + FARTHEST)):
        token = tagged[later].token
        ends = later + 1 == len(tagged) or tagged[later + 1].token.lower in CLAUSE_ENDS
        if ends and token.lower in words.language.separable:
            written, _ = words.parts(token.lower + lemma).get("verb", ("", ""))
            return written
        if token.text in ".;:!?" or token.lower in {"dass", "weil", "wenn", "und"}:
            return ""
    return ""
