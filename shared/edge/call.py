"""Policy: who may call a function and within which limits. Call: one such call, all a handler gets to see.

Surprise: the caller kind chooses the gateway. A user's handler reads with the user's own token, so that row level
security holds even where the handler forgets to ask whose row it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

from shared.observability.trace import Trace
from shared.wiring import App

if TYPE_CHECKING:
    from shared.gateway.ports import Gateway

Caller = Literal["user", "webhook", "schedule", "public"]
B_co = TypeVar("B_co", covariant=True)

SMALL_BODY: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules of one function, kept beside its handler and told to the world in openapi.json."""

    method: Literal["GET", "POST"]
    caller: Caller | tuple[Caller, ...] = "user"
    limit: str | None = None
    """Name of a rule in shared.limits.rules; None: not limited."""
    idempotent: bool = False
    """Idempotency-Key is honoured: the same request again gets the first answer again."""
    receipt: bool = False
    """A webhook that came before is answered without calling the handler, which does not keep receipts itself."""
    max_bytes: int = SMALL_BODY
    """Of a form, with the file in it; JSON is never more than `SMALL_BODY`."""
    multipart: bool = False
    status: int = 200
    """The status of a success that does not name its own."""
    also: tuple[int, ...] = ()
    """Further statuses of success that the handler may name."""

    @property
    def callers(self) -> tuple[Caller, ...]:
        return (self.caller,) if isinstance(self.caller, str) else self.caller

    @property
    def methods(self) -> tuple[str, ...]:
        """What is allowed, as it stands in Allow."""
        return ("GET", "HEAD", "OPTIONS") if self.method == "GET" else ("POST", "OPTIONS")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody whose token was found good."""

    id: str
    """Canonical UUID."""
    token: str = field(repr=False)
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls: a user, a webhook with its id, a schedule, or anyone."""

    caller: Caller
    user: User | None = None
    webhook_id: str | None = None


@dataclass(frozen=True)
class Call(Generic[B_co]):
    """One call as its handler sees it."""

    app: App
    identity: Identity
    body: B_co
    trace: Trace
    seconds_left: Callable[[], float]
    """How long this platform lets the call go on."""

    @property
    def caller(self) -> Caller:
        return self.identity.caller

    @property
    def user(self) -> User:
        """The user; there is one in every call of a policy for users only."""
        if self.identity.user is None:
            raise LookupError(f"a call by {self.caller} has no user")
        return self.identity.user

    @property
    def token(self) -> str:
        return self.user.token

    @property
    def webhook_id(self) -> str | None:
        return self.identity.webhook_id

    @property
    def request_id(self) -> str:
        return self.trace.request_id

    @cached_property
    def gateway(self) -> "Gateway":
        """Supabase as this caller: a user's rows for a user, all rows for our own webhooks."""
        if self.identity.user is not None:
            return self.app.for_user(self.identity.user.token)
        return self.app.secret
