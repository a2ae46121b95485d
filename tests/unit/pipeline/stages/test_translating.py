"""Candidates that nothing is known of."""

from collections.abc import Sequence
from dataclasses import replace

from shared.domain.wire import Json
from shared.domain.wordlist import Pair
from shared.domain.zone import Zone
from shared.pipeline.engine import Request, Work
from shared.testing.engine import BackwardsEngine
from shared.testing.workshop import Workshop


class Ignorant(BackwardsEngine):
    """Knows half of the words."""

    def translate(
        self, candidates: Sequence[Json], zones: Sequence[Zone], request: Request, work: Work
    ) -> tuple[Pair, ...]:
        pairs = super().translate(candidates, zones, request, work)
        return tuple(replace(pair, translation="", confidence=0.0) if n % 2 else pair for n, pair in enumerate(pairs))


def test_a_term_without_a_translation_stays_blank_and_stays():
    workshop = Workshop(engine=Ignorant())
    accepted = workshop.submit()
    workshop.deliver()
    saved = workshop.gateway.wordlists.of_job(accepted.job.id)
    assert saved is not None
    assert [bool(pair.translation) for pair in saved.wordlist.pairs][:4] == [True, False, True, False]
