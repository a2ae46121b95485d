"""supabase/schema.sql: the migrations one after the other, with a table of contents, for reading in one go.

Surprise: it is the text of the migrations, not a dump: comments and reasons stay, and what a later migration replaces
stands in both places, in the order in which a database sees it.
"""

from pathlib import Path

MIGRATIONS = Path(__file__).parents[2] / "supabase" / "migrations"
HEAD = """\
-- Written by `python -m deploy.generate` from supabase/migrations. Do not edit: change or add a migration.
--
-- Contents
"""


def schema_sql() -> str:
    """The whole file."""
    files = sorted(MIGRATIONS.glob("*.sql"))
    texts = [path.read_text(encoding="utf-8").rstrip() for path in files]
    contents = "".join(f"--   {path.name}: {_subject(text)}\n" for path, text in zip(files, texts, strict=True))
    parts = [f"-- {'=' * 100}\n-- {path.name}\n\n{text}\n" for path, text in zip(files, texts, strict=True)]
    return "\n".join([HEAD + contents, *parts])


def _subject(text: str) -> str:
    first = text.splitlines()[0]
    return first.removeprefix("--").strip()
