"""The shipped lexicon at work in the pipeline."""

from pathlib import Path
from typing import cast

import pytest

from shared.domain.job import Job, JobStatus
from shared.domain.wordlist import PairSource, SavedWordlist
from shared.domain.zone import Zone, ZoneType
from shared.errors import LeaseLost
from shared.pipeline.engine import ENGINES, Request, Work
from shared.testing.workshop import USER, Workshop

SAMPLES = Path(__file__).parents[4] / "deploy" / "local" / "samples"
TEXT = "Die Mühle steht am Bach. Der Müller mahlt das Korn der Bauern zu feinem Mehl. " * 3


def run(workshop: Workshop, text: str, **params: object) -> tuple[Job, SavedWordlist | None]:
    accepted = workshop.submit(text, **params)
    workshop.deliver()
    return workshop.gateway.jobs.get(accepted.job.id, user_id=USER), workshop.gateway.wordlists.of_job(accepted.job.id)


def test_the_same_document_gives_the_same_wordlist_in_one_call_and_in_five():
    found = []
    for seconds in (60.0, 1.0):
        _, saved = run(Workshop(engine=ENGINES.get("offline"), seconds_left=seconds), TEXT, target_lang="en")
        assert saved is not None
        found.append(saved.wordlist)
    assert found[0] == found[1]
    assert ("Müller", "miller") in {(pair.term, pair.translation) for pair in found[0].pairs}


def test_a_direction_without_a_lexicon_ends_with_those_there_are():
    job, saved = run(Workshop(engine=ENGINES.get("offline")), TEXT, target_lang="eo")
    assert (job.status, job.error_code, saved) == (JobStatus.FAILED, "unsupported_language", None)


def test_what_the_learner_said_of_words_holds_for_every_later_document():
    workshop = Workshop(engine=ENGINES.get("offline"), seconds_left=1.0)
    workshop.gateway.state.vocabulary[USER, "de", "en"] = [
        ["Müller", "noun", "mill keeper", False], ["Korn", "noun", None, True],
    ]  # fmt: skip
    for text in (TEXT, "Ein Müller kauft Korn. " * 4):
        _, saved = run(workshop, text, target_lang="en", known=["Mehl"])
        assert saved is not None
        pairs = {pair.lemma: pair for pair in saved.wordlist.pairs}
        assert (pairs["Müller"].translation, pairs["Müller"].source) == ("mill keeper", PairSource.LEARNER)
        assert not {"Korn", "Mehl"} & set(pairs)


def test_pairs_come_in_the_order_that_was_asked_for():
    found = {}
    for order in ("document", "importance"):
        workshop = Workshop(engine=ENGINES.get("offline"))
        data = (SAMPLES / "wassermuehle.pdf").read_bytes()
        accepted = workshop.intake.take("mill.pdf", data, params={"target_lang": "en", "order": order, "max_words": 20})
        workshop.deliver()
        saved = workshop.gateway.wordlists.of_job(accepted.job.id)
        assert saved is not None
        found[order] = [pair.term for pair in saved.wordlist.pairs]
    assert len(found["document"]) == len(found["importance"]) == 20
    assert found["document"] != found["importance"]


class Watched:
    """A stage's lease that is lost when half of the work is done."""

    def __init__(self) -> None:
        self.fractions: list[float] = []

    def heartbeat(self, fraction: float) -> None:
        self.fractions.append(fraction)
        if fraction > 0.5:
            raise LeaseLost

    def checkpoint(self) -> None:
        pass


def test_counting_words_shows_how_far_it_is_and_stops_when_the_lease_is_lost():
    zones = [Zone(number, 1, ZoneType.PARAGRAPH, TEXT) for number in range(40)]
    work = Watched()
    with pytest.raises(LeaseLost):
        ENGINES.get("offline").extract(zones, Request("en", "de"), cast("Work", work))
    assert work.fractions == [number / 40 for number in range(22)]
