# ruff: noqa: ARG002 - small engines ask for little of what they are given
"""What cleaning hands on, and that it can be rebuilt from it alone."""

from collections.abc import Sequence
from dataclasses import replace

from shared.domain.job import JobStatus
from shared.domain.zone import Zone, ZoneType
from shared.pipeline.engine import Work, tell_source
from shared.pipeline.engines.offline import OfflineEngine
from shared.testing.engine import BackwardsEngine
from shared.testing.workshop import USER, Workshop

TEXT = "Chapter One\n\nThe water- wheel turns.\n\nPage seventeen footer\n\nThe millstone grinds barley."


class Tidy(BackwardsEngine):
    """Drops footers and joins words that a line end had divided."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[Zone, ...]] = []

    def clean(self, zones: Sequence[Zone], work: Work) -> tuple[Zone, ...]:
        kept = (zone for zone in zones if "footer" not in zone.text)
        return tuple(
            replace(zone, text=zone.text.replace("- ", ""), type=ZoneType.PARAGRAPH, page=zone.page) for zone in kept
        )

    def extract(self, zones: Sequence[Zone], *given: object) -> list[dict[str, object]]:
        self.read.append(tuple(zones))
        return super().extract(zones, *given)  # type: ignore[arg-type]


def test_later_stages_read_the_same_zones_whether_they_run_on_or_start_anew():
    run_on, anew = Tidy(), Tidy()
    for engine, seconds in ((run_on, 60.0), (anew, 1.0)):
        workshop = Workshop(engine=engine, seconds_left=seconds)
        workshop.submit(TEXT)
        workshop.deliver()
    assert run_on.read == anew.read
    assert [zone.text for zone in anew.read[0]] == [
        "Chapter One",
        "The waterwheel turns.",
        "The millstone grinds barley.",
    ]


def test_the_stored_zones_stay_as_they_were_parsed():
    workshop = Workshop(engine=Tidy())
    accepted = workshop.submit(TEXT)
    workshop.deliver()
    stored = [zone.text for zone in workshop.gateway.documents.zones(accepted.document.id)]
    assert "The water- wheel turns." in stored
    assert "Page seventeen footer" in stored


def test_a_language_that_cannot_be_told_is_asked_for():
    class Lost(BackwardsEngine):
        def detect_language(self, zones: Sequence[Zone]) -> str | None:
            return None

    workshop = Workshop(engine=Lost())
    accepted = workshop.submit()
    workshop.deliver()
    job = workshop.gateway.jobs.get(accepted.job.id, user_id=USER)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "unsupported_language")
    assert "say which" in (job.error_message or "")


def test_a_language_that_only_the_readers_know_is_named():
    workshop = Workshop(engine=OfflineEngine())
    accepted = workshop.submit("Młyn stoi nad rzeką i nie jest to już ten sam młyn, który był tu przed wojną. " * 3)
    workshop.deliver()
    job = workshop.gateway.jobs.get(accepted.job.id, user_id=USER)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "unsupported_language")
    assert (job.error_message or "").startswith("no lexicon from 'pl' to 'xx'")


def test_one_zone_does_not_speak_for_a_document_that_nobody_can_tell():
    class Lost(BackwardsEngine):
        def detect_language(self, zones: Sequence[Zone]) -> str | None:
            return None

    doubtful, polish = (Zone(at, 1, ZoneType.PARAGRAPH, "Kowal", lang=lang) for at, lang in enumerate((None, "pl")))
    assert tell_source(Lost(), [doubtful, polish, polish], target_lang="en") == "pl"
    assert tell_source(Lost(), [doubtful, doubtful, polish], target_lang="en") is None


def test_the_learners_word_on_the_language_is_taken_over_ours():
    workshop = Workshop()
    accepted = workshop.submit(source_lang="de")
    workshop.deliver()
    saved = workshop.gateway.wordlists.of_job(accepted.job.id)
    assert saved is not None
    assert saved.wordlist.source_lang == "de"


def test_of_a_mixed_document_the_side_that_is_not_the_targets_is_learnt_from():
    german = Zone(0, 1, ZoneType.PARAGRAPH, "Der Müller mahlt das Korn und die Mühle steht an dem Bach.", lang="de")
    english = [
        Zone(at, 1, ZoneType.PARAGRAPH, "The miller grinds the grain and the mill stands at the stream.", lang="en")
        for at in range(1, 4)
    ]
    engine = OfflineEngine()
    assert tell_source(engine, [german, *english], target_lang="en") == "de"
    assert tell_source(engine, [german, *english], target_lang="de") == "en"
    assert tell_source(engine, [german, *english], target_lang="fr") == "en"
    assert tell_source(engine, english, target_lang="en") == "en"
