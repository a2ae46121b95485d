"""What English words are explained with, for telling which of several translations fits a document.

Surprise: the explanations of one word in WordNet and all dictionaries from English are thrown together; senses are not
kept apart, because nothing tells which of them a translation meant.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache

from shared.lexicon.build.dictd import HEADER, articles, fold, glosses
from shared.lexicon.build.packages import Package
from shared.lexicon.languages import LANGUAGES
from shared.lexicon.table import Table

CONSIDERED, MOST = 24, 16
"""Words of the dictionaries' explanations that are looked at, and of all that are kept."""
LATER = 0.05
"""How much less the next of the dictionaries' words counts."""


def gloss_rows(
    packages: Iterable[Package], wordnet: Mapping[str, Counter[str]], wanted: Container[str]
) -> Iterator[tuple[str, ...]]:
    """`key, word word word ..., count`: what a wanted English word is explained with, and what it explains.

    Surprise: `count` is of words that this one helps to explain. It tells "person" and "colloquial", which explain
    everything, from what a text is about; how common a word is in use does not.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter, {key: Counter(words) for key, words in wordnet.items()})
    for key, words in explained(packages).items():
        for place, word in enumerate(ranked(words)[:CONSIDERED]):
            found[key][word] += 1 / (1 + LATER * place)  # type: ignore[assignment]  # a Counter adds floats as well
    kept = {key: ranked(words)[:MOST] for key, words in found.items() if key in wanted}
    counts = Counter(word for words in kept.values() for word in words)
    for key in sorted({*kept, *counts}):
        yield key, " ".join(kept.get(key, ())), str(counts[key] or "")


def explained(packages: Iterable[Package]) -> dict[str, Counter[str]]:
    """What the dictionaries from English explain words with, and how often."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for package in packages:
        if package.source == "eng":
            for article in articles(package.index):
                match = HEADER.match(article.split("\n", 1)[0].strip())
                if match:
                    for text in glosses(article):
                        found[fold(match["word"]).lower()].update(set(content(text)))
    return found


def english_words(tables: Iterable[Table]) -> set[str]:
    """Every word of the translations in tables into English."""
    texts = (part.split("=")[0] for table in tables for row in table for part in row[3].split("|"))
    return {word for text in texts for word in text.lower().split()}


def ranked(words: Counter[str]) -> list[str]:
    return sorted(words, key=lambda word: (-round(words[word], 6), word))


@lru_cache(maxsize=1)
def small_words() -> frozenset[str]:
    english = LANGUAGES.get("en")
    return frozenset(english.tags) | english.dull_words


def content(text: str) -> Iterator[str]:
    small = small_words()
    for word in re.findall(r"[a-z]{3,}", text.lower()):
        if word not in small:
            yield singular(word)


def singular(word: str) -> str:
    """A word without the ending of its plural, roughly; both sides of a comparison are cut alike."""
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
