"""Examine a deployment: a line per check, exit code 1 when one of them fails.

Without an address it is the local stack that runs. Addresses and keys are read from the variables that the functions
know as well (SUPABASE_URL, SUPABASE_SECRET_KEY, ...): a key on a command line can be seen by others.
"""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from deploy.local.cli.answer import console, print_json, shown
from shared.errors import InvalidInput

if TYPE_CHECKING:
    from deploy.doctor.examination import Finding

MARKS = {True: ("ok", "green"), False: ("ill", "red"), None: ("skipped", "yellow")}


def run(  # noqa: PLR0913 - one per option
    *,
    url: Annotated[str, typer.Option("--url", envvar="SUPABASE_URL", help="The Supabase project.")] = "",
    key: Annotated[str, typer.Option("--key", envvar="SUPABASE_SECRET_KEY", help="Its secret key.")] = "",
    publishable_key: Annotated[str, typer.Option(envvar="SUPABASE_PUBLISHABLE_KEY", help="Its publishable key.")] = "",
    functions_url: Annotated[
        str,
        typer.Option(
            envvar="WORDMILL_FUNCTIONS_URL",
            help="Where the functions are: URL/functions/v1, or a JSON object of addresses by name.",
        ),
    ] = "",
    webhook_secret: Annotated[str, typer.Option(envvar="WORDMILL_WEBHOOK_SECRET", help="whsec_...")] = "",
    database_url: Annotated[str, typer.Option(envvar="DATABASE_URL", help="PostgreSQL, for the schema.")] = "",
    page: Annotated[str, typer.Option("--page", help="Origin of the web page, for CORS.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs, a line per check.")] = False,
) -> None:
    from deploy.doctor.examination import examine
    from deploy.doctor.patient import Patient
    from deploy.local.stack import Stack

    if url:
        at = functions_url or f"{url.rstrip('/')}/functions/v1"
        patient = Patient(url.rstrip("/"), at.rstrip("/"), publishable_key, key, webhook_secret, database_url, page)
    else:
        stack = Stack()
        note = stack.running()
        if note is None:
            raise InvalidInput("no local stack runs here; start one (wordmill up), or name a project: --url, --key")
        keys = (stack.publishable_key, stack.secret_key, stack.webhook_secret)
        patient = Patient(note.url, f"{note.url}/functions/v1", *keys, note.database_url, page or note.url)
    is_ill = False
    for finding in examine(patient):
        is_ill = is_ill or finding.ok is False
        _show(finding, as_json=as_json)
    raise typer.Exit(1 if is_ill else 0)


def _show(finding: "Finding", *, as_json: bool) -> None:
    if as_json:
        print_json({"check": finding.name, "ok": finding.ok, "detail": finding.words})
        return
    mark, colour = MARKS[finding.ok]
    line = Text.assemble((f"{mark:8}", colour), f"{finding.name:16}", shown(finding.words))
    console().print(line, soft_wrap=True)
