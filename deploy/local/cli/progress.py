"""How far each file is: bars on a terminal, a line per change elsewhere, nothing for programs.

Surprise: all of it goes to stderr, so that what is piped on is the result alone.
"""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from deploy.local.cli.answer import shown
from deploy.local.cli.batch import Milling, Watcher

NAME_WIDTH = 28


@contextlib.contextmanager
def watching(console: Console, files: Sequence[Path], *, quiet: bool) -> Iterator[Watcher]:
    """The watcher that fits this console."""
    if quiet:
        yield Nobody()
    elif console.is_terminal:
        columns = (
            TextColumn("{task.fields[name]}", style="bold", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f}%"),
            TextColumn("{task.fields[state]}"),
        )
        with Progress(*columns, console=console) as progress:
            yield Bars(progress, files)
    else:
        yield Lines(console)


def told(milling: Milling) -> str:
    """Where a file is, in words: queued with its position, the stage, the time that is left."""
    job = milling.job
    if milling.is_done:
        return shown(str(milling.error)) if milling.error else f"done in {milling.seconds:.1f} s"
    if milling.phase == "queued":
        position = job.get("queue_position")
        return f"queued, position {position}" if position else "queued"
    if milling.phase == "scheduled":
        return f"waiting for try {int(job.get('retry_count') or 0) + 1} of {job.get('stage')}"
    if milling.phase == "processing":
        eta = job.get("eta_seconds")
        left = f", about {eta} s left" if eta else ""
        return f"{job.get('stage') or 'starting'}{left}"
    return "writing exports" if milling.phase == "delivering" else milling.phase


def percent(milling: Milling) -> int:
    """0 to 100; a job's own figure, which never goes back."""
    done = milling.is_done and not milling.error
    return 100 if done or milling.phase == "delivering" else int(milling.job.get("progress") or 0)


class Nobody:
    """For programs."""

    def saw(self, milling: Milling) -> None:
        """Not told to anybody."""


class Lines:
    """For pipes and logs: a line whenever the words change."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last: dict[int, str] = {}

    def saw(self, milling: Milling) -> None:
        words = told(milling)
        # The percentage and the seconds left change all the time; the words before them tell what happens.
        gist = words.partition(",")[0] if milling.phase == "processing" else words
        if self._last.get(id(milling)) != gist:
            self._last[id(milling)] = gist
            self._console.print(Text(f"{shown(milling.file.name)}: {percent(milling):3d} %  {words}"))


class Bars:
    """For people in front of a terminal."""

    def __init__(self, progress: Progress, files: Sequence[Path]) -> None:
        self._progress = progress
        self._width = min(NAME_WIDTH, max(len(file.name) for file in files))
        self._tasks: dict[int, TaskID] = {}

    def saw(self, milling: Milling) -> None:
        name = shown(milling.file.name)
        short = name if len(name) <= self._width else f"{name[: self._width - 3]}..."
        task = self._tasks.get(id(milling))
        if task is None:
            self._tasks[id(milling)] = self._progress.add_task("", total=100, name=short.ljust(self._width), state="")
            task = self._tasks[id(milling)]
        words = Text(told(milling), "red" if milling.error else "green" if milling.is_done else "cyan")
        self._progress.update(task, completed=percent(milling), state=words.markup)
