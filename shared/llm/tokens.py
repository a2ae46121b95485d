"""How many tokens a text will cost, guessed without a tokenizer.

It errs on the dear side: on running text of the supported languages it is never more than 5 % under what the
byte-pair encodings of the common models count (the unit test checks it where `tiktoken` has its tables).

Surprise: letters are counted by script and word length, because one rule "4 characters a token" is a third under
for German compounds and half under for Japanese.
"""

import re

_PIECES = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|\n+|_+")
_WIDE = re.compile(r"[\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def estimate(text: str) -> int:
    """Tokens of `text`, rounded up."""
    return -int(-sum(map(_weigh, _PIECES.findall(text))) // 1)


def _weigh(piece: str) -> float:
    first = piece[0]
    if first.isdigit():
        return (len(piece) + 2) // 3
    if not first.isalpha():
        return 1.0
    if _WIDE.match(first):
        return 1.25 * len(piece)
    if piece.isascii():
        return _word(len(piece), 3.4)
    if first < "\u0250":
        return _word(len(piece), 2.5)
    return _word(len(piece), 1.9)


def _word(letters: int, letters_per_token: float) -> float:
    return max(1.0, letters / letters_per_token)
