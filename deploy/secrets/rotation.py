"""Changes the secret that signs hints, in two steps between which two are good.

    before     vault: old        functions: old
    begin      vault: new,old    functions: new,old     hints carry a signature of each; functions take either
    finish     vault: new        functions: new

Surprise: the order within a step does not matter, and a step that broke off half-way is simply done again. At every
moment the database signs with a secret that every function knows, however late it looks into its store.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg

from deploy.local.home import new_webhook_secret
from deploy.local.vault import keep_secrets
from deploy.secrets.ping import HINTED, ping
from deploy.secrets.stores import Store
from shared.errors import Conflict

if TYPE_CHECKING:
    import httpx

IN_VAULT: Final = "wordmill_webhook_secret"
IN_STORE: Final = "WORDMILL_WEBHOOK_SECRET"


@dataclass(frozen=True, slots=True)
class Rotation:
    """A database and its functions' store; `settles_after`: seconds until every function has looked there again."""

    database_url: str
    store: Store
    settles_after: float

    def begin(self) -> bool:
        """A new secret beside the old one, or the first one of all; whether there was an old one."""
        signing, taken = self._signing(), self._taken()
        if len(signing) > 1:
            raise Conflict("a rotation is under way; end it first: wordmill secrets rotate --finish")
        if signing and signing[0] not in taken:
            raise Conflict("the functions' store lacks the secret that the vault signs with; is it the right store?")
        both = ",".join([new_webhook_secret(), *signing])
        self.store.write(IN_STORE, both)
        keep_secrets(self.database_url, {IN_VAULT: both})
        return bool(signing)

    def finish(self, http: "httpx.Client") -> None:
        """The old secret goes, once every function has shown that it takes the new one."""
        signing, taken = self._signing(), self._taken()
        if len(signing) < 2 and len(taken) < 2:  # noqa: PLR2004 - the new and the old one
            raise Conflict("no rotation is under way; begin one: wordmill secrets rotate")
        new = signing[0]
        self._wait_is_over()
        for function, address in self._addresses().items():
            echo = ping(http, address, secret=new)
            if not echo.good:
                raise Conflict(
                    f"{function} answered {echo.status} to a call signed with the new secret; nothing changed"
                )
        keep_secrets(self.database_url, {IN_VAULT: new})
        self.store.write(IN_STORE, new)

    def _signing(self) -> list[str]:
        with psycopg.connect(self.database_url) as connection:
            query = "select decrypted_secret from vault.decrypted_secrets where name = %s"
            return _listed((connection.execute(query, (IN_VAULT,)).fetchone() or ("",))[0])

    def _taken(self) -> list[str]:
        return _listed(self.store.read().get(IN_STORE, ""))

    def _wait_is_over(self) -> None:
        """A ping asks one instance of a function; time is what tells of the others."""
        with psycopg.connect(self.database_url) as connection:
            query = "select extract(epoch from now() - updated_at)::float from vault.secrets where name = %s"
            row = connection.execute(query, (IN_VAULT,)).fetchone()
        left = self.settles_after - float(row[0] if row else 0)
        if left > 0:
            raise Conflict(f"functions may not have seen the new secret yet; try again in {left:.0f} s")

    def _addresses(self) -> dict[str, str]:
        with psycopg.connect(self.database_url) as connection:
            query = "select name, private.function_url(name) from unnest(%s::text[]) as name"
            found: dict[str, str] = dict(connection.execute(query, (list(HINTED),)).fetchall())
        if lacking := [name for name, address in found.items() if not address]:
            raise Conflict(f"wordmill_functions_url in the vault has no address for {', '.join(lacking)}")
        return found


def _listed(secrets: object) -> list[str]:
    return [secret.strip() for secret in str(secrets or "").split(",") if secret.strip()]
