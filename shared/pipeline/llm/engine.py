"""The LLM engine: what the offline engine finds is put to a model by number, and what the model leaves stays offline.

Surprise: it can only take away, mend and translate. Every term, sentence and page comes from the offline engine, and
so does every pair that the model could not be asked about: `source` says which is which.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar, cast

from shared.domain.wire import Json
from shared.domain.wordlist import Pair
from shared.domain.zone import Zone, ZoneType
from shared.llm.agent import AGENTS, Agent, Brief, ItemAnswer
from shared.llm.agents.cleaning import Block, Verdict
from shared.llm.agents.extracting import Choice, Proposal
from shared.llm.agents.translating import Translation, note_of
from shared.llm.client import Client, Outcome, Stage
from shared.llm.ground import Ground, words
from shared.llm.ports import Attempt
from shared.llm.tokens import estimate
from shared.llm.transport import OutOfTime
from shared.llm.word import afford
from shared.observability.log import log
from shared.pipeline.engine import Engine, Request, Work
from shared.pipeline.llm.numbering import (
    SHARE,
    allowance,
    chosen,
    mended,
    proposed,
    words_of_candidates,
    words_of_pairs,
)
from shared.pipeline.llm.screening import screen_zones
from shared.pipeline.step import HandOver

A = TypeVar("A", bound=ItemAnswer)

SHORT = 90
"""Letters up to which a block may be furniture."""
WORTH_A_CALL = 3
"""Doubtful blocks; fewer do less harm than asking costs."""
MOST_DROPPED = 0.2
"""Of the letters of a document: a model that would drop more has misunderstood."""
MOST_CANDIDATES = 600
TOKENS_PER_PAGE = 400
"""A book has one candidate more per page than a leaflet."""


class Floor(Engine, Protocol):
    """The engine below: it can be asked for more candidates than a wordlist holds."""

    def extract(self, zones: Sequence[Zone], request: Request, work: Work, *, limit: int = 160) -> list[Json]: ...


class LlmEngine:
    """`knows(language, word)` tells whether a word is one; a model's own terms must consist of such.

    `share` is what each of extracting and translating may send, as a part of the document's own tokens.
    """

    name = "llm"

    def __init__(
        self, floor: Floor, client: Client, *, knows: Callable[[str, str], bool], share: float = SHARE
    ) -> None:
        self._share = share
        self._floor = floor
        self._client = client
        self._knows = knows

    def clean(self, zones: Sequence[Zone], work: Work) -> tuple[Zone, ...]:
        kept, cut = screen_zones(zones)
        if cut:
            work.warn("Passages that give orders to a program instead of telling a reader something were left out.")
        cleaned = self._floor.clean(kept, work)
        doubtful = [zone for zone in cleaned if _is_doubtful(zone)]
        if len(doubtful) < WORTH_A_CALL:
            return cleaned
        blocks = [Block(at, zone.page, str(zone.type), zone.text) for at, zone in enumerate(doubtful, 1)]
        outcome: Outcome[Verdict] = self._ask("cleaning", blocks, Brief("", ""), work)
        dropped = {doubtful[number - 1].index for number, verdict in outcome.answers.items() if not verdict.k}
        letters = sum(len(zone.text) for zone in cleaned if zone.index in dropped)
        if letters > MOST_DROPPED * sum(len(zone.text) for zone in cleaned):
            return cleaned
        return tuple(zone for zone in cleaned if zone.index not in dropped)

    def detect_language(self, zones: Sequence[Zone]) -> str | None:
        return self._floor.detect_language(zones)

    def check_direction(self, source_lang: str, target_lang: str) -> None:
        self._floor.check_direction(source_lang, target_lang)

    def extract(self, zones: Sequence[Zone], request: Request, work: Work) -> list[Json]:
        pages = sum(estimate(zone.text) for zone in zones) // TOKENS_PER_PAGE
        candidates = self._floor.extract(zones, request, work, limit=min(MOST_CANDIDATES, 80 + pages))
        brief = self._brief(zones, request)
        agent = AGENTS.get("extracting")
        tokens = allowance(zones, share=self._share, instructions=agent.prompt)
        asked = afford(words_of_candidates(candidates, most=request.max_words), tokens=tokens, bare=6)
        outcome: Outcome[Choice] = self._ask("extracting", asked, brief, work)
        found = chosen(candidates, outcome.answers, knows=partial(self._knows, brief.source))
        known = {(one["lemma"].casefold(), one["pos"]) for one in candidates}
        known |= {(lemma.casefold(), "") for lemma in request.known}
        own = [each for each in cast("list[Proposal]", outcome.own) if self._is_word(each, brief, known)]
        # A term the offline engine missed goes before what would be left out anyway.
        room = max(0, request.max_words - len(own))
        return [*found[:room], *proposed(own, zones), *found[room:]]

    def translate(
        self, candidates: Sequence[Json], zones: Sequence[Zone], request: Request, work: Work
    ) -> tuple[Pair, ...]:
        pairs = self._floor.translate(candidates, zones, request, work)
        agent: Agent[Any, Translation] = AGENTS.get("translating")
        tokens = allowance(zones, share=self._share, instructions=agent.prompt)
        asked = afford(words_of_pairs(pairs), tokens=tokens, bare=9)
        outcome: Outcome[Translation] = self._ask("translating", asked, self._brief(zones, request), work)
        sent = frozenset(words("\n".join(agent.lines(asked))))
        return tuple(_taken(pair, outcome.answers.get(number), sent) for number, pair in enumerate(pairs, 1))

    def _brief(self, zones: Sequence[Zone], request: Request) -> Brief:
        wishes = [f"level {request.level}" if request.level else "", ", ".join(request.focus)]
        wish = "; ".join(filter(None, wishes))
        return Brief(request.source_lang or "", request.target_lang, Ground(zone.text for zone in zones), wish)

    def _is_word(self, own: Proposal, brief: Brief, known: set[tuple[str, str]]) -> bool:
        is_new = known.isdisjoint({(own.l.casefold(), own.p), (own.l.casefold(), "")})
        return is_new and all(self._knows(brief.source, word) for word in words(own.l))

    def _ask(self, name: str, items: Sequence[Any], brief: Brief, work: Work) -> Outcome[A]:
        computed: list[str] = []

        def step(key: str, compute: Callable[[], Mapping[str, object]]) -> Mapping[str, object]:
            answer = work.step(key, lambda: dict(compute()))
            computed.append(key)
            return answer

        stage = Stage(step, _Meter(work), work.seconds_left, work.heartbeat)
        agent: Agent[Any, A] = AGENTS.get(name)
        try:
            outcome = self._client.ask(agent, items, brief=brief, stage=stage)
        except OutOfTime:
            if not computed:
                raise
            # What was answered is stored; another call goes on from there.
            raise HandOver from None
        self._tell(name, outcome, len(items), work)
        return outcome

    def _tell(self, name: str, outcome: Outcome[A], asked: int, work: Work) -> None:
        counts = {"asked": asked, "answered": len(outcome.answers), "calls": outcome.calls, "dropped": outcome.dropped}
        log.info("llm_asked", stage=name, counts=counts, code=outcome.stopped or "ok")
        if outcome.stopped == "budget_spent":
            work.warn("The ceiling for the language model was reached; the rest was done offline.")
        elif outcome.stopped:
            work.warn("The language model could not be reached; the rest was done offline.")


class _Meter:
    def __init__(self, work: Work) -> None:
        self._work = work

    def record(self, attempt: Attempt) -> None:
        row = {
            "agent": attempt.agent,
            "provider": attempt.provider,
            "model": attempt.model,
            "status": attempt.status,
            "error_code": attempt.error_code,
            "input_tokens": attempt.prompt_tokens,
            "output_tokens": attempt.completion_tokens,
            "cost_usd": attempt.cost,
            "latency_ms": attempt.latency_ms,
            "attempt": attempt.attempt,
            "confidence": attempt.confidence,
            "prompt_version": attempt.prompt_version or None,
            "step": attempt.step or None,
        }
        self._work.record_llm_calls([row])


def _is_doubtful(zone: Zone) -> bool:
    """Short blocks that end like no sentence; headings and table lines do as well and are left alone."""
    text = zone.text.strip()
    is_kind = zone.type not in {ZoneType.HEADING, ZoneType.TABLE, ZoneType.LIST}
    return is_kind and len(text) <= SHORT and not text.endswith((".", "!", "?", ":", "»", "“", '"', "。"))


def _taken(pair: Pair, answer: Translation | None, sent: frozenset[str]) -> Pair:
    return mended(pair, answer, note=note_of(answer, sent=sent)) if answer else pair
