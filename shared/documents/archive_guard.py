"""Lets a DOCX or XLSX be opened only after its table of contents was found honest, and counts what is unpacked.

Surprise: sizes in a zip are claims. Nothing here believes them: bytes are counted while they are inflated.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from shared.documents.limits import MIB, Limits
from shared.errors import Corrupt, Encrypted, ResourceLimit

CHUNK = 1 << 16
_END = b"PK\x05\x06"
_LOCAL = struct.Struct("<4s5H3L2H")
_BOMB = "The file unfolds to far more than its size, as an archive bomb does. It was not opened."


class Archive:
    """The entries of a checked zip; `read` and `chunks` unfold them under one common budget."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._file = file
        self.limits = limits
        self._inflated = 0
        entries = _checked_entries(file, limits)
        self._entries = {_folded(entry.filename): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """The parts' names in small letters."""
        return tuple(self._entries)

    def read(self, name: str, *, most: int = 64 * MIB) -> bytes:
        """A whole part of at most `most` bytes."""
        parts, size = [], 0
        for chunk in self.chunks(name):
            size += len(chunk)
            if size > most:
                raise ResourceLimit(_BOMB, details={"part_bytes": size})
            parts.append(chunk)
        return b"".join(parts)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part in pieces, counted while they unfold."""
        entry = self._entries[_folded(name)]
        size = check = 0
        for chunk in self._unfolded(entry):
            size += len(chunk)
            check = zlib.crc32(chunk, check)
            self._inflated += len(chunk)
            too_dense = size > MIB and size > self.limits.max_ratio * max(entry.compress_size, 1)
            if too_dense or self._inflated > self.limits.max_inflated:
                raise ResourceLimit(_BOMB, details={"inflated_bytes": self._inflated})
            yield chunk
        if check != entry.CRC:
            raise damaged()

    def _unfolded(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        self._file.seek(entry.header_offset)
        head = self._file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
            raise damaged()
        fields = _LOCAL.unpack(head)
        self._file.seek(entry.header_offset + _LOCAL.size + fields[9] + fields[10])
        left = entry.compress_size
        inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
        while left > 0:
            packed = self._file.read(min(CHUNK, left))
            if not packed:
                raise damaged()
            left -= len(packed)
            if inflate is None:
                yield packed
                continue
            try:
                while packed and not inflate.eof:
                    yield inflate.decompress(packed, CHUNK * 4)
                    packed = inflate.unconsumed_tail
            except zlib.error as error:
                raise damaged() from error
        if inflate is not None and not inflate.eof:
            raise damaged()


def _folded(name: str) -> str:
    """A part's name as the format compares them; some programs write them the way Windows writes paths."""
    return name.replace("\\", "/").lower()


def damaged() -> Corrupt:
    """The error for an archive that does not hold together."""
    return Corrupt("The file is damaged. Open it in the program that made it, save it anew and upload it again.")


def _checked_entries(file: BinaryIO, limits: Limits) -> list[zipfile.ZipInfo]:
    _check_end(file, limits)
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, struct.error, NotImplementedError, OSError) as error:
        raise damaged() from error
    if len(entries) > limits.max_entries:
        raise _too_many(limits)
    if len({_folded(entry.filename) for entry in entries}) != len(entries):
        raise Corrupt("The file holds two parts of the same name; which one is meant cannot be told.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Encrypted("The file is protected by a password. Remove the password and upload it again.")
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise damaged()
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise Corrupt(
                "Parts of the file overlap: it is damaged, or made to do harm. Save it anew and upload it again."
            )
        end = entry.header_offset + _LOCAL.size + len(entry.orig_filename.encode()) + entry.compress_size
    return entries


def _check_end(file: BinaryIO, limits: Limits) -> None:
    """The number of entries and the size of their list, before anything is built from it."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise damaged()
    count, length = struct.unpack("<HL", tail[at + 10 : at + 16])
    if count > limits.max_entries or (length != 0xFFFFFFFF and length > limits.max_entries * 1024):
        raise _too_many(limits)


def _too_many(limits: Limits) -> ResourceLimit:
    return ResourceLimit(
        f"The file holds more than {limits.max_entries:,} parts, as an archive bomb does. It was not opened.",
        details={"max_entries": limits.max_entries},
    )
