"""Finds the commands, hands over to typer, and turns errors into exit codes.

To add a command `words`, write commands/words.py with a `run` function in typer's style; nothing else changes.
Surprise: only the command that is called is imported. The others are known by the first line of their docstrings,
so that `wordmill --help` never waits for what they need.
"""

import ast
import errno
import importlib
import importlib.metadata
import re
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from shared.errors import MalformedRequest, Unavailable, WordmillError

USER_ERROR = 2
COMMANDS = Path(__file__).parent / "commands"
ABOUT = """Documents go in, checked bilingual wordlists come out: all of it on this machine.

Start with [bold]wordmill demo[/], or with [bold]wordmill run FILE --to en[/]."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `wordmill ARGUMENTS` and exit: 0 done, 1 a job failed, 2 something the user can mend, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _forgive_terminals()
    try:
        sys.exit(build(given)(given, prog_name="wordmill", standalone_mode=False))
    except TyperException as wrong:
        if not given:
            print(wrong.format_message(), file=sys.stderr)
            sys.exit(USER_ERROR)
        called = next((word for word in given if word in command_names()), "")
        sentence = wrong.format_message().strip().rstrip(".").partition("\n")[0]
        _refuse(MalformedRequest(f"{sentence}; see: {' '.join(filter(None, ('wordmill', called, '--help')))}"), given)
    except WordmillError as wrong:
        _refuse(wrong, given)
    except OSError as wrong:
        _refuse(_unwritten(wrong), given)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)


def command_names() -> list[str]:
    """Every command there is, sorted."""
    return sorted(path.stem for path in COMMANDS.glob("*.py") if not path.stem.startswith("_"))


def build(given: Sequence[str]) -> typer.Typer:
    """The command line with the called command in it, and the others as lines of its help."""
    shell = typer.Typer(
        help=ABOUT,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
    )
    shell.callback(help=ABOUT)(_options)
    called = next((word for word in given if not word.startswith("-")), None)
    for name in command_names():
        if name == called:
            module = importlib.import_module(f"deploy.local.cli.commands.{name}")
            shell.command(name, help=_told(module.__doc__ or ""))(module.run)
        else:
            shell.command(name, help=_first_line(name))(_uncalled(name))
    return shell


def _forgive_terminals() -> None:
    """One that knows fewer letters than a document shows question marks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


def _unwritten(wrong: OSError) -> Unavailable:
    """A full disk or a closed folder in our words; any other fault as it is."""
    if wrong.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}:
        raise wrong
    place = f" to {wrong.filename}" if wrong.filename else ""
    return Unavailable(f"nothing can be written{place}: {wrong.strerror}; make room, or work elsewhere")


def _refuse(wrong: WordmillError, given: Sequence[str]) -> NoReturn:
    """One line on stderr; for programs the same as problem+json on stdout."""
    if "--json" in given:
        from deploy.local.cli.answer import print_json, problem_json  # with the edge's word for it, for failures only

        print_json(problem_json(wrong))
    else:
        print(f"wordmill: {wrong}", file=sys.stderr)
    sys.exit(USER_ERROR)


def _tell_version(value: bool) -> None:  # noqa: FBT001 - click calls it so
    if value:
        print(f"wordmill {importlib.metadata.version('wordmill')}")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """Options of `wordmill` itself."""


def _uncalled(name: str) -> Callable[[], None]:
    def run() -> None:
        raise LookupError(f"the command {name} was called without being loaded")

    return run


def _first_line(name: str) -> str:
    tree = ast.parse((COMMANDS / f"{name}.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or name).splitlines()[0]


def _told(docstring: str) -> str:
    """The module's docstring as help for people, who need not know which of its sentences is the surprise."""
    return re.sub(r"\bSurprise: (\w)", lambda found: found[1].upper(), docstring)
