"""Dictionaries that are not in the pack (GPL), read at measuring time only to judge translations by.

Surprise: all there are count together, each in both its directions. A translation is right where any of them gives
it; what is right but in none counts as wrong, so that every figure is a lower bound.
"""

import re
import subprocess
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

from shared.lexicon.build.dictd import articles
from shared.lexicon.table import Table
from shared.lexicon.words import DATA
from tests.benchmarks.lexicon.apertium import PACKAGES, meanings

NAMES = {"de": "deu", "en": "eng", "fr": "fra", "es": "spa", "it": "ita", "pt": "por"}
NOISE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\{[^}]*\}|<[^>]*>")
IN_THE_PACK = {("de", "fr"), ("fr", "de"), ("de", "es"), ("fr", "es"), ("es", "fr")}
"""Of these directions the dictionary is a source of ours, or there is none."""
CACHE = Path(tempfile.gettempdir()) / "wordmill-gold"
Gold = dict[str, set[str]]
Judge = Callable[[str, str], Iterator[tuple[str, str]]]
"""Source and target -> (headword, meaning), plainly spelt."""


def free_dictionary(source: str, target: str) -> Iterator[tuple[str, str]]:
    if (source, target) in IN_THE_PACK:
        return iter(())
    return read(f"{NAMES[source]}-{NAMES[target]}")


def apertium(source: str, target: str) -> Iterator[tuple[str, str]]:
    if (source, target) not in PACKAGES:
        return
    words = {row[2] for row in Table(DATA / f"{source}-{target}")}
    for word, meaning in meanings(source, target, sorted(words), CACHE):
        yield plain(word), plain(meaning)


JUDGES = (free_dictionary, apertium)


@lru_cache(maxsize=18)
def gold(source: str, target: str, judges: tuple[Judge, ...] = JUDGES) -> Gold:
    """Headword in small letters -> everything it may mean, plainly spelt."""
    found: Gold = defaultdict(set)
    for one, other in ((source, target), (target, source)):
        for word, meaning in chain.from_iterable(judge(one, other) for judge in judges):
            left, right = (word, meaning) if one == source else (meaning, word)
            found[left].add(right)
    return found


def plain(text: str) -> str:
    """A spelling to compare by: no brackets, articles, "to", accents or hyphens; of English the American one."""
    text = unicodedata.normalize("NFKD", NOISE.sub("", text).lower().replace("-", " "))
    text = " ".join("".join(char for char in text if not unicodedata.combining(char)).split()).strip(" .!?\"'")
    text = re.sub(r"^(?:(?:to|the|an?|der|die|das|le|la|les|el|los|las|sich|se)\s+|[ls]['’]\s*)", "", text)
    text = re.sub(r"(?<=[a-z]{2})(?:ise|yse)(?=[sd]?$)", lambda end: end[0].replace("s", "z", 1), text)
    return re.sub(r"(?<=[a-z]{2})(?<!f)our(?=s?$)", "or", text)


def read(name: str) -> Iterator[tuple[str, str]]:
    for article in articles(package(name)):
        header, _, body = article.partition("\n")
        words = [word for part in re.split(r"[,;|]", NOISE.sub("", header.split("/")[0])) if (word := plain(part))]
        for line in body.split("\n"):
            if line[:1] in {" ", '"', "", "\t"} or line.startswith(("see:", "Note:", "Synonym")):
                continue
            for part in re.split(r"[,;]", re.sub(r"^\d+\.\s*", "", NOISE.sub("", line))):
                if meaning := plain(part):
                    yield from ((word, meaning) for word in words)


def package(name: str) -> Path:
    """The index file of a Debian dictionary, fetched once into the temporary folder."""
    index = CACHE / f"usr/share/dictd/freedict-{name}.index"
    if not index.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["apt-get", "download", "-q", f"dict-freedict-{name}"], cwd=CACHE, check=True, capture_output=True
        )
        for deb in CACHE.glob(f"dict-freedict-{name}_*.deb"):
            subprocess.run(["dpkg", "-x", deb, CACHE], check=True)
    return index
