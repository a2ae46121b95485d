"""How many tokens a text will cost, guessed without a tokenizer.

It errs on the dear side: on running text it is never more than 5 % under what the byte-pair encodings of the common
models count (the unit test holds it to counted texts, and to `tiktoken` where that has its tables).

Surprise: letters count by script and word length, because one rule "4 characters a token" is a third under
for German compounds and far under for Greek and Japanese.
"""

import re

_PIECES = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|\n+|\t+|_+")
_LETTERS_PER_TOKEN = (
    # Up to this letter, the highest of the word: letters that make a token.
    ("\x7f", 2.8),
    ("\xff", 2.1),
    ("\u036f", 1.6),
    ("\u03ff", 0.92),
    ("\u2e7f", 1.8),
    ("\U0010ffff", 0.8),
)


def estimate(text: str) -> int:
    """Tokens of `text`, rounded up."""
    return -int(-sum(map(_weigh, _PIECES.findall(text))) // 1)


def _weigh(piece: str) -> float:
    if piece[0].isdigit():
        return (len(piece) + 2) // 3
    if not piece[0].isalpha():
        return 1.0
    highest = max(piece)
    per_token = next(letters for bound, letters in _LETTERS_PER_TOKEN if highest <= bound)
    return max(1.0, len(piece) / per_token)
