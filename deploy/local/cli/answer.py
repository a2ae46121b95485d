"""What a command says: results on stdout, progress on stderr, a problem as one line or as problem+json.

Surprise: text of a document may carry control sequences meant for the terminal it is shown on; whatever is shown for
people passes `shown`, which drops them.
"""

import contextlib
import json
import os
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from shared.domain.document import MIME_TYPES
from shared.errors import DocumentError, InvalidInput, NotFound, UnsupportedType, WordmillError

PIPED_WIDTH = 120
"""Columns where no terminal tells: a pair to a line, so that grep finds whole ones."""


def console(*, stderr: bool = False) -> Console:
    """A console that colours on a terminal only; rich honours NO_COLOR by itself."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPED_WIDTH
    return Console(stderr=stderr, width=width, highlight=False)


def problem_json(error: WordmillError) -> Mapping[str, object]:
    """The same object that a function answers with; what a function has answered stays as it was."""
    from shared.edge.problem import problem_of, type_of  # werkzeug, for failures only

    answered = dict(getattr(error, "problem", {}))
    code = str(answered.get("code") or error.code)
    return {**problem_of(error, str(uuid.uuid4())), "type": type_of(code), "code": code, **answered}


def is_bad_input(error: WordmillError) -> bool:
    """Whether the user can mend it; what a function has answered is known by its code alone."""
    code = str(getattr(error, "problem", {}).get("code") or error.code)
    return code in {kind.code for root in (InvalidInput, DocumentError) for kind in (root, *root.__subclasses__())}


def print_json(value: object) -> None:
    """One object on one line, in UTF-8 whatever the terminal's locale is."""
    line = json.dumps(value, ensure_ascii=False, default=str) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(line.encode(errors="replace"))
    sys.stdout.buffer.flush()


def shown(text: str) -> str:
    """`text` on one line and without anything a terminal would obey."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


def readable(path: Path) -> Path:
    """`path`, if it is a file that we may read."""
    if not path.exists():
        raise NotFound(f"there is no file {str(path)!r}; check the name and the folder")
    if path.is_dir():
        raise InvalidInput(f"{str(path)!r} is a folder; name the files in it, for example {str(path / '*.pdf')!r}")
    if not path.is_file():
        raise InvalidInput(f"{str(path)!r} is no file but a pipe or a device; save it as a file first")
    with contextlib.suppress(PermissionError), path.open("rb"):
        return path
    raise InvalidInput(f"{str(path)!r} may not be read; try: chmod u+r {path}")


def writable(folder: Path) -> Path:
    """`folder`, if files can be written to it, also where it has yet to be made."""
    standing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not standing.is_dir():
        raise InvalidInput(f"{str(standing)!r} is a file, not a folder to write to; name another with --out")
    if not os.access(standing, os.W_OK | os.X_OK):
        raise InvalidInput(f"nothing may be written to {str(standing)!r}; name another folder with --out")
    return folder


def uploadable(path: Path) -> Path:
    """`path`, if it can be read and its name promises a type that a web app may upload."""
    extension = readable(path).suffix.lower().lstrip(".")
    if extension not in MIME_TYPES:
        *others, last = (name.upper() for name in MIME_TYPES)
        raise UnsupportedType(f"cannot read {shown(path.name)!r}; try a {', '.join(others)} or {last} file")
    return path
