"""Start the local stack; Ctrl-C stops all of it.

Prints where everything is. What you put in survives in .wordmill/ until `wordmill up --reset`.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from deploy.local.process import LocalStackError

if TYPE_CHECKING:
    from deploy.local.stack import Stack


def run(
    *,
    port: Annotated[int, typer.Option(help="The port in front of everything.", min=1, max=65535)] = 54321,
    reset: Annotated[bool, typer.Option("--reset", help="Throw away what was in it and start empty.")] = False,
    llm_double: Annotated[
        bool, typer.Option("--llm-double", help="Ask a made-up language model, to try that engine by hand.")
    ] = False,
) -> None:
    with _language_model(wanted=llm_double) as environment:
        _run(port, environment, reset=reset)


def _run(port: int, environment: dict[str, str], *, reset: bool) -> None:
    from deploy.local.stack import Stack  # the stack's libraries: not for --help

    console = Console(highlight=False)
    stack = Stack(port=port, environment=environment, report=lambda what: console.print(f"[yellow]{what}[/]"))
    if reset:
        stack.reset()
    enough = threading.Event()

    def stop(*_: object) -> None:
        if enough.is_set():
            raise KeyboardInterrupt  # asked twice: not even the order of stopping matters any more
        enough.set()

    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, stop)
    with console.status("Starting the local stack ..."):
        stack.start()
    try:
        _show(console, stack)
        console.print("Ctrl-C stops it.", style="dim")
        enough.wait()
        with console.status("Stopping ..."):
            stack.stop()
        console.print("Stopped.")
    finally:
        stack.stop()  # a terminal that was closed takes no words


@contextmanager
def _language_model(*, wanted: bool) -> Iterator[dict[str, str]]:
    """What the functions are told of the double; nothing where it is not wanted."""
    if not wanted:
        yield {}
        return
    try:
        from tests.support.llm_server import serve  # only there in a checkout, which is where it is of use
    except ModuleNotFoundError as missing:
        raise LocalStackError("--llm-double needs the project's tests/ folder: run it in a checkout") from missing
    with serve("openai") as double:
        yield {"LLM_BASE_URL": double.base_url, "LLM_API_KEY": double.key, "LLM_MODEL": "mill-1"}


def _show(console: Console, stack: "Stack") -> None:
    for name, value in (
        ("URL", stack.url),
        ("publishable key", stack.publishable_key),
        ("secret key", stack.secret_key),
        ("Postgres", stack.database_url),
        ("page", stack.page_url),
    ):
        # A line and no table: whoever copies an address needs all of it, however narrow the terminal.
        console.print(Text.assemble((f"{name:17}", "bold"), value), soft_wrap=True)
