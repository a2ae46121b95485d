"""Three sample documents through the whole local stack.

A German PDF, a French DOCX and a Spanish XLSX are uploaded as a web app would; their wordlists are shown and written
to ./out/ as CSV and XLSX. What was started is stopped.
"""

from pathlib import Path
from typing import Annotated

import typer

from deploy.local.cli.answer import console, writable

FAILED = 1
SAMPLES = Path(__file__).parents[2] / "samples"


def run(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where exports are written.")] = Path("out"),
) -> None:
    from deploy.local.cli.batch import Wanted
    from deploy.local.cli.milling import mill

    files = [next(SAMPLES.glob(f"*.{kind}")) for kind in ("pdf", "docx", "xlsx")]
    wanted = Wanted({"target_lang": "en", "exports": ["csv", "xlsx"]}, ("csv", "xlsx"), writable(out))
    millings = mill(files, wanted=wanted)
    for milling in millings:
        if milling.error:
            console(stderr=True).print(f"wordmill: {milling.file.name}: {milling.error}", markup=False)
    raise typer.Exit(FAILED if any(milling.error for milling in millings) else 0)
