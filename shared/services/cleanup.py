"""Sweeps what lost hints, dead workers and time leave behind, and says what it did.

Surprise: a file is removed before its row is marked. Whoever dies in between leaves a row whose file is gone, and the
next sweep removes nothing and marks it; the other way round the bytes would stay for ever.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.errors import MalformedRequest, NotFound, Unavailable
from shared.gateway.ports import EXPORTS, UPLOADS, Files, Gateway
from shared.mirror import Mirror
from shared.observability.log import described, log

BATCH = 100
_ROUNDS = 10
_MARGIN_SECONDS = 5.0
_JOB_SECONDS = 20.0

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Broom:
    """What sweeping needs; `advance` runs a job that nobody claimed, whose hints must have been lost."""

    gateway: Gateway
    seconds_left: Callable[[], float]
    advance: Callable[[str], object]
    mirror: Mirror | None = None


def sweep(broom: Broom, task: str) -> dict[str, Counts]:
    """What each task did; `all` is every one of them."""
    chosen = TASKS if task == "all" else {task: TASKS[task]} if task in TASKS else None
    if chosen is None:
        raise MalformedRequest(f"no cleanup task {task!r}; try one of all, {', '.join(TASKS)}")
    return {name: run(broom) for name, run in chosen.items() if broom.seconds_left() > _MARGIN_SECONDS}


def _jobs(broom: Broom) -> Counts:
    swept = broom.gateway.jobs.sweep(limit=BATCH)
    advanced = 0
    for job_id in swept.unclaimed:
        if broom.seconds_left() < _JOB_SECONDS:
            break
        # A claim decides: where the hint came through after all, this finds nothing to do.
        broom.advance(job_id)
        advanced += 1
    return {**swept.counts, "advanced": advanced}


def _files(bucket: str) -> Callable[[Broom], Counts]:
    def remove(broom: Broom) -> Counts:
        files = broom.gateway.files
        removed = 0
        for _ in range(_ROUNDS):
            due = files.expired(bucket, limit=BATCH)
            if not due or broom.seconds_left() < _MARGIN_SECONDS:
                break
            ready = due if broom.mirror is None or bucket != EXPORTS else _copied(broom.mirror, files, due)
            files.remove(bucket, ready.values())
            removed += files.removed(bucket, tuple(ready))
            if len(ready) < len(due):
                break
        return {"removed": removed}

    return remove


def _copied(mirror: Mirror, files: Files, due: Mapping[str, str]) -> dict[str, str]:
    """Those of the files that the mirror has by now; the others wait in Storage, however long it takes."""
    ready = {}
    for row_id, path in due.items():
        try:
            mirror.keep(path, files.download(EXPORTS, path))
        except NotFound:
            pass  # a sweep before this one died after the removal
        except Unavailable as error:
            log.warning("export_not_mirrored", export_id=row_id, **described(error))
            continue
        ready[row_id] = path
    return ready


def _rows(task: str) -> Callable[[Broom], Counts]:
    return lambda broom: broom.gateway.upkeep.run(task)


TASKS: dict[str, Callable[[Broom], Counts]] = {
    "jobs": _jobs,
    "uploads": _files(UPLOADS),
    "exports": _files(EXPORTS),
    "cooldowns": _rows("cooldowns"),
    "requests": _rows("requests"),
    "answers": _rows("answers"),
    "history": _rows("history"),
}
