"""Document text as data: folded to plain lines, put between marks that nobody could have written beforehand.

Surprise: folding also removes what a reader cannot see (zero-width and bidirectional marks, tag characters, other
controls) and weakens anything that looks like one of our own marks or a chat template's.
"""

import re
import secrets
import unicodedata

_UNSEEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
                     "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]")  # fmt: skip
_MARKS = str.maketrans({"<": "\u2039", ">": "\u203a", "`": "\u02cb"})


def fold(text: str) -> str:
    """`text` on one line, as a reader sees it."""
    # Most text is plain already, and this is asked of every word of every answer.
    seen = text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    plain = seen if seen.isprintable() else "".join(mark if mark.isprintable() else " " for mark in seen)
    return " ".join(plain.split())


def harmless(text: str) -> str:
    """`text` folded, without the marks that fences, markup and chat templates are made of."""
    return fold(text).translate(_MARKS)


def new_nonce() -> str:
    """A mark that the author of a document cannot know."""
    return secrets.token_hex(4)


def fence(lines: list[str], *, nonce: str) -> str:
    """The lines between a pair of marks."""
    return "\n".join((f"<<<DATA {nonce}", *lines, f"DATA {nonce}>>>"))
