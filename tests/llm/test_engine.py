"""The engine as a stage runs it: what it gives, and what it does when its time is up."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from shared.domain.wordlist import PairSource
from shared.domain.zone import Zone, ZoneType
from shared.lexicon.words import vocabulary
from shared.llm.transport import OutOfTime
from shared.pipeline.engine import Request
from shared.pipeline.engines.offline import OfflineEngine
from shared.pipeline.llm.engine import LlmEngine
from shared.pipeline.step import HandOver
from tests.llm.conftest import Desk, Open
from tests.llm.work import MemoryWork
from tests.support.llm_server import Fault

T = TypeVar("T")
PROSE = Path(__file__).parents[1] / "support" / "prose" / "mill.de.txt"
REQUEST = Request("en", "de")


def zones() -> tuple[Zone, ...]:
    paragraphs = PROSE.read_text(encoding="utf-8").replace("~", "").split("\n\n")
    texts = [" ".join(text.split()) for text in paragraphs if not text.startswith("#")]
    return tuple(Zone(at, 1 + at // 3, ZoneType.PARAGRAPH, text) for at, text in enumerate(texts))


def engine(at: Desk, **settings: object) -> LlmEngine:
    def knows(code: str, word: str) -> bool:
        return vocabulary(code).is_known(word)

    return LlmEngine(OfflineEngine(), at.client(**settings), knows=knows, share=5)


def test_every_term_sentence_and_page_is_the_documents(desk: Open):
    work, made = MemoryWork(), engine(desk())
    cleaned = made.clean(zones(), work)
    pairs = made.translate(made.extract(cleaned, REQUEST, work), cleaned, REQUEST, work)
    by_index = {zone.index: zone for zone in zones()}
    assert len(pairs) == 40
    assert sum(pair.source is PairSource.LLM for pair in pairs) >= 35
    for pair in pairs:
        assert pair.term in pair.sentence
        assert pair.sentence in by_index[pair.zone].text
        assert pair.page == by_index[pair.zone].page


SHORT = ("Mühlenweg 12", "Anhang Q 7", "Blatt aus Mappe 4", "Ein Rad am Bach")
"""Three that the double takes for furniture, as a number ends them, and one that it keeps."""


def test_the_model_drops_furniture_that_the_rules_cannot_know(desk: Open):
    prose = zones()
    short = tuple(Zone(len(prose) + at, 1, ZoneType.PARAGRAPH, text) for at, text in enumerate(SHORT))
    kept = engine(desk()).clean((*prose, *short), MemoryWork())
    assert [zone.text for zone in kept] == [*(zone.text for zone in prose), SHORT[-1]]


def test_a_model_that_would_drop_much_of_a_document_has_misunderstood(desk: Open):
    short = tuple(Zone(at, 1, ZoneType.PARAGRAPH, text) for at, text in enumerate(SHORT))
    work = MemoryWork()
    assert engine(desk()).clean(short, work) == short
    assert len(work.steps) == 1


def test_with_an_endpoint_that_is_down_the_wordlist_is_the_offline_one(desk: Open):
    at = desk()
    at.double.strike(Fault("status", status=503, times=99))
    work, made, floor = MemoryWork(), engine(at, attempts=1), OfflineEngine()
    cleaned = made.clean(zones(), work)
    candidates = made.extract(cleaned, REQUEST, work)
    assert candidates == floor.extract(cleaned, REQUEST, work, limit=len(candidates))
    pairs = made.translate(candidates, cleaned, REQUEST, work)
    assert pairs == floor.translate(candidates, cleaned, REQUEST, work)
    assert set(work.warnings) == {"The language model could not be reached; the rest was done offline."}


def test_the_ceiling_is_told_to_the_learner(desk: Open):
    work, made = MemoryWork(), engine(desk(), max_tokens_per_job=400)
    cleaned = made.clean(zones(), work)
    made.extract(cleaned, REQUEST, work)
    assert work.warnings == ["The ceiling for the language model was reached; the rest was done offline."]


def test_levels_and_topics_reach_the_model(desk: Open):
    at = desk()
    made = engine(at)
    made.extract(zones(), Request("en", "de", level="b1", focus=("Wasser",)), MemoryWork())
    assert "level b1; Wasser" in at.double.bodies[-1]["messages"][1]["content"]


@dataclass
class HurriedWork(MemoryWork):
    """A call whose time is up after so many computed steps."""

    most: int = 0

    def step(self, key: str, compute: Callable[[], T]) -> T:
        return super().step(key, compute)

    def seconds_left(self) -> float:
        return 60.0 if len(self.steps) < self.most else 3.2


def test_when_time_is_up_the_stage_is_handed_over_and_goes_on_where_it_was(desk: Open):
    at = desk()
    work, made = HurriedWork(most=2), engine(at, concurrency=1, context_tokens=500)
    with pytest.raises(HandOver):
        made.extract(zones(), REQUEST, work)
    assert len(work.steps) == 2
    work.most = 1000
    assert made.extract(zones(), REQUEST, work)
    assert max(at.double.asked.values()) == 1


def test_a_call_that_gets_nowhere_is_a_failed_try_and_not_handed_over_for_ever(desk: Open):
    with pytest.raises(OutOfTime) as caught:
        engine(desk()).extract(zones(), REQUEST, HurriedWork(most=0))
    assert caught.value.retryable
