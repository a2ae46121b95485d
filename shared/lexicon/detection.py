"""Tells the language of a text from its small words.

Surprise: the shares are of all words, not of the words found, so that a text in a language we do not know gets a low
confidence instead of the nearest neighbour's name.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from shared.domain.zone import Zone
from shared.lexicon.languages import LANGUAGES

ENOUGH = 4000
"""Words looked at."""
USUAL = 0.3
"""Share of small words in running text."""
DOUBTFUL = 0.3
LISTED = 0.6
"""Share of lines in two parts from which on a document may be a list in two languages."""
LEFT = re.compile(r"\t+|\s{1,99}[-–—=|→]+\s+|\s{0,99}[=→|：]\s*")
KANA = re.compile(r"[\u3040-\u30ff]")


def detect_language(zones: Sequence[Zone]) -> tuple[str, float]:
    """ISO 639-1 code and how sure that is, 0 to 1; ("", 0) where there are no words."""
    lines = [line.strip() for zone in zones for line in zone.text.split("\n") if line.strip()]
    sides = [LEFT.split(line, maxsplit=1) for line in lines]
    whole = detect_in(" ".join(lines)[: ENOUGH * 8])
    if sum(len(side) > 1 for side in sides) <= LISTED * len(lines):
        return whole
    # Perhaps two languages side by side: then what stands on the left is what is to be learnt.
    left = detect_in(" ".join(side[0] for side in sides)[: ENOUGH * 8])
    return left if left[1] >= DOUBTFUL else max(whole, left, key=lambda found: found[1])


def detect_in(text: str) -> tuple[str, float]:
    """The language of a text and how sure that is."""
    if len(KANA.findall(text)) > 0.1 * len(text.strip() or " "):
        return "ja", 1.0
    found = [word.replace("’", "'") for word in re.findall(r"[^\W\d_]+['’]?", text.lower())[:ENOUGH]]
    if not found:
        return "", 0.0
    counts = Counter(found)
    shares = {
        code: sum(times * weights.get(word, 0.0) for word, times in counts.items()) / len(found)
        for code, weights in small_words().items()
    }
    ranked = sorted(shares, key=lambda code: (-shares[code], code))
    best, second = shares[ranked[0]], shares[ranked[1]]
    if not best:
        return ranked[0], 0.0
    return ranked[0], round(min(1.0, best / USUAL) * (best - second) / best, 3)


@lru_cache(maxsize=1)
def small_words() -> dict[str, dict[str, float]]:
    """Language -> closed-class word -> weight; what several languages share counts for less."""
    words = {code: set(LANGUAGES.get(code).tags) for code in LANGUAGES}
    spread = Counter(word for own in words.values() for word in own)
    return {code: {word: 1 / spread[word] for word in own} for code, own in words.items()}
