"""Runs a parse in a child process with a ceiling on memory, time and output, and kills it when it is over.

Surprise: no multiprocessing, for its semaphores need /dev/shm, which cloud functions lack. The child is the plain
interpreter with two file descriptors: the document as its stdin, lines of JSON as its stdout. It gets no environment,
so no secret is within reach of a document that breaks the reader.
"""

import json
import os
import select
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, BinaryIO

from shared import errors
from shared.documents.limits import Limits, OnPage
from shared.documents.wire import zone_from
from shared.domain.zone import ParsedDocument, Zone

CHILD = Path(__file__).with_name("child.py")
MAX_STALLS = 4
"""Bad pages after which a document is given up."""
MAX_LINE = 64 * 1024 * 1024
_TOO_LONG = "The document took longer than {seconds:.0f} seconds to read. Split it into smaller parts."
_TOO_MUCH = (
    "The document needs more memory or time to read than is allowed. Save it anew or split it into smaller parts."
)


def run_bounded(file: BinaryIO, *, filename: str, limits: Limits, on_page: OnPage | None) -> ParsedDocument:
    """Read `file` in a child; a page that kills the child is left out at the next try."""
    deadline = time.monotonic() + limits.seconds
    skip: set[int] = set()
    while True:
        attempt = _Attempt(file, filename=filename, limits=limits, skip=skip, deadline=deadline)
        found = attempt.run(on_page)
        if found is not None:
            return found
        culprit = attempt.page
        if culprit is None or culprit in skip or len(skip) >= MAX_STALLS:
            raise attempt.verdict()
        skip.add(culprit)


class _Attempt:
    """One child from start to end."""

    def __init__(self, file: BinaryIO, *, filename: str, limits: Limits, skip: set[int], deadline: float) -> None:
        self._limits = limits
        self._deadline = deadline
        # A document that hangs once gets less time for its next page, so that all its tries end soon.
        limits = replace(limits, page_seconds=limits.page_seconds / (1 + len(skip)))
        order = {"filename": filename, "skip": sorted(skip), "limits": asdict(limits), "path": _import_path()}
        file.seek(0)
        # -I and -S: nothing from the environment, the user's site or the working directory is imported.
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and our own file
            [sys.executable, "-I", "-S", "-B", str(CHILD), json.dumps(order)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
        self.page: int | None = None
        """The page being read, counted from 1, when the child died."""
        self._zones: list[Zone] = []
        self._status = 0

    def run(self, on_page: OnPage | None) -> ParsedDocument | None:
        try:
            for message in self._messages():
                match message:
                    case {"page": int(done), "total": total}:
                        # Pages that nobody can count beforehand cannot be left out either.
                        self.page = done + 1 if total else None
                        if on_page and done:
                            on_page(done, total)
                    case {"zones": list(zones)}:
                        self._zones += [zone_from(values) for values in zones]
                    case {"done": dict(rest)}:
                        return ParsedDocument(
                            pages=rest["pages"],
                            zones=tuple(self._zones),
                            warnings=tuple(rest["warnings"]),
                            page_labels=tuple(rest["page_labels"]),
                            lang=rest["lang"],
                        )
                    case {"error": str(code), "message": str(text), "details": dict(details)}:
                        raise _error_from(code, text, details)
        finally:
            self._end()
        return None

    def verdict(self) -> errors.DocumentError:
        """What to say of a child that died without a word."""
        spent = self._status in {-signal.SIGKILL, -signal.SIGPROF, -signal.SIGXCPU, -signal.SIGALRM, -signal.SIGABRT}
        if spent or self._status == OUT_OF_MEMORY:
            return errors.ResourceLimit(_TOO_MUCH, details={"signal": -self._status})
        return errors.Corrupt(
            "The document is damaged and cannot be read. Open it in the program that made it and save it anew.",
            details={"signal": -self._status},
        )

    def _messages(self) -> Iterator[dict[str, Any]]:
        pipe = self._process.stdout
        assert pipe
        rest = b""
        while True:
            left = self._deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                self.page = None
                raise errors.ResourceLimit(
                    _TOO_LONG.format(seconds=self._limits.seconds), details={"seconds": self._limits.seconds}
                )
            chunk = os.read(pipe.fileno(), 1 << 20)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > MAX_LINE:
                raise errors.ResourceLimit(_TOO_MUCH)
            for line in lines:
                yield json.loads(line)

    def _end(self) -> None:
        """However it went, the child is gone when we return."""
        if self._process.stdout:
            self._process.stdout.close()
        try:
            self._status = self._process.wait(0.05)
        except subprocess.TimeoutExpired:
            # The group: a program that reads a picture for the child must not outlive it.
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._status = self._process.wait()


OUT_OF_MEMORY = 77
"""The child's exit status when an allocation failed outside any page."""


def _error_from(code: str, text: str, details: dict[str, Any]) -> errors.WordmillError:
    kinds: tuple[type[errors.WordmillError], ...] = (errors.TooLarge, errors.UnsupportedType)
    known = {kind.code: kind for kind in (*kinds, *errors.DocumentError.__subclasses__())}
    return known.get(code, errors.Corrupt)(text, details=details)


def _import_path() -> list[str]:
    """Where this process finds its modules, so that the child finds the same: checkout, bundle or layer."""
    root = str(Path(__file__).resolve().parents[2])
    return list(dict.fromkeys([root, *(str(Path(entry or ".").resolve()) for entry in sys.path)]))


def _environment() -> dict[str, str]:
    # Lambda's interpreter finds its own shared library through this variable only.
    library = sysconfig.get_config_var("LIBDIR") or ""
    return {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "LD_LIBRARY_PATH": library}
