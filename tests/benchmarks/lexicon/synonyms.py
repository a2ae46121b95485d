"""Words of one meaning, by the thesauri of LibreOffice (mythes-*, free licences), read at measuring time only.

Surprise: a word counts as a synonym where it stands under one heading with the other, in any of its senses; kinds,
opposites and what is only related do not count.
"""

import re
from collections import defaultdict
from functools import lru_cache

from shared.lexicon.build.packages import fetch
from tests.benchmarks.lexicon.gold import CACHE, plain

FILES = {
    "de": ("mythes-de", "th_de_DE_v2.dat"),
    "en": ("mythes-en-us", "th_en_US_v2.dat"),
    "es": ("mythes-es", "th_es_ES_v2.dat"),
    "fr": ("mythes-fr", "thes_fr.dat"),
    "it": ("mythes-it", "th_it_IT_v2.dat"),
    "pt": ("mythes-pt-pt", "th_pt_PT_v2.dat"),
}
OTHERS = re.compile(
    r"\((?:[^)]*\s)?(?:generic term|antonym|related term|similar term|Oberbegriff|Unterbegriff|Antonym)\)"
)


@lru_cache(maxsize=len(FILES))
def synonyms(lang: str) -> dict[str, set[str]]:
    """Plainly spelt, as the judges' words are."""
    name, file = FILES[lang]
    fetch([name], CACHE)
    return read((CACHE / "root/usr/share/mythes" / file).read_bytes())


def read(raw: bytes) -> dict[str, set[str]]:
    """The first line names the encoding; then come `word|count of senses`, and a sense a line."""
    encoding, _, body = raw.partition(b"\n")
    found: dict[str, set[str]] = defaultdict(set)
    lines = iter(body.decode(encoding.decode().strip()).splitlines())
    for heading in lines:
        word, _, count = heading.rpartition("|")
        for _ in range(int(count)):
            for other in next(lines).split("|")[1:]:
                if plain(word) and plain(other) and not OTHERS.search(other):
                    found[plain(word)].add(plain(other))
                    found[plain(other)].add(plain(word))
    return found
