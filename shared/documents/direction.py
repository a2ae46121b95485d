"""Which way a text runs.

Surprise: most of the letters decide, so that an English name in an Arabic line does not turn it around.
"""

import re

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def is_right_to_left(text: str) -> bool:
    """Whether most of the text runs from right to left."""
    return not text.isascii() and 2 * len(_RIGHT_TO_LEFT.findall(text)) > sum(map(str.isalpha, text))
