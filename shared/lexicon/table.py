"""An index in one file: sorted rows in compressed blocks, found by bisecting, nothing read ahead.

Surprise: no database. Opening reads the first key of each block (a few kilobytes); a look-up inflates one block of
16 KB and keeps the last ones. A cold process pays next to nothing for a lexicon of any size, and the bytes are the
same wherever the file is built.
"""

import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path

BLOCK = 16 * 1024
KEPT_BLOCKS = 192
"""Blocks kept inflated a table: some 3 MB."""
HEADER = struct.Struct("<II")


class Table:
    """Rows of tab-separated cells, sorted by the bytes of the first one, which is the key and may repeat."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._block = lru_cache(maxsize=KEPT_BLOCKS)(self._inflate)

    def rows(self, key: str) -> list[list[str]]:
        """Every row with that key, without the key."""
        wanted = key.encode() + b"\t"
        return [line.decode().split("\t")[1:] for line in self._from(wanted, wanted)]

    def has_prefix(self, start: str) -> bool:
        """Whether some key begins so."""
        wanted = start.encode()
        return next(self._from(wanted, wanted), None) is not None

    def keys(self, start: str) -> Iterator[str]:
        """Every key that begins so, in order, as often as it has rows."""
        wanted = start.encode()
        return (line.split(b"\t", 1)[0].decode() for line in self._from(wanted, wanted))

    def __iter__(self) -> Iterator[list[str]]:
        for place in range(len(self._index[1])):
            for line in self._block(place):
                yield line.decode().split("\t")

    def _from(self, wanted: bytes, prefix: bytes) -> Iterator[bytes]:
        keys, places = self._index
        # A key may begin in one block and go on in the next, so look from the block before the first that has it.
        first = max(bisect_left(keys, wanted.rstrip(b"\t")) - 1, 0)
        for block in range(first, len(places)):
            lines = self._block(block)
            for line in lines[bisect_left(lines, wanted) :]:
                if not line.startswith(prefix):
                    return
                yield line

    @cached_property
    def _index(self) -> tuple[list[bytes], list[tuple[int, int]]]:
        with self._path.open("rb") as file:
            size, _ = HEADER.unpack(file.read(HEADER.size))
            text = zlib.decompress(file.read(size)).split(b"\n")
        base = HEADER.size + size
        keys, places = [], []
        for line in text:
            key, offset, length = line.rsplit(b"\t", 2)
            keys.append(key)
            places.append((base + int(offset), int(length)))
        return keys, places

    def _inflate(self, block: int) -> list[bytes]:
        offset, length = self._index[1][block]
        with self._path.open("rb") as file:
            file.seek(offset)
            return zlib.decompress(file.read(length)).split(b"\n")


def write_table(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """Writes what `Table` reads. The order of `rows` does not matter; doubles are dropped."""
    lines = sorted({"\t".join(row).encode() for row in rows})
    blocks: list[bytes] = []
    index: list[bytes] = []
    offset = start = size = 0
    for place, line in enumerate(lines):
        size += len(line) + 1
        if size >= BLOCK or place == len(lines) - 1:
            block = zlib.compress(b"\n".join(lines[start : place + 1]), 9)
            index.append(b"%s\t%d\t%d" % (lines[start].split(b"\t")[0], offset, len(block)))
            blocks.append(block)
            offset += len(block)
            start, size = place + 1, 0
    head = zlib.compress(b"\n".join(index), 9)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(HEADER.pack(len(head), len(lines)) + head + b"".join(blocks))
