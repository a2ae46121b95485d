"""The App: settings, clock and gateways, built once per warm instance; tests install another.

Surprise: nothing in it is made before somebody asks for it. A function that refuses a call never pays for the
Supabase client, and `health` never for the engine.
"""

import gc
import sys
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeAlias

from shared.clock import Clock, SystemClock
from shared.config import BadSettings, Settings, read_settings, secrets_name
from shared.errors import WordmillError
from shared.observability.log import described, log

if TYPE_CHECKING:  # what a cold start of the smallest function does without
    from shared.gateway.keys import Key, KeySet
    from shared.gateway.ports import Gateway
    from shared.mirror import Mirror
    from shared.pipeline.engine import Engine
    from shared.pipeline.runner import Runner

Connect: TypeAlias = "Callable[[str | None], Gateway]"
"""Makes a gateway: with a user's token as that user, with None as Wordmill itself."""

Fetch: TypeAlias = "Callable[[str], list[Key]]"
"""Fetches the keys that are published at an address."""

GOOGLE_KEYS: Final = "https://www.googleapis.com/oauth2/v3/certs"

# Nearly all that an import makes stays. Looking for garbage in it at Python's usual pace, every 700 objects, costs a
# cold start forty milliseconds and finds none.
gc.set_threshold(50_000, 20, 100)


class App:
    """What calls share on one warm instance."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        connect: "Connect | None" = None,
        fetch: "Fetch | None" = None,
        engine: "Engine | None" = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self._connect = connect or self._connect_supabase
        self._fetch = fetch or self._fetch_keys
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

        return self._llm_engine() if self.settings.engine == "llm" else ENGINES.get(self.settings.engine)

    @cached_property
    def mirror(self) -> "Mirror | None":
        """Where copies of exports are kept, if they are."""
        if self.settings.export_mirror_bucket is None:
            return None
        from shared.mirror import S3Mirror

        return S3Mirror(self.settings.export_mirror_bucket)

    def runner(self, seconds_left: "Callable[[], float]", *, goes_on: bool = False) -> "Runner":
        """What runs claimed jobs in a call that has so many seconds left; `goes_on`: more than the one it is given."""
        from math import inf
        from secrets import SystemRandom

        from shared.documents.limits import Limits
        from shared.pipeline.runner import Runner

        return Runner(
            gateway=self.secret,
            engine=self.engine,
            clock=self.clock,
            seconds_left=seconds_left,
            lease_seconds=self.lease_seconds,
            limits=Limits(
                memory_mb=self.settings.parse_memory_mb,
                seconds=self.settings.parse_seconds,
                tesseract=self.settings.tesseract or "",
            ),
            draw=SystemRandom().uniform,
            # Half of the call: whatever is begun has nearly as much time as in a call of its own.
            next_job_seconds=seconds_left() / 2 if goes_on else inf,
        )

    def _llm_engine(self) -> "Engine":
        # All of these cost something: only where a model is asked.
        from shared.gateway.pool import pool
        from shared.lexicon.words import vocabulary
        from shared.llm.client import Client
        from shared.llm.endpoint import Endpoint, WhenDown
        from shared.llm.pricing import Price
        from shared.pipeline.engines.offline import OfflineEngine
        from shared.pipeline.llm.engine import LlmEngine

        given = self.settings
        endpoint = Endpoint(
            base_url=given.llm_base_url or "",
            model=given.llm_model or "",
            api_key=given.llm_api_key.get_secret_value() if given.llm_api_key else "",
            timeout=given.llm_timeout,
            reasoning_timeout=given.llm_reasoning_timeout,
            concurrency=given.llm_concurrency,
            context_tokens=given.llm_context_tokens,
            output_tokens=given.llm_output_tokens,
            max_tokens_per_job=given.llm_max_tokens_per_job,
            max_cost_per_job=given.llm_max_cost_per_job,
            when_down=WhenDown(given.llm_when_down),
        )
        models = self.secret.models
        price = Price(*given.llm_price) if given.llm_price else None
        client = Client(endpoint, pool(), shelf=models, endpoints=models, price=price)
        return LlmEngine(
            OfflineEngine(),
            client,
            knows=lambda language, word: vocabulary(language).is_known(word),
            share=given.llm_share,
        )

    @property
    def max_upload_bytes(self) -> int:
        return self.settings.max_upload_bytes

    @property
    def lease_seconds(self) -> int:
        return self.settings.lease_seconds

    @cached_property
    def keys(self) -> "KeySet":
        """The public keys of user tokens."""
        return self._key_set(f"{self.settings.supabase_url}/auth/v1/.well-known/jwks.json")

    @cached_property
    def scheduler_keys(self) -> "KeySet":
        """The public keys of Cloud Scheduler's tokens."""
        return self._key_set(GOOGLE_KEYS)

    def _key_set(self, address: str) -> "KeySet":
        from shared.gateway.keys import KeySet

        return KeySet(lambda: self._fetch(address), self.clock)

    def _fetch_keys(self, address: str) -> "list[Key]":
        from shared.gateway.keys import fetch_keys
        from shared.gateway.pool import pool

        apikey = None if address == GOOGLE_KEYS else self.settings.publishable_key
        return fetch_keys(address, http=pool(), apikey=apikey)

    def _connect_supabase(self, token: str | None) -> "Gateway":
        from shared.gateway.client import connect  # the Supabase client costs 325 ms and more

        settings = self.settings
        if token is None:
            return connect(settings.supabase_url, key=settings.secret_key.get_secret_value())
        return connect(settings.supabase_url, key=settings.publishable_key, token=token)


class Instance:
    """What is warm of a warm instance: one App, and anew when a secret was rotated."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = Lock()
        self._app: App | None = None
        self._looked_at: float | None = None
        """When the secret store was asked; None where there is none to ask."""

    def app(self) -> App:
        """The App, built by the first call that needs it."""
        with self._lock:
            if self._app is None:
                self._app = App(self._first_settings())
                log.level = self._app.settings.log_level
            elif self._looked_at is not None and self._is_time(self._looked_at, self._app):
                self._app = self._renewed(self._app)
            return self._app

    def install(self, other: App | None) -> None:
        """Use another App from now on; None: build one from the environment when it is asked for."""
        with self._lock:
            self._app, self._looked_at = other, None

    def _is_time(self, looked_at: float, current: App) -> bool:
        """A rotated secret may go unnoticed for this long; rotation keeps the old one good for longer."""
        return self._clock.monotonic() - looked_at > current.settings.secrets_seconds

    def _first_settings(self) -> Settings:
        try:
            return self._settings()
        except BadSettings as error:
            # Names of variables and what would work there: the one text that has to reach whoever deploys.
            sys.stderr.write(f"{error}\n")
            raise

    def _settings(self) -> Settings:
        name = secrets_name()
        if name is None:
            return read_settings()
        from shared.secrets import fetch_secrets

        self._looked_at = self._clock.monotonic()
        return read_settings(secrets=fetch_secrets(name))

    def _renewed(self, old: App) -> App:
        try:
            settings = self._settings()
        except (WordmillError, BadSettings) as error:
            # What we hold still works; a store that rests, or holds half an entry, is no reason to stop.
            log.warning("secrets_not_renewed", **described(error))
            return old
        return old if settings == old.settings else App(settings)


_instance: Final = Instance()
app: Final = _instance.app
install: Final = _instance.install
