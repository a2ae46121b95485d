"""What a parser is, which there are, and the two ways to run one: in a bounded child, or here.

Surprise: `parse` never reads the document in this process. It hands an open file to a child that can be killed;
`parse_here` is what the child runs, and what a debugger wants.
"""

import io
import os
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, BinaryIO, Protocol, cast

from shared.documents.limits import Limits, OnPage, check_size
from shared.documents.sniff import sniff
from shared.documents.zones import Zones
from shared.domain.zone import ParsedDocument
from shared.errors import NotFound, UnsupportedType
from shared.registry import Registry

__all__ = ["PARSERS", "Limits", "OnPage", "Parser", "parse", "parse_here", "sniff"]


class Parser(Protocol):
    """Reads one type of document."""

    def read(self, file: BinaryIO, zones: Zones, *, skip: frozenset[int], on_page: OnPage) -> ParsedDocument:
        """Add what `file` holds to `zones`. Pages in `skip` have done harm before and are left out with a warning.

        `on_page(n, total)` is called before page n + 1 is begun.
        """
        ...


PARSERS: Registry[Parser] = Registry("shared.documents.parsers", "PARSER", what="parser", missing=UnsupportedType)


def parse(
    data: bytes | Path,
    *,
    filename: str,
    limits: Limits = Limits(),  # noqa: B008  frozen
    on_page: OnPage | None = None,
) -> ParsedDocument:
    """The zones of a document, read in a child process within `limits`."""
    from shared.documents.sandbox import run_bounded

    with _opened(data) as file:
        check_size(file.seek(0, io.SEEK_END), limits)
        file.seek(0)
        return run_bounded(file, filename=filename, limits=limits, on_page=on_page)


def parse_here(
    data: bytes | Path,
    *,
    filename: str,
    limits: Limits = Limits(),  # noqa: B008  frozen
    on_page: OnPage | None = None,
) -> ParsedDocument:
    """The zones of a document that is trusted, read in this process without a limit on memory or time."""
    source: BinaryIO = io.BytesIO(data) if isinstance(data, bytes) else data.open("rb")
    with source as file:
        return read_file(file, Zones(limits), filename=filename, on_page=on_page)


def read_file(
    file: BinaryIO,
    zones: Zones,
    *,
    filename: str,
    skip: frozenset[int] = frozenset(),
    on_page: OnPage | None = None,
) -> ParsedDocument:
    """Tell the type of an open file and run its parser in this process; zones that were handed on are not in it."""
    check_size(file.seek(0, io.SEEK_END), zones.limits)
    file.seek(0)
    head = file.read(zones.limits.max_bytes)
    file.seek(0)
    parser = PARSERS.get(sniff(head, filename))
    del head
    return parser.read(file, zones, skip=skip, on_page=on_page or _nobody)


def _opened(data: bytes | Path) -> AbstractContextManager[BinaryIO]:
    """The document as a file that a child can inherit; one without a name leaves nothing behind."""
    if isinstance(data, bytes):
        try:
            return _filled(tempfile.TemporaryFile(prefix="wordmill-document-"), data)
        except OSError:
            # Nowhere to write, or no room there: memory is a file, too.
            return _filled(os.fdopen(os.memfd_create("wordmill-document"), "w+b"), data)
    try:
        return data.open("rb")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFound(f"there is no file {data.name!r}") from error


def _filled(file: IO[bytes], data: bytes) -> BinaryIO:
    file.write(data)
    file.flush()
    return cast("BinaryIO", file)


def _nobody(_done: int, _total: int | None) -> None:
    """Progress that nobody asked for."""
