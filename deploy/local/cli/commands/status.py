"""Say whether the local stack runs, where, and what it needs.

Exits with 1 when it does not run.
"""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table


def run(*, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    from deploy.local.stack import Stack  # the stack's libraries: not for --help

    stack = Stack()
    note = stack.running()
    if as_json:
        import json

        facts: dict[str, object] = {"running": note is not None}
        if note:
            facts |= {"url": note.url, "publishable_key": stack.publishable_key, "secret_key": stack.secret_key}
            facts |= {"database_url": note.database_url, "pids": dict(note.pids), "started_at": note.started_at}
        print(json.dumps(facts))
    elif note is None:
        Console().print("The local stack is not running; start it with: wordmill up")
    else:
        _show(note.url, note.started_at, note.database_url, dict(note.pids))
    raise typer.Exit(0 if note else 1)


def _show(url: str, started_at: str, database_url: str, pids: dict[str, int]) -> None:
    import psutil

    table = Table("process", "id", "memory", box=None)
    for name, pid in pids.items():
        try:
            family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
            memory = f"{sum(one.memory_info().rss for one in family) / 1e6:.0f} MB"
        except psutil.NoSuchProcess:
            memory = "gone"
        table.add_row(name, str(pid), memory)
    console = Console(highlight=False)
    console.print(
        f"The local stack runs at {url} since {started_at}.", table, f"Postgres: {database_url}", soft_wrap=True
    )
