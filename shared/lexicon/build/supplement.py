"""Words that head no dictionary of their language, but are what words of other languages mean: theatre, event, at once.

Surprise: other sides of dictionaries also hold forms, foreign words and slips. A word is taken that people use, that no
list calls a form of another, that a language confirms, and in German, if it is a noun, that a list of nouns has.
Of a small dictionary's own words the others know better what they are: one calls a bed an adjective.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from shared.lexicon.build.pack import Parts, Side, sure_parts
from shared.lexicon.build.triangulate import Links
from shared.lexicon.languages import Language

USED = 2.5
"""Zipf frequency from which on a word is taken."""
SHORTEST = 3
LEAST = 0.4
"""Score of the best link that tells a part of speech."""
SURE, MOST_OF_IT, ADJECTIVE = 1.8, 0.6, 0.4
"""Score, or share of the best part of speech's score, that gives a dictionary's word another part of speech; what
an adjective needs of that, which is read before and after nouns only."""
SMALL = frozenset({"it", "pt"})
"""Languages whose own dictionaries are small."""


def supplemented(
    side: Side, links: Iterable[Links], language: Language, *, lemma_of: Callable[[str], str], nouns: Container[str]
) -> Side:
    """`side` with more words; `nouns` decides in a language that writes them with capital letters."""
    known = {word.lower() for word in side.parts}
    links = list(links)
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
    parts = mended(side.parts, links, language) if language.code in SMALL else side.parts
    return Side({**parts, **more}, side.frequencies)


def mended(parts: Parts, links: Iterable[Links], language: Language) -> dict[str, Mapping[str, str]]:
    """Words with the parts of speech that other languages vote for; their own dictionary's where it agrees with one."""
    links = list(links)
    scores: dict[str, dict[str, float]] = {}
    for word, pos, score in told(links):
        is_infinitive = pos == "noun" and word.endswith(language.infinitives) and "verb" in parts.get(word, ())
        if score >= LEAST and not is_infinitive and is_spelt_so(word, pos, language, ()):
            own = scores.setdefault(word, {})
            own[pos] = max(own.get(pos, 0.0), score)
    linked = {key for one in links for key in one}
    found: dict[str, Mapping[str, str]] = {}
    for word, tags in parts.items():
        best = max(scores.get(word, {}).values(), default=0.0)
        needed = {"adj": ADJECTIVE * best}
        more = {pos: "" for pos, score in scores.get(word, {}).items()
                if score >= needed.get(pos, min(SURE, MOST_OF_IT * best))}  # fmt: skip
        is_misfiled = more and not more.keys() & tags.keys()
        kept = {pos: gender for pos, gender in tags.items() if not is_misfiled or (word, pos) in linked}
        found[word] = {**more, **kept}
    return found


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
