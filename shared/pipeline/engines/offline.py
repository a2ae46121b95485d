"""The offline engine as the pipeline wants it: the shipped lexicon, no network, nothing stored in between.

Surprise: it stores no steps. Its slowest stage takes less time than the round trips of storing would, and the same
zones always give the same answer.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from shared.domain.wire import Json
from shared.domain.wordlist import Pair
from shared.domain.zone import Zone
from shared.pipeline.engine import Request, Work

if TYPE_CHECKING:
    from shared.lexicon.candidate import Options


_CERTAIN = 0.3


class OfflineEngine:
    """Each method loads what it needs of the lexicon, so that a claim without work costs nothing."""

    name = "offline"

    def clean(self, zones: Sequence[Zone], work: Work) -> tuple[Zone, ...]:
        from shared.lexicon.engine import clean

        work.checkpoint()
        return clean(zones)

    def detect_language(self, zones: Sequence[Zone]) -> str | None:
        from shared.lexicon.engine import detect_language

        language, certainty = detect_language(zones)
        return language if certainty >= _CERTAIN else None

    def check_direction(self, source_lang: str, target_lang: str) -> None:
        from shared.lexicon.engine import check_direction

        check_direction(source_lang, target_lang)

    def extract(self, zones: Sequence[Zone], request: Request, work: Work, *, limit: int = 160) -> list[Json]:
        from shared.lexicon.engine import find_candidates

        def on_zone(done: int, total: int) -> None:
            work.heartbeat(done / total)

        candidates = find_candidates(zones, options_of(request), limit=limit, on_zone=on_zone)
        work.checkpoint()
        return [candidate.to_json() for candidate in candidates]

    def translate(
        self,
        candidates: Sequence[Json],
        zones: Sequence[Zone],  # noqa: ARG002 - each candidate has its sentence
        request: Request,
        work: Work,
    ) -> tuple[Pair, ...]:
        from shared.lexicon.engine import Candidate, translate

        work.checkpoint()
        return translate([Candidate.from_json(one) for one in candidates], options_of(request))


def options_of(request: Request) -> "Options":
    """What the lexicon is asked for."""
    from shared.lexicon.engine import Options

    order: Literal["document", "importance"] = "importance" if request.order == "importance" else "document"
    return Options(
        source_lang=request.source_lang or "",
        target_lang=request.target_lang,
        max_words=request.max_words,
        level=request.level.lower() or None,
        known=frozenset(request.known),
        corrections=request.corrections,
        focus=request.focus,
        order=order,
    )


ENGINE = OfflineEngine()
