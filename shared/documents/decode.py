"""Bytes of a text file to characters: byte order mark, strict UTF-8, wide encodings, then a guess.

Surprise: strict UTF-8 before any guess is almost never wrong; a guess before it often is.
"""

import codecs
import re
from collections.abc import Iterator

CHUNK = 1 << 18
SAMPLE = 8 * 1024
"""Bytes shown to the guesser; with more it is slower and no better."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Windows fills the gaps of ISO 8859-1 with quotes and dashes, and GB18030 those of its predecessors.
_WIDER = {"iso-8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
_SEVEN_BIT = ((re.compile(rb"\x1b\$[@B]"), "iso2022_jp_ext"), (re.compile(rb"\x1b\$\)C"), "iso2022_kr"))
"""Shift sequences that announce two-byte characters in a file of ASCII alone."""
_EAST_ASIAN = (
    ("cp932", "\u3041-\u30ff", 0.2),
    ("euc_jp", "\u3041-\u30ff", 0.2),
    ("big5", "的一是不了在人有我他這中大來上個國和說們為子你時道也得就那要下年生會自以到他之用於後能對", 0.06),
    ("gb18030", "的一是不了在人有我他这中大来上个国和说们为子你时道也得就那要下年生会自以到他之用于后能对", 0.06),
    ("cp949", "\uac00-\ud7a3", 0.9),
)
"""Encoding, letters that any text in it has, and how many of its letters they are at least."""
_DOUBTFUL = 0.1


def encoding_of(data: bytes) -> tuple[str, bool]:
    """The encoding, and whether every byte makes sense in it."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, _first_error(data, encoding) is None
    wide = _wide_encoding(data[:4096])
    if wide:
        return wide, _first_error(data, wide) is None
    error = _first_error(data, "utf-8")
    if error is None:
        shifted = next((encoding for mark, encoding in _SEVEN_BIT if data.isascii() and mark.search(data)), "utf-8")
        return shifted, _first_error(data, shifted) is None
    # One broken character in much good UTF-8 is damage, not another encoding.
    if _is_damaged_utf8(data, error):
        return "utf-8", False
    guess = _guessed_encoding(data)
    return guess, _first_error(data, guess) is None


def decoded(data: bytes, encoding: str) -> Iterator[str]:
    """The text in pieces; what makes no sense becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for start in range(0, len(data), CHUNK):
        yield decoder.decode(data[start : start + CHUNK])
    yield decoder.decode(b"", final=True)


def _first_error(data: bytes, encoding: str) -> int | None:
    """Where the bytes stop making sense, about; read in pieces, for the whole would need memory four times over."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    start = 0
    try:
        for start in range(0, len(data), CHUNK):
            decoder.decode(data[start : start + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return start + error.start
    return None


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, told by where the NULs stand."""
    if len(head) >= 8 and head.count(0) > len(head) // 2:
        if not any(head[3::4]) and any(head[0::4]):
            return "utf-32-le"
        if not any(head[0::4]) and any(head[3::4]):
            return "utf-32-be"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 20 > len(head) and min(even, odd) * 10 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _is_damaged_utf8(data: bytes, first_error: int) -> bool:
    sample = data[max(0, first_error - 2000) : first_error + 4 * SAMPLE]
    good = sum(1 for char in sample.decode("utf-8", "ignore") if char > "\x7f")
    bad = sample.decode("utf-8", "replace").count("\ufffd")
    return good > 10 * bad


def _guessed_encoding(data: bytes) -> str:
    # chardet takes 60 ms to import, and most files never come here.
    import chardet

    high = next((at for at, byte in enumerate(data) if byte > 0x7F), 0)
    start = max(0, high - 1024)
    sample = data[start : start + SAMPLE]
    # Nobody uploads EBCDIC.
    found = chardet.detect(sample, encoding_era=chardet.EncodingEra.ALL & ~chardet.EncodingEra.MAINFRAME)
    if found["confidence"] < _DOUBTFUL and (encoding := _east_asian(sample)):
        return encoding
    guess = found["encoding"] or "cp1252"
    guess = _WIDER.get(guess.lower(), guess)
    try:
        codecs.getincrementaldecoder(guess)
    except LookupError:
        return "cp1252"
    return guess


def _east_asian(sample: bytes) -> str | None:
    """Two-byte characters in a text that is too short for the guesser."""
    for encoding, usual, share in _EAST_ASIAN:
        try:
            text = codecs.getincrementaldecoder(encoding)("strict").decode(sample)
        except UnicodeDecodeError:
            continue
        letters = sum(char.isalpha() for char in text if char > "\x7f")
        if letters and len(re.findall(f"[{usual}]", text)) >= share * letters:
            return encoding
    return None
