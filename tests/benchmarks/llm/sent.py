"""Tokens sent for a document, all agents together, beside the naive prompt with the whole text."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from shared.documents.parser import parse
from shared.domain.zone import ParsedDocument, Zone, ZoneType
from shared.lexicon.words import vocabulary
from shared.llm.client import Client
from shared.llm.endpoint import Endpoint
from shared.llm.memory import MemoryEndpoints, MemoryShelf
from shared.llm.tokens import estimate
from shared.pipeline.engine import Request
from shared.pipeline.engines.offline import OfflineEngine
from shared.pipeline.llm.engine import LlmEngine
from tests.llm.work import MemoryWork
from tests.support.llm_server import serve

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "deploy" / "local" / "samples"
NAIVE = (
    "List the 40 words of this text that a learner should study as JSON: "
    '[{"term", "lemma", "pos", "translation", "page", "sentence"}]. The text:\n\n'
)

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Sent:
    """One document."""

    name: str
    pages: int
    naive: int
    ours: dict[str, int]
    pairs: int
    by_model: int

    @property
    def share(self) -> float:
        return sum(self.ours.values()) / self.naive


def counter(tables: Path | None) -> tuple[Count, str]:
    """Counts as o200k_base does, where its tables are: a file of the npm package `js-tiktoken`, as JSON."""
    if tables is None:
        return estimate, "our estimate, which errs on the dear side for the prompts"
    import tiktoken

    data = json.loads(tables.read_text(encoding="utf-8"))
    ranks: dict[bytes, int] = {}
    for line in data["bpe_ranks"].split("\n"):
        _, offset, *tokens = line.split(" ")
        ranks |= {base64.b64decode(token): int(offset) + at for at, token in enumerate(tokens)}
    encoding = tiktoken.Encoding("o200k", pat_str=data["pat_str"], mergeable_ranks=ranks, special_tokens={})
    return lambda text: len(encoding.encode(text)), "o200k_base"


def samples() -> dict[str, tuple[ParsedDocument, str]]:
    """The shipped samples, parsed."""
    found: dict[str, tuple[ParsedDocument, str]] = {}
    for name, lang in (("wassermuehle.pdf", "de"), ("pain-au-levain.docx", "fr"), ("aceite-de-oliva.xlsx", "es")):
        found[name] = parse(SAMPLES / name, filename=name), lang
    return found


def book(lang: str = "de", *, pages: int = 600) -> ParsedDocument:
    """A long text: the German sample's paragraphs over and over, two a page."""
    prose = (ROOT / "tests" / "support" / "prose" / "mill.de.txt").read_text(encoding="utf-8").replace("~", "")
    paragraphs = [" ".join(each.split()) for each in prose.split("\n\n") if not each.startswith("#")]
    texts = [f"{paragraphs[at % len(paragraphs)]} {paragraphs[at * 7 % len(paragraphs)]}" for at in range(pages)]
    zones = [Zone(at, at + 1, ZoneType.PARAGRAPH, text) for at, text in enumerate(texts)]
    return ParsedDocument(pages=pages, zones=tuple(zones), lang=lang)


def measure(name: str, document: ParsedDocument, lang: str, count: Count) -> Sent:
    with serve("openai") as double, httpx.Client() as http:
        endpoint = Endpoint(double.base_url, "mill-1", double.key)
        client = Client(endpoint, http, shelf=MemoryShelf(), endpoints=MemoryEndpoints())
        engine = LlmEngine(OfflineEngine(), client, knows=lambda code, word: vocabulary(code).is_known(word))
        work, request = MemoryWork(), Request("en", lang)
        cleaned = engine.clean(document.zones, work)
        pairs = engine.translate(engine.extract(cleaned, request, work), cleaned, request, work)
        ours: dict[str, int] = {}
        for body in double.bodies:
            system = body["messages"][0]["content"]
            agent = {"Choose": "extracting", "Transl": "translating", "Tell r": "cleaning"}.get(system[:6])
            if agent:
                tokens = sum(count(message["content"]) for message in body["messages"])
                ours[agent] = ours.get(agent, 0) + tokens
    text = "\n".join(zone.text for zone in document.zones)
    by_model = sum(pair.source == "llm" for pair in pairs)
    return Sent(name, document.pages, count(NAIVE + text), ours, len(pairs), by_model)
