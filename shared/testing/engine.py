# ruff: noqa: ARG002 - an engine so simple asks for little of what it is given
"""An engine of three lines, for tests of what runs engines: long words, and their letters backwards.

Surprise: `on_step` is called inside each stored step, which is where a test lets time pass, the user cancel, or the
network fail.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from shared.domain.wire import Json
from shared.domain.wordlist import Pair, PairSource
from shared.domain.zone import Zone
from shared.errors import UnsupportedLanguage
from shared.pipeline.engine import Request, Work

_WORD = re.compile(r"\w{6,}")


@dataclass
class BackwardsEngine:
    """Translates into the language `xx` and no other."""

    on_step: Callable[[str], None] = lambda _key: None
    computed: list[str] = field(default_factory=list)
    """The keys of steps that were computed, in order."""
    name: str = "backwards"

    def clean(self, zones: Sequence[Zone], work: Work) -> tuple[Zone, ...]:
        return tuple(zone for zone in zones if zone.text.strip())

    def detect_language(self, zones: Sequence[Zone]) -> str | None:
        return "en" if zones else None

    def check_direction(self, source_lang: str, target_lang: str) -> None:
        if target_lang != "xx":
            raise UnsupportedLanguage(f"no way from {source_lang} to {target_lang}; try xx")

    def extract(self, zones: Sequence[Zone], request: Request, work: Work) -> list[Json]:
        found = {word: zone for zone in zones for word in _WORD.findall(zone.text)}
        return [{"term": word, "page": zone.page, "sentence": zone.text} for word, zone in found.items()]

    def translate(
        self, candidates: Sequence[Json], zones: Sequence[Zone], request: Request, work: Work
    ) -> tuple[Pair, ...]:
        answers = [work.step(str(number), partial(self._answer, one)) for number, one in enumerate(candidates)]
        return tuple(
            Pair(
                term=one["term"],
                lemma=one["term"],
                pos="",
                translation=answer,
                confidence=1.0,
                source=PairSource.OFFLINE,
                page=one["page"],
                sentence=one["sentence"],
            )
            for one, answer in zip(candidates, answers, strict=True)
        )

    def _answer(self, candidate: Json) -> str:
        term = str(candidate["term"])
        self.on_step(term)
        self.computed.append(term)
        return term[::-1]


ENGINE = BackwardsEngine()
