"""Change the secret that signs webhooks, while they are on their way.

`rotate` puts a new one beside the old one, in the database's vault and in the functions' store; some minutes later
`rotate --finish` takes the old one away. The first `rotate` of a deployment makes its first secret. Without an address
it is the local stack that runs. Surprise: no secret is ever printed, or needed on a command line.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from shared.errors import InvalidInput

if TYPE_CHECKING:
    from deploy.secrets.rotation import Rotation

HOSTED_SECONDS = 330
"""Functions look into their store every 300 s."""


class Action(StrEnum):
    ROTATE = "rotate"


def run(
    action: Annotated[Action, typer.Argument(help="What to do.")],  # noqa: ARG001 - there is one so far
    *,
    finish: Annotated[
        bool, typer.Option("--finish", help="End the rotation: the old secret is no good any more.")
    ] = False,
    database_url: Annotated[
        str, typer.Option("--db", envvar="DATABASE_URL", help="PostgreSQL of a hosted project, as its owner.")
    ] = "",
    store: Annotated[
        str,
        typer.Option(
            "--store",
            envvar="WORDMILL_SECRETS",
            help="Where the functions read their variables: wordmill/prod, /wordmill/prod, google:wordmill, file:PATH.",
        ),
    ] = "",
) -> None:
    import httpx  # costs 130 ms, which --help does without

    rotation = _rotation(database_url, store)
    if not finish:
        if rotation.begin():
            again = f"in {rotation.settles_after:.0f} s or later: wordmill secrets rotate --finish"
            print(f"A new secret signs, and the old one is still good. End it {again}")
        else:
            print("The first secret is made, and signs.")
        return
    with httpx.Client(timeout=20) as http:
        rotation.finish(http)
    print("Only the new secret is good now.")


def _rotation(database_url: str, store: str) -> "Rotation":
    from deploy.local.children import SECRETS_SECONDS
    from deploy.local.home import Home
    from deploy.local.stack import Stack
    from deploy.secrets.rotation import Rotation
    from deploy.secrets.stores import store_of

    if database_url:
        if not store:
            raise InvalidInput("name the functions' store (--store): both sides change, or hints are refused")
        return Rotation(database_url, store_of(store), HOSTED_SECONDS)
    stack = Stack()
    note = stack.running()
    if note is None:
        raise InvalidInput("no local stack runs here; start one (wordmill up), or name a database: --db, --store")
    held = Home(stack.home.absolute()).function_secrets
    return Rotation(note.database_url, store_of(f"file:{held}"), SECRETS_SECONDS + 1)
