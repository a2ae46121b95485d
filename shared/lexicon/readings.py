"""What a word of a sentence may be: by the words known, by the word before it, or by its ending where it is unknown.

Surprise: of a form that may be one noun's plural and another noun itself ("vite") the word before it decides.
"""

from collections.abc import Iterator

from shared.lexicon.tokens import Token
from shared.lexicon.words import Vocabulary

SHORTEST = 2
"""Letters that must be left of a form without its ending, and one more."""


def readings_here(tokens: tuple[Token, ...], place: int, words: Vocabulary) -> dict[str, str]:
    """Part of speech -> lemma for what a token may be, by itself and after the word before it."""
    token = tokens[place]
    readings = dict(words.readings(token.text))
    if place and tokens[place - 1].lower in words.language.before_singular:
        own = words.parts(token.text).get("noun", ("", ""))[0]
        if own and "noun" in readings:
            readings["noun"] = own
    if words.language.adjectives_follow and words.language.tags.get(readings.get("verb", "")) == "aux":
        # "Avevamo" is as small a word as "aveva", though it is not listed.
        readings = {"aux" if pos == "verb" else pos: lemma for pos, lemma in readings.items()}
    return readings


def guess(token: Token, words: Vocabulary) -> dict[str, tuple[float, str]]:
    """Parts of speech for a word that no list knows."""
    found: dict[str, tuple[float, str]] = {}
    if token.text[:1].isupper():
        found["propn"] = (0.0, token.text)
        if words.language.nouns_are_capital:
            found["noun"] = (0.6, token.text)
        else:
            found["noun"] = (-0.6, token.lower)
    for ending, pos in words.language.guesses:
        if token.lower.endswith(ending) and len(token.lower) > len(ending) + 2:
            found.setdefault(pos, (0.0, token.lower))
            break
    if words.language.adjectives_follow and not token.text[:1].isupper():
        found |= {pos: (0.0, lemma) for pos, lemma in uninflected(token.lower, words)}
    # An unknown word in small letters is a noun, but for German, where it is a participle: eingeklemmt.
    return found or {"adj" if words.language.nouns_are_capital else "noun": (0.0, token.lower)}


def uninflected(form: str, words: Vocabulary) -> Iterator[tuple[str, str]]:
    """What a Romance word may be a form of that people use, though no dictionary has it: pairavam, romarias."""
    for pos, least in (("noun", 1), ("verb", 3)):
        for ending, base in words.language.endings[pos]:
            lemma = form.removesuffix(ending) + base
            is_one = len(ending) >= least and form.endswith(ending) and len(form) > len(ending) + SHORTEST
            # "Tendoni" comes from no "tendono", which is a verb.
            if is_one and words.zipf(lemma) > words.zipf(form) - 1 and not words.readings(lemma):
                yield pos, lemma
                break
