"""The App: settings, clock and gateways, built once per warm instance; tests install another.

Surprise: nothing in it is made before somebody asks for it. A function that refuses a call never pays for the
Supabase client, and `health` never for the engine.
"""

from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from shared.clock import Clock, SystemClock
from shared.config import Settings, read_settings
from shared.observability.log import log

if TYPE_CHECKING:  # what a cold start of the smallest function does without
    from shared.gateway.keys import KeySet
    from shared.gateway.ports import Gateway
    from shared.pipeline.engine import Engine

Connect: TypeAlias = "Callable[[str | None], Gateway]"
"""Makes a gateway: with a user's token as that user, with None as Wordmill itself."""


class App:
    """What calls share on one warm instance."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        connect: "Connect | None" = None,
        keys: "KeySet | None" = None,
        engine: "Engine | None" = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self._connect = connect or self._connect_supabase
        self._keys = keys
        self._engine = engine

    @cached_property
    def secret(self) -> "Gateway":
        """Supabase as Wordmill itself: every row, every RPC."""
        return self._connect(None)

    def for_user(self, token: str) -> "Gateway":
        """Supabase as a user: row level security applies."""
        return self._connect(token)

    @cached_property
    def engine(self) -> "Engine":
        """What finds and translates pairs, as the settings name it."""
        if self._engine is not None:
            return self._engine
        from shared.pipeline.engine import ENGINES  # brings the lexicon, which only words need

        return ENGINES.get(self.settings.engine)

    @property
    def max_upload_bytes(self) -> int:
        return self.settings.max_upload_bytes

    @property
    def lease_seconds(self) -> int:
        return self.settings.lease_seconds

    @cached_property
    def keys(self) -> "KeySet":
        """The public keys of user tokens."""
        from shared.gateway.keys import KeySet, fetch_keys

        url, publishable = self.settings.supabase_url, self.settings.publishable_key
        return self._keys or KeySet(lambda: fetch_keys(url, publishable), self.clock)

    def _connect_supabase(self, token: str | None) -> "Gateway":
        from shared.gateway.client import connect  # the Supabase client costs 325 ms and more

        settings = self.settings
        if token is None:
            return connect(settings.supabase_url, key=settings.secret_key.get_secret_value())
        return connect(settings.supabase_url, key=settings.publishable_key, token=token)


_lock = Lock()
_installed: App | None = None


def app() -> App:
    """The App of this instance, built by the first call that needs it."""
    global _installed  # noqa: PLW0603 - a warm instance is one process with one App
    with _lock:
        if _installed is None:
            settings = read_settings()
            log.level = settings.log_level
            _installed = App(settings)
        return _installed


def install(other: App | None) -> None:
    """Use another App from now on; None: build one from the environment when it is asked for."""
    global _installed  # noqa: PLW0603 - see app()
    with _lock:
        _installed = other
