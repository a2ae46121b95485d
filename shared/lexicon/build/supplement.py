"""Words that head no dictionary of their language, but are what words of other languages mean: theatre, event, at once.

Surprise: other sides of dictionaries also hold forms, foreign words and slips. A word is taken that people use, that no
list calls a form of another, that a language confirms, and in German, if it is a noun, that a list of nouns has.
"""

from collections.abc import Callable, Container, Iterable, Iterator

from shared.lexicon.build.pack import Side, sure_parts
from shared.lexicon.build.triangulate import Links
from shared.lexicon.languages import Language

USED = 2.5
"""Zipf frequency from which on a word is taken."""
SHORTEST = 3
LEAST = 0.4
"""Score of the best link that tells a part of speech."""


def supplemented(
    side: Side, links: Iterable[Links], language: Language, *, lemma_of: Callable[[str], str], nouns: Container[str]
) -> Side:
    """`side` with more words; `nouns` decides in a language that writes them with capital letters."""
    known = {word.lower() for word in side.parts}
    found = sure_parts(
        (
            (word, pos, score)
            for word, pos, score in told(links)
            if word.lower() not in known
            and word.lower() not in language.tags
            and is_spelt_so(word, pos, language, nouns)
            and side.frequencies.get(word.lower(), 0.0) >= USED
        ),
        least=LEAST,
    )
    more = {word: tags for word, tags in found.items() if lemma_of(word).lower() == word.lower()}
    return Side({**side.parts, **more}, side.frequencies)


def told(links: Iterable[Links]) -> Iterator[tuple[str, str, float]]:
    """Word, part of speech and the best score of a translation that some language votes for."""
    for one in links:
        for (word, pos), row in one.items():
            score = max((link.score for link in row.values() if link.votes), default=0.0)
            if score and " " not in word and len(word) >= SHORTEST:
                yield word, pos, score


def is_spelt_so(word: str, pos: str, language: Language, nouns: Container[str]) -> bool:
    """Whether a word of that part of speech is written with this first letter."""
    if pos == "propn" or (pos == "noun" and language.nouns_are_capital):
        return word[:1].isupper() and (pos == "propn" or word in nouns)
    return word == word.lower() and (pos != "verb" or not language.infinitives or word.endswith(language.infinitives))
