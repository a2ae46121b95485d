"""How common the words of a language are, from wordfreq, which is needed at build time only.

Surprise: single words only, the commonest 120,000; what is rarer counts as unknown, which is what a reader feels too.
"""

import math
import re

KEPT = 120_000
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def frequencies(lang: str) -> dict[str, float]:
    """Word in small letters -> zipf frequency (log10 of occurrences in a billion words)."""
    from wordfreq import get_frequency_dict

    found: dict[str, float] = {}
    for word, share in get_frequency_dict(lang, "large").items():
        if len(found) == KEPT:
            break
        if WORD.fullmatch(word):
            found[word] = round(math.log10(share) + 9, 2)
    return found
