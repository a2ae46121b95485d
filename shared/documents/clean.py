"""Makes text safe to store and easy to match: no control characters, no half characters, one form of each letter.

Surprise: PostgreSQL refuses NUL and lone surrogates, and a learner cannot search for `ﬁ`; both are dealt with here,
for every parser.
"""

import re
import unicodedata

_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff"
    "\ufffc-\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_PLAIN = re.compile("[\n\t -~\u00a1-\u00ac\u00ae-\u017e]*")
"""Latin letters and signs that need nothing done."""
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_ARABIC_FORM = re.compile("[\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]+")
_MARKS = re.compile(r"([^\w\s\x00-\x7f]{30})[^\w\s\x00-\x7f]+")
"""More accents on one letter than any language has; to bring them into order takes time by their square."""


def clean(text: str) -> str:
    """`text` without what no reader sees; line ends and tabs stay."""
    if (text.isascii() and text.isprintable()) or _PLAIN.fullmatch(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _UNWANTED.sub("", _SPACES.sub(" ", text.replace("\x85", "\n").replace("\x0b", "\n")))
    if _LIGATURE.search(text):
        for ligature, letters in _LIGATURES.items():
            text = text.replace(ligature, letters)
    text = _ARABIC_FORM.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    return unicodedata.normalize("NFC", _MARKS.sub(r"\1", text))


def one_line(text: str) -> str:
    """`text` cleaned, every run of blanks and line ends as one space."""
    return " ".join(clean(text).split())
