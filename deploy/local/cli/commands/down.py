"""Stop the local stack.

Whatever terminal it was started from; what it holds stays in .wordmill/.
"""

from rich.console import Console


def run() -> None:
    from deploy.local.stack import Stack  # the stack's libraries: not for --help

    console = Console()
    stopped = Stack().stop_running()
    console.print("Stopped." if stopped else "Nothing was running.")
