"""What a stage lends its engine: warnings reach the document, rows know their job."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from shared.domain.wire import Json
from shared.domain.wordlist import Pair
from shared.domain.zone import Zone
from shared.pipeline.engine import Request, Work
from shared.testing.engine import BackwardsEngine
from shared.testing.workshop import Workshop


@dataclass
class WarningEngine(BackwardsEngine):
    """Warns in two stages, of the same thing and of another, and counts a call."""

    def extract(self, zones: Sequence[Zone], request: Request, work: Work) -> list[Json]:
        work.warn("The rest was done offline.")
        work.record_llm_calls([{"model": "m", "status": "ok"}])
        return super().extract(zones, request, work)

    def translate(
        self, candidates: Sequence[Json], zones: Sequence[Zone], request: Request, work: Work
    ) -> tuple[Pair, ...]:
        work.warn("The rest was done offline.")
        work.warn("Two words were guessed.")
        return super().translate(candidates, zones, request, work)


@pytest.mark.parametrize("seconds_left", [60.0, 1.0])
def test_a_warning_stands_once_with_the_document_however_many_calls_the_stages_took(seconds_left: float):
    workshop = Workshop(engine=WarningEngine(), seconds_left=seconds_left)
    accepted = workshop.submit()
    workshop.deliver()
    document = workshop.gateway.state.documents[accepted.document.id]
    assert list(document["warnings"]) == ["The rest was done offline.", "Two words were guessed."]


def test_a_call_of_a_model_is_kept_with_job_user_and_stage():
    workshop = Workshop(engine=WarningEngine())
    accepted = workshop.submit()
    workshop.deliver()
    row = workshop.gateway.state.llm_calls[0]
    assert (row["job_id"], row["user_id"], row["stage"]) == (accepted.job.id, accepted.job.user_id, "extracting")
