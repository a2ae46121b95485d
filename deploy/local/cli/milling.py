"""What `wordmill run` and `wordmill demo` have in common: a stack, a batch, and each result as soon as all is done.

Surprise: results come in the order of the files given, whichever was done first.
"""

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from deploy.local.cli.answer import console, print_json, shown
from deploy.local.cli.batch import Batch, Milling, Wanted
from deploy.local.cli.progress import watching
from deploy.local.cli.show import summary, wordlist_table
from deploy.local.cli.standing import signed_in
from shared.domain.wire import wordlist_to_json


def mill(files: Sequence[Path], *, wanted: Wanted, as_json: bool = False) -> list[Milling]:
    """Every file through the stack; wordlists are printed, as tables or as JSON."""
    progress, out = console(stderr=True), console()
    quiet = as_json and not progress.is_terminal

    def say(words: str) -> None:
        if not quiet:
            progress.print(Text(words, "dim"))

    started = time.monotonic()
    with signed_in(say) as client:
        with watching(progress, files, quiet=quiet) as watcher:
            millings = Batch(client, files, wanted=wanted, watcher=watcher).run()
        for milling in millings:
            if as_json:
                _print_line(milling)
            else:
                _print_table(out, milling)
        if not as_json:
            out.print()
    say(f"{len(files)} {'file' if len(files) == 1 else 'files'} in {time.monotonic() - started:.1f} s, all told.")
    return millings


def _print_table(out: Console, milling: Milling) -> None:
    if milling.wordlist is None or milling.error:
        return
    out.print()
    out.print(wordlist_table(milling.wordlist, title=milling.file.name))
    out.print(Text(f"{summary(milling.wordlist)}, in {milling.seconds:.1f} s"))
    for warning in _warnings(milling):
        out.print(Text(f"warning: {shown(warning)}", "yellow"))
    for path in milling.exports:
        out.print(Text.assemble("wrote ", (str(path), "bold")), soft_wrap=True)


def _print_line(milling: Milling) -> None:
    if milling.wordlist is None or milling.error:
        return
    print_json(
        {
            **wordlist_to_json(milling.wordlist),
            "file": str(milling.file),
            "title": shown(str(milling.wordlist_row.get("title", ""))),
            "job_id": milling.job["id"],
            "wordlist_id": milling.wordlist_row["id"],
            "exports": [str(path) for path in milling.exports],
            "seconds": round(milling.seconds, 3),
            "warnings": _warnings(milling),
        }
    )


def _warnings(milling: Milling) -> list[str]:
    return list((milling.wordlist_row.get("document") or {}).get("warnings", ()))
