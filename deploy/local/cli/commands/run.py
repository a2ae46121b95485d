"""Send files through the local stack and get their wordlists.

As a web app does it: sign in, upload, watch the jobs, fetch wordlists and exports. Starts a stack if none runs and
stops it afterwards. Surprise: with --json each file is one line, its wordlist or its problem.
"""

from pathlib import Path
from typing import Annotated

import typer

from deploy.local.cli.answer import console, is_bad_input, print_json, problem_json, shown, uploadable, writable

FAILED, BAD_INPUT = 1, 2


def run(  # noqa: PLR0913 - one per option
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="PDF, DOCX, XLSX or TXT files.")],
    *,
    to: Annotated[str, typer.Option("--to", metavar="LANG", help="Language to translate to, such as en.")],
    source: Annotated[str, typer.Option("--from", metavar="LANG", help="Language of the files; detected.")] = "",
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where exports are written.")] = Path("out"),
    formats: Annotated[str, typer.Option("--format", help="Exports, comma separated; empty for none.")] = "csv,xlsx",
    max_words: Annotated[int, typer.Option("--max-words", help="Pairs in a wordlist, 1 to 40.")] = 40,
    level: Annotated[str, typer.Option("--level", help="What the learner knows: A1 to C2; of Japanese N5 to N1.")] = "",
    focus: Annotated[str, typer.Option("--focus", help="Topics or words to prefer, comma separated.")] = "",
    known: Annotated[str, typer.Option("--known", help="Words to leave out, comma separated.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs, a line per file.")] = False,
) -> None:
    from deploy.local.cli.batch import Wanted
    from deploy.local.cli.milling import mill
    from deploy.local.cli.wishes import Taste, checked_formats, checked_wishes

    given = [uploadable(file) for file in dict.fromkeys(files)]
    wishes = checked_wishes(to=to, source=source, max_words=max_words, taste=Taste(level, focus, known))
    names = checked_formats(formats)
    millings = mill(given, wanted=Wanted({**wishes, "exports": names}, names, writable(out)), as_json=as_json)
    for milling in millings:
        if not as_json and milling.error:
            console(stderr=True).print(f"wordmill: {shown(f'{milling.file.name}: {milling.error}')}", markup=False)
        elif as_json and milling.error:
            print_json({**problem_json(milling.error), "file": str(milling.file)})
    errors = [milling.error for milling in millings if milling.error]
    if errors:
        raise typer.Exit(BAD_INPUT if all(map(is_bad_input, errors)) else FAILED)
