"""Tests of the model room against the double: real HTTP, and no host but this one."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import httpx
import pytest
import pytest_socket

from shared.llm.agent import AGENTS, Brief
from shared.llm.client import Client, Outcome, Stage
from shared.llm.endpoint import Endpoint
from shared.llm.ground import Ground
from shared.llm.memory import MemoryEndpoints, MemoryMeter, MemoryShelf
from shared.llm.pricing import Price
from shared.llm.word import Word
from tests.support.llm_server import Double, Profile, serve

LEMMAS = ("Bach", "Teich", "Müller", "Kanal", "Wehr", "Stein", "Mehl", "Korn", "Sack", "Wagen", "Pferd", "Hof")


@pytest.fixture(autouse=True)
def only_this_host() -> Iterator[None]:
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()
    pytest_socket._remove_restrictions()


@dataclass
class Desk:
    """A client at a double, and everything it remembers."""

    double: Double
    http: httpx.Client
    shelf: MemoryShelf = field(default_factory=MemoryShelf)
    endpoints: MemoryEndpoints = field(default_factory=MemoryEndpoints)
    meter: MemoryMeter = field(default_factory=MemoryMeter)
    steps: dict[str, Any] = field(default_factory=dict)
    price: Price | None = None
    seconds: float = 60.0
    beats: list[float] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def endpoint(self, **settings: Any) -> Endpoint:
        given = {"base_url": self.double.base_url, "model": "mill-1", "api_key": self.double.key, **settings}
        return Endpoint(**given)

    def client(self, **settings: Any) -> Client:
        return Client(
            self.endpoint(**settings), self.http, shelf=self.shelf, endpoints=self.endpoints, price=self.price
        )

    def stage(self) -> Stage:
        return Stage(self.step, self.meter, lambda: self.seconds, self.beats.append)

    def step(self, key: str, compute: Callable[[], Mapping[str, object]]) -> Mapping[str, object]:
        if key not in self.steps:
            answer = compute()
            with self._lock:
                self.steps.setdefault(key, answer)
        return self.steps[key]

    def ask(self, agent: str, items: list[Any], *, client: Client | None = None, **settings: Any) -> Outcome[Any]:
        ground = Ground(word.sentence for word in items)
        brief = Brief("de", "en", ground)
        return (client or self.client(**settings)).ask(AGENTS.get(agent), items, brief=brief, stage=self.stage())


Open = Callable[..., Desk]


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """One for all: making one costs 60 ms of certificates that nobody here asks for."""
    with httpx.Client() as client:
        yield client


@pytest.fixture
def desk(http: httpx.Client) -> Iterator[Open]:
    """Opens a desk at a double of the given profile."""
    with ExitStack() as stack:

        def open_desk(profile: str | Profile = "openai", **knobs: Any) -> Desk:
            double = stack.enter_context(serve(profile, **knobs))
            return Desk(double, http)

        yield open_desk


def words(count: int = 12) -> list[Word]:
    """Numbered German nouns, each in a sentence of its own."""
    names = [
        LEMMAS[at % len(LEMMAS)] + ("" if at < len(LEMMAS) else "chen" * (at // len(LEMMAS))) for at in range(count)
    ]
    return [Word(at, name, name, "noun", f"Hier ist {name} zu sehen.", page=1) for at, name in enumerate(names, 1)]
