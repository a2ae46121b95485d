"""Several files at once, each from upload to exports, told to a watcher as it goes.

Uploads and downloads run in a few threads, while one loop here asks for all jobs in one request.
Surprise: however it ends (Ctrl-C, a failed poll, a bad file among good ones), no job of ours is left running.
"""

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from deploy.local.cli.client import Client, Refused, Row
from shared.domain.wire import wordlist_from_json
from shared.domain.wordlist import Wordlist
from shared.errors import InvalidInput, Unavailable, WordmillError

THREADS = 3
QUICK, SLOW = 0.1, 1.0
"""Seconds between two questions: while things move, and at most, while nothing does."""
PATIENCE = 10.0
"""Seconds without an answer that are taken for a restart."""
FINAL = frozenset({"completed", "failed", "cancelled"})


@dataclass(slots=True)
class Milling:
    """One file on its way. `phase` is uploading, a job's status, delivering or done."""

    file: Path
    phase: str = "waiting"
    job: Row = field(default_factory=dict)
    wordlist: Wordlist | None = None
    wordlist_row: Row = field(default_factory=dict)
    exports: list[Path] = field(default_factory=list)
    error: WordmillError | None = None
    started: float = 0.0
    seconds: float = 0.0

    @property
    def is_done(self) -> bool:
        return self.phase == "done"


class Watcher(Protocol):
    """Who is told how far each file is."""

    def saw(self, milling: Milling) -> None: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for each file."""

    params: Mapping[str, object]
    formats: Sequence[str]
    out: Path


class Batch:
    """Files that are milled side by side."""

    def __init__(self, client: Client, files: Sequence[Path], *, wanted: Wanted, watcher: Watcher) -> None:
        self._client = client
        self._wanted = wanted
        self._watcher = watcher
        self._away_since: float | None = None
        self._work: dict[int, tuple[Milling, Future[None]]] = {}
        self.millings = [Milling(file) for file in files]

    def run(self) -> list[Milling]:
        """Every file, in the order given, each with its wordlist and exports or with its error."""
        with ThreadPoolExecutor(THREADS, thread_name_prefix="wordmill") as pool:
            try:
                for milling in self.millings:
                    self._begin(pool, milling, "uploading", self._upload)
                self._watch(pool)
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                self._cancel_all()
                raise
        return self.millings

    def _watch(self, pool: ThreadPoolExecutor) -> None:
        pause = QUICK
        while not all(milling.is_done for milling in self.millings):
            before = [_state(milling) for milling in self.millings]
            self._collect()
            self._ask(pool)
            moved = before != [_state(milling) for milling in self.millings]
            pause = QUICK if moved else min(pause * 1.25, SLOW)
            time.sleep(pause)

    def _begin(self, pool: ThreadPoolExecutor, milling: Milling, phase: str, work: Callable[[Milling], None]) -> None:
        milling.phase = phase
        milling.started = milling.started or time.monotonic()
        self._work[id(milling)] = (milling, pool.submit(work, milling))
        self._watcher.saw(milling)

    def _collect(self) -> None:
        """Take what the threads have finished; an error ends its own file only."""
        for key, (milling, future) in list(self._work.items()):
            if not future.done():
                continue
            del self._work[key]
            try:
                future.result()
            except WordmillError as wrong:
                self._end(milling, error=wrong)
                continue
            if milling.phase == "delivering":
                self._end(milling)
            else:
                milling.phase = str(milling.job.get("status", "queued"))
                self._watcher.saw(milling)

    def _ask(self, pool: ThreadPoolExecutor) -> None:
        """Ask for the jobs that run, all in one request."""
        open_jobs = {str(one.job["id"]): one for one in self.millings if _is_running(one)}
        if not open_jobs:
            return
        for job_id, row in self._look(list(open_jobs)).items():
            milling = open_jobs[job_id]
            milling.job, milling.phase = row, str(row["status"])
            if milling.phase == "completed":
                milling.seconds = time.monotonic() - milling.started
                self._begin(pool, milling, "delivering", self._deliver)
            elif milling.phase in FINAL:
                self._end(milling, error=_failure(row))
            else:
                self._watcher.saw(milling)

    def _look(self, ids: list[str]) -> dict[str, Row]:
        """The jobs' rows; a service that is away for a moment is waited for."""
        try:
            found = self._client.jobs(ids)
        except Unavailable:
            self._away_since = self._away_since or time.monotonic()
            if time.monotonic() - self._away_since > PATIENCE:
                raise
            return {}
        self._away_since = None
        return found

    def _end(self, milling: Milling, *, error: WordmillError | None = None) -> None:
        milling.error, milling.phase = error, "done"
        milling.seconds = milling.seconds or time.monotonic() - milling.started
        self._watcher.saw(milling)

    def _upload(self, milling: Milling) -> None:
        milling.job = self._client.send(milling.file, self._wanted.params)

    def _deliver(self, milling: Milling) -> None:
        milling.wordlist_row = self._client.wordlist(str(milling.job["id"]))
        milling.wordlist = wordlist_from_json(milling.wordlist_row)
        for name in self._wanted.formats:
            data = self._client.export(str(milling.wordlist_row["id"]), name)
            milling.exports.append(_write(self._path(milling, name), data))

    def _path(self, milling: Milling, extension: str) -> Path:
        stems = [other.file.stem for other in self.millings]
        stem = milling.file.stem if stems.count(milling.file.stem) == 1 else milling.file.name
        row = milling.wordlist_row
        return self._wanted.out / f"{stem}.{row['source_lang']}-{row['target_lang']}.{extension}"

    def _cancel_all(self) -> None:
        for milling in self.millings:
            if milling.job and milling.phase not in {"delivering", "done"}:
                # The stack may be going down as well; then its sweep finds the job.
                with contextlib.suppress(Exception):
                    self._client.cancel(str(milling.job["id"]))


def _is_running(milling: Milling) -> bool:
    return bool(milling.job) and milling.phase not in {"uploading", "delivering", "done"}


def _state(milling: Milling) -> tuple[Any, ...]:
    job = milling.job
    return (milling.phase, *(job.get(key) for key in ("status", "stage", "progress", "queue_position")))


def _failure(job: Row) -> Refused:
    if job["status"] == "cancelled":
        return Refused({"detail": "the job was cancelled", "code": "cancelled", "status": 409})
    detail = job.get("error_message") or "the job failed; try it again, and look at .wordmill/logs if it fails again"
    return Refused({"detail": detail, "title": "The job failed", "code": job.get("error_code"), "status": 422})


def _write(path: Path, data: bytes) -> Path:
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:  # a full disk, a folder that went away
        raise InvalidInput(f"cannot write {str(path)!r} ({error.strerror}); name another folder with --out") from error
    return path
