"""What English words are explained with, for telling which of several translations fits a document.

Surprise: the explanations of one word in all dictionaries from English are thrown together; senses are not kept apart,
because nothing tells which of them a translation meant.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from shared.lexicon.build.dictd import HEADER, articles, fold, glosses
from shared.lexicon.build.packages import Package
from shared.lexicon.languages import LANGUAGES

MOST = 24
"""Words kept of a word's explanations."""
LONGEST_KEY = 3


def gloss_rows(packages: Iterable[Package]) -> Iterator[tuple[str, ...]]:
    """`key, word word word ..., count`: what an English word is explained with, commonest first, and what it explains.

    Surprise: `count` is of words that this one helps to explain. It tells "person" and "colloquial", which explain
    everything, from what a text is about; how common a word is in use does not.
    """
    small = {*LANGUAGES.get("en").tags, *LANGUAGES.get("en").dull_words}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for package in packages:
        if package.source == "eng":
            for article in articles(package.index):
                match = HEADER.match(article.split("\n", 1)[0].strip())
                if match:
                    for text in glosses(article):
                        found[fold(match["word"]).lower()].update(set(content(text, small)))
    kept = {key: ranked(words) for key, words in found.items() if is_key(key)}
    counts = Counter(word for words in kept.values() for word in words)
    for key in sorted({*kept, *counts}):
        yield key, " ".join(kept.get(key, ())), str(counts[key] or "")


def is_key(text: str) -> bool:
    return len(text.split()) <= LONGEST_KEY and "\t" not in text


def ranked(words: Counter[str]) -> list[str]:
    return sorted(words, key=lambda word: (-words[word], word))[:MOST]


def content(text: str, small: set[str]) -> Iterator[str]:
    for word in re.findall(r"[a-z]{3,}", text.lower()):
        if word not in small:
            yield singular(word)


def singular(word: str) -> str:
    """A word without the ending of its plural, roughly; both sides of a comparison are cut alike."""
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
