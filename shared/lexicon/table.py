"""An index in one file: sorted rows in compressed blocks, found by bisecting, nothing read ahead.

Surprise: no database. Opening reads the first key of each block (a few kilobytes); a look-up inflates one block of
16 KB and keeps the last ones, whole: cut into lines they would take three times the memory. A cold process pays next to
nothing for a lexicon of any size, and the bytes are the same wherever the file is built.
"""

import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path

BLOCK = 16 * 1024
KEPT_BLOCKS = 384
"""Blocks kept inflated, of all tables together: 6 MB."""
NEAR = 300
"""Bytes among which a line is looked for from end to end."""
HEADER = struct.Struct("<II")


class Table:
    """Rows of tab-separated cells, sorted by the bytes of the first one, which is the key and may repeat."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, key: str) -> list[list[str]]:
        """Every row with that key, without the key."""
        return [line.decode().split("\t")[1:] for line in self._beginning(key.encode() + b"\t")]

    def has_prefix(self, start: str) -> bool:
        """Whether some key begins so."""
        return next(self._beginning(start.encode()), None) is not None

    def keys(self, start: str) -> Iterator[str]:
        """Every key that begins so, in order, as often as it has rows."""
        return (line.split(b"\t", 1)[0].decode() for line in self._beginning(start.encode()))

    def __iter__(self) -> Iterator[list[str]]:
        for place in range(len(self._index[1])):
            for line in inflated(self, place)[1:-1].split(b"\n"):
                yield line.decode().split("\t")

    def _beginning(self, prefix: bytes) -> Iterator[bytes]:
        keys, places = self._index
        # A key may begin in one block and go on in the next, so look from the block before the first that has it.
        first = max(bisect_left(keys, prefix.rstrip(b"\t")) - 1, 0)
        for number in range(first, len(places)):
            block = inflated(self, number)
            start = first_line(block, prefix)
            if not start and number > first:
                return
            while start and block.startswith(prefix, start):
                end = block.index(b"\n", start)
                yield block[start:end]
                start = end + 1
            if 0 < start < len(block):
                return

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

    def block(self, number: int) -> bytes:
        """A block, with the end of a line before its first one and after its last."""
        offset, length = self._index[1][number]
        with self._path.open("rb") as file:
            file.seek(offset)
            return b"\n%b\n" % zlib.decompress(file.read(length))


@lru_cache(maxsize=KEPT_BLOCKS)
def inflated(table: Table, number: int) -> bytes:
    # One cache for all of them: a process that has met many languages is no larger for it.
    return table.block(number)


def first_line(block: bytes, prefix: bytes) -> int:
    """Where the first of the lines that begin so begins; 0 where there is none."""
    low, high = 0, len(block)
    while high - low > NEAR and (end := block.rfind(b"\n", low + 1, (low + high) // 2)) > 0:
        if block[end + 1 : end + 1 + len(prefix)] < prefix:
            low = end
        else:
            high = end
    return block.find(b"\n" + prefix, low, high + 1 + len(prefix)) + 1


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
