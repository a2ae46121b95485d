"""Milliseconds: what client and validation add to a call, and how near calls abreast come to the ideal."""

import statistics
import time

import httpx

from shared.llm.agent import AGENTS, Brief
from shared.llm.client import Client, Stage
from shared.llm.endpoint import Endpoint
from shared.llm.ground import Ground
from shared.llm.memory import MemoryEndpoints, MemoryMeter, MemoryShelf
from shared.llm.word import Word
from tests.support.llm_server import Double, serve

ITEMS = 40


def words(count: int) -> list[Word]:
    """Made-up nouns, each in a sentence of its own."""
    return [
        Word(at, f"Wort{at}er", f"Wort{at}er", "noun", "", context=f"Hier steht das Wort{at}er im Satz.")
        for at in range(count)
    ]


def client_at(double: Double, http: httpx.Client) -> tuple[Client, Stage]:
    endpoints, endpoint = MemoryEndpoints(), Endpoint(double.base_url, "mill-1", double.key, concurrency=5)
    endpoints.learn(endpoint.name, {"dialect": "json_schema"})
    stage = Stage(lambda _key, compute: compute(), MemoryMeter(), lambda: 600.0, lambda _fraction: None)
    return Client(endpoint, http, shelf=MemoryShelf(), endpoints=endpoints), stage


def overhead(calls: int = 100) -> dict[str, float]:
    """Medians over so many calls of 40 items each: bare httpx, ours, and the difference."""
    agent, brief = AGENTS.get("translating"), Brief("de", "en", Ground([]))
    with serve("openai") as double, httpx.Client() as http:
        client, stage = client_at(double, http)
        batches = [words(calls * ITEMS)[at : at + ITEMS] for at in range(0, calls * ITEMS, ITEMS)]
        ours = [_seconds(lambda batch=batch: client.ask(agent, batch, brief=brief, stage=stage)) for batch in batches]
        headers = {"authorization": f"Bearer {double.key}"}
        url = f"{double.base_url}/chat/completions"
        bodies = double.bodies[-calls:]
        bare = [_seconds(lambda body=body: http.post(url, json=body, headers=headers).json()) for body in list(bodies)]
    both = {"bare": statistics.median(bare) * 1000, "ours": statistics.median(ours) * 1000}
    return {**both, "added": both["ours"] - both["bare"]}


def abreast(*, calls: int = 20, seconds: float = 2.0) -> dict[str, float]:
    """Seconds for so many slow calls, five at a time."""
    agent, brief = AGENTS.get("translating"), Brief("de", "en", Ground([]))
    with serve("openai", latency=seconds) as double, httpx.Client() as http:
        client, stage = client_at(double, http)
        took = _seconds(lambda: client.ask(agent, words(calls * ITEMS), brief=brief, stage=stage))
        assert double.calls == calls
    ideal = calls / 5 * seconds
    return {"ideal": ideal, "took": took, "over": took / ideal - 1}


def _seconds(call: object) -> float:
    assert callable(call)
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun
