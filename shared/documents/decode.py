"""Bytes of a text file to characters: byte order mark, strict UTF-8, wide encodings, then a guess.

Surprise: strict UTF-8 before any guess is almost never wrong; a guess before it often is.
"""

import codecs

SAMPLE = 96 * 1024
"""Bytes shown to the guesser; it reads no better with more."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> tuple[str, str, bool]:
    """The text, the encoding it was in, and whether every byte made sense."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _forgiving(data, encoding)
    wide = _wide_encoding(data[:4096])
    if wide:
        return _forgiving(data, wide)
    try:
        return data.decode("utf-8"), "utf-8", True
    except UnicodeDecodeError as error:
        # One broken character in much good UTF-8 is damage, not another encoding.
        if _is_damaged_utf8(data, error.start):
            return _forgiving(data, "utf-8")
    return _forgiving(data, _guessed_encoding(data))


def _forgiving(data: bytes, encoding: str) -> tuple[str, str, bool]:
    try:
        return data.decode(encoding), encoding, True
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), encoding, False


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, told by where the NULs or the low high-bytes are."""
    if len(head) >= 8 and head.count(0) > len(head) // 2:
        if all(head[3::4][i] == 0 for i in range(len(head[3::4]))) and any(head[0::4]):
            return "utf-32-le"
        if not any(head[0::4]) and any(head[3::4]):
            return "utf-32-be"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 20 > len(head) and min(even, odd) * 10 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _is_damaged_utf8(data: bytes, first_error: int) -> bool:
    sample = data[max(0, first_error - 2000) : first_error + SAMPLE]
    good = sum(1 for char in sample.decode("utf-8", "ignore") if char > "\x7f")
    bad = sample.decode("utf-8", "replace").count("�")
    return good > 10 * bad


def _guessed_encoding(data: bytes) -> str:
    # chardet takes 60 ms to import, and most files never come here.
    import chardet

    high = next((i for i, byte in enumerate(data) if byte > 0x7F), 0)
    start = max(0, high - 1024)
    guess = chardet.detect(data[start : start + SAMPLE])["encoding"] or "cp1252"
    try:
        codecs.lookup(guess)
    except LookupError:
        return "cp1252"
    # Windows fills the gaps of ISO 8859-1 with quotes and dashes, and GB18030 those of its predecessors.
    wider = {"iso-8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
    return wider.get(guess.lower(), guess)
