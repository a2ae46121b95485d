"""Dictionaries that are not in the pack (GPL), read at measuring time only to judge translations by.

Surprise: both directions of a pair are used. A translation counts as right where either dictionary gives it; what is
right but in neither counts as wrong, so that every figure is a lower bound.
"""

import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from shared.lexicon.build.dictd import articles

NAMES = {"de": "deu", "en": "eng", "fr": "fra", "es": "spa", "it": "ita", "pt": "por"}
NOISE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\{[^}]*\}|<[^>]*>")
CACHE = Path(tempfile.gettempdir()) / "wordmill-gold"
Gold = dict[str, set[str]]


@lru_cache(maxsize=16)
def gold(source: str, target: str) -> Gold:
    """Headword in small letters -> everything it may mean, plainly spelt."""
    found: Gold = defaultdict(set)
    one, other = NAMES[source], NAMES[target]
    for word, meaning in read(f"{one}-{other}"):
        found[word].add(meaning)
    for word, meaning in read(f"{other}-{one}"):
        found[meaning].add(word)
    return found


def plain(text: str) -> str:
    """A spelling to compare by: no brackets, no articles, no "to"."""
    text = " ".join(NOISE.sub("", text).lower().split()).strip(" .!?\"'")
    return re.sub(r"^(?:to|the|an?|der|die|das|le|la|les|l'|el|los|las|sich|se|s')\s+", "", text)


def read(name: str) -> Iterator[tuple[str, str]]:
    for article in articles(package(name)):
        header, _, body = article.partition("\n")
        word = plain(header.split("/")[0])
        for line in body.split("\n"):
            if line[:1] in {" ", '"', "", "\t"} or line.startswith(("see:", "Note:", "Synonym")):
                continue
            for part in re.split(r"[,;]", re.sub(r"^\d+\.\s*", "", NOISE.sub("", line))):
                if meaning := plain(part):
                    yield word, meaning


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
