"""Writes the generated files of the project, or says which of them are stale: `python -m deploy.generate [--check]`.

Surprise: a generator is a path and a function that answers the whole text; nothing else knows how a file is made, so
that writing and checking can never differ.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from deploy.generated.schema_md import schema_md
from deploy.generated.schema_sql import schema_sql
from deploy.openapi import TARGET, openapi_json

PROJECT = Path(__file__).parents[1]
GENERATORS: dict[str, Callable[[], str]] = {
    "supabase/schema.sql": schema_sql,
    "supabase/SCHEMA.md": schema_md,
    str(TARGET.relative_to(PROJECT)): openapi_json,
}


def stale(project: Path = PROJECT, generators: dict[str, Callable[[], str]] | None = None) -> dict[str, str]:
    """The files that are not what they would be if they were written now, and that text."""
    made = {name: generate() for name, generate in (GENERATORS if generators is None else generators).items()}
    return {name: text for name, text in made.items() if _read(project / name) != text}


def main(arguments: list[str] | None = None) -> int:
    """Write what is stale, or with --check only say so; 1 when --check found something."""
    parser = argparse.ArgumentParser(prog="python -m deploy.generate", description="Write the generated files anew.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is stale")
    check = parser.parse_args(arguments).check
    found = stale()
    for name, text in found.items():
        if check:
            print(f"{name} is stale; `make generate` writes it anew", file=sys.stderr)
        else:
            (PROJECT / name).write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if check and found else 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
