"""Sweeps what lost hints, dead workers and time leave behind, and says what it did.

Surprise: a file is removed before its row is marked. Whoever dies in between leaves a row whose file is gone, and the
next sweep removes nothing and marks it; the other way round the bytes would stay for ever.
"""

from collections.abc import Callable

from shared.errors import MalformedRequest
from shared.gateway.ports import EXPORTS, UPLOADS, Gateway

BATCH = 100
_ROUNDS = 10
_MARGIN_SECONDS = 5.0

Counts = dict[str, int]
SecondsLeft = Callable[[], float]


def sweep(gateway: Gateway, task: str, *, seconds_left: SecondsLeft) -> dict[str, Counts]:
    """What each task did; `all` is every one of them."""
    chosen = TASKS if task == "all" else {task: TASKS[task]} if task in TASKS else None
    if chosen is None:
        raise MalformedRequest(f"no cleanup task {task!r}; try one of all, {', '.join(TASKS)}")
    return {name: run(gateway, seconds_left) for name, run in chosen.items() if seconds_left() > _MARGIN_SECONDS}


def _jobs(gateway: Gateway, _seconds_left: SecondsLeft) -> Counts:
    return gateway.jobs.sweep(limit=BATCH)


def _files(bucket: str) -> Callable[[Gateway, SecondsLeft], Counts]:
    def remove(gateway: Gateway, seconds_left: SecondsLeft) -> Counts:
        removed = 0
        for _ in range(_ROUNDS):
            due = gateway.files.expired(bucket, limit=BATCH)
            if not due or seconds_left() < _MARGIN_SECONDS:
                break
            gateway.files.remove(bucket, due.values())
            removed += gateway.files.removed(bucket, tuple(due))
        return {"removed": removed}

    return remove


def _rows(task: str) -> Callable[[Gateway, SecondsLeft], Counts]:
    return lambda gateway, _seconds_left: gateway.upkeep.run(task)


TASKS: dict[str, Callable[[Gateway, SecondsLeft], Counts]] = {
    "jobs": _jobs,
    "uploads": _files(UPLOADS),
    "exports": _files(EXPORTS),
    "cooldowns": _rows("cooldowns"),
    "requests": _rows("requests"),
}
