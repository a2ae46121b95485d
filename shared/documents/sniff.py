"""What a file is, from its first bytes; its name has a say only where bytes do not tell.

Surprise: a password-protected DOCX or XLSX is no zip but an OLE2 file, just like a .doc of 1997. Which of the two is
told by the names of the streams inside.
"""

import mmap
from pathlib import PurePath

from shared.errors import EmptyDocument, Encrypted, LegacyFormat, TypeMismatch, UnsupportedType

HEAD = 8192
"""Bytes that `sniff` likes to see; it takes more."""

EXTENSIONS = {
    **dict.fromkeys(("pdf",), "pdf"),
    **dict.fromkeys(("docx", "docm", "dotx", "dotm"), "docx"),
    **dict.fromkeys(("xlsx", "xlsm", "xltx", "xltm"), "xlsx"),
    **dict.fromkeys(("txt", "text", "md"), "txt"),
}
LEGACY = {"doc": "docx", "dot": "docx", "xls": "xlsx", "xlt": "xlsx", "ppt": "pdf", "pps": "pdf"}
SUPPORTED = "Upload a PDF, DOCX, XLSX or TXT file."

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FOREIGN = {
    b"{\\rtf": "an RTF file",
    b"\x89PNG\r\n\x1a\n": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"BZh": "a compressed file (bzip2)",
    b"7z\xbc\xaf\x27\x1c": "an archive (7-Zip)",
    b"Rar!": "an archive (RAR)",
    b"\xfd7zXZ\x00": "a compressed file (xz)",
    b"\x7fELF": "a program",
    b"MZ\x90\x00": "a program",
    b"%!PS": "a PostScript file",
    b"OggS": "a sound file",
    b"ID3": "a sound file",
    b"RIFF": "a media file",
}
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"


def sniff(head: bytes | bytearray | memoryview | mmap.mmap, filename: str) -> str:
    """The parser's name for a file that starts with `head`; the whole file may be given, too."""
    data = bytes(head) if isinstance(head, memoryview) else head
    if not len(data):
        raise EmptyDocument("The file is empty (0 bytes). Choose the file again and upload it once more.")
    extension = PurePath(filename).suffix.lower().lstrip(".")
    claimed = EXTENSIONS.get(extension)
    found = _by_magic(data, claimed, extension)
    if claimed and found != claimed:
        raise TypeMismatch(
            f"The name ends in .{extension}, but the file is {_described(found)}. "
            f"Give it the ending .{found} or save it again as {claimed.upper()}.",
            details={"claimed": claimed, "found": found},
        )
    return found


def _by_magic(data: bytes | bytearray | mmap.mmap, claimed: str | None, extension: str) -> str:
    first = bytes(data[:1024])
    if first.startswith(_OLE2):
        raise _legacy_or_encrypted(data, extension)
    if first.startswith(_ZIP):
        return _office(data, claimed)
    if b"%PDF-" in first:
        return "pdf"
    foreign = next((what for magic, what in _FOREIGN.items() if first.startswith(magic)), None)
    if foreign or _is_binary(first):
        raise _refusal(foreign or "no document that we know", claimed, extension)
    return "txt"


def _office(data: bytes | bytearray | mmap.mmap, claimed: str | None) -> str:
    if data[30:120].find(_OPEN_DOCUMENT) >= 0:
        raise UnsupportedType("This is an OpenDocument file. Save it as DOCX, XLSX or PDF and upload it again.")
    found = {kind for kind, folder in (("docx", b"word/"), ("xlsx", b"xl/")) if data.find(folder) >= 0}
    if len(found) == 1:
        return found.pop()
    if claimed in {"docx", "xlsx"}:
        # The parts' names lie further on, or there are both; the archive's own table of contents decides.
        return claimed
    raise _refusal("a zip archive", claimed, "zip")


def _legacy_or_encrypted(data: bytes | bytearray | mmap.mmap, extension: str) -> Exception:
    encrypted = any(data.find(name.encode("utf-16-le")) >= 0 for name in ("EncryptedPackage", "EncryptionInfo"))
    if encrypted or (extension in EXTENSIONS and not _has_legacy_stream(data)):
        return Encrypted(
            "The file is protected by a password. Remove it in Word or Excel (File, Info) and upload it again."
        )
    wanted = LEGACY.get(extension, "docx").upper()
    return LegacyFormat(
        f"The file is in the old Office format of 1997 to 2003. Open it, save it as {wanted} and upload it again.",
        details={"save_as": wanted.lower()},
    )


def _has_legacy_stream(data: bytes | bytearray | mmap.mmap) -> bool:
    return any(data.find(name.encode("utf-16-le")) >= 0 for name in ("WordDocument", "Workbook", "PowerPoint"))


def _is_binary(first: bytes) -> bool:
    """Too many control characters for text, unless every second byte says that it is UTF-16 or UTF-32."""
    if first.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or _is_wide(first):
        return False
    controls = sum(first.count(code) for code in range(32) if code not in {8, 9, 10, 12, 13, 14, 15, 27})
    return controls > len(first) // 20 + (len(first) < 20)


def _is_wide(first: bytes) -> bool:
    """Whether the bytes, two or four at a time, are letters and blanks."""
    for encoding, width in (("utf-16-le", 2), ("utf-16-be", 2), ("utf-32-le", 4), ("utf-32-be", 4)):
        text = first[: len(first) // width * width].decode(encoding, "replace")
        plain = sum(char.isalnum() or char in " \r\n\t.,;:!?-()\"'" for char in text)
        if text and plain > 0.9 * len(text) and min(first[:1024].count(0), 1):
            return True
    return False


def _refusal(what: str, claimed: str | None, extension: str) -> Exception:
    if claimed:
        return TypeMismatch(
            f"The name ends in .{extension}, but the file is {what}. {SUPPORTED}", details={"claimed": claimed}
        )
    return UnsupportedType(f"The file is {what}, which we cannot read. {SUPPORTED}")


def _described(found: str) -> str:
    return {"pdf": "a PDF", "docx": "a Word document", "xlsx": "an Excel workbook", "txt": "plain text"}[found]
