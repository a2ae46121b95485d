"""From the file to zones in the table."""

from collections.abc import Sequence

from shared.domain.job import JobStatus
from shared.domain.wire import Json
from shared.pipeline.stages.parsing import BATCH, BATCH_CHARS
from shared.testing.memory.jobs import MemoryJobs
from shared.testing.workshop import USER, Workshop


def test_a_document_longer_than_a_batch_is_stored_whole_and_in_order():
    workshop = Workshop(seconds_left=60)
    text = "\n\n".join(f"Paragraph number {number} stands alone here." for number in range(BATCH + 7))
    accepted = workshop.submit(text)
    workshop.deliver()
    zones = workshop.gateway.documents.zones(accepted.document.id)
    assert len(zones) == BATCH + 7
    assert [zone.index for zone in zones] == list(range(BATCH + 7))


def test_no_batch_carries_much_more_text_than_a_request_should():
    workshop = Workshop()
    sizes: list[int] = []

    class Weighing(MemoryJobs):
        def save_zones(self, job_id: str, *, token: str, zones: Sequence[Json]) -> bool:
            sizes.append(sum(len(zone["text"]) for zone in zones))
            return super().save_zones(job_id, token=token, zones=zones)

    workshop.gateway.jobs = Weighing(workshop.gateway.state)
    accepted = workshop.submit("\n\n".join("long sentence about millstones " * 2000 for _ in range(30)))
    workshop.deliver()
    assert len(sizes) > 2
    assert max(sizes) <= BATCH_CHARS
    stored = workshop.gateway.documents.zones(accepted.document.id)
    assert sum(len(zone.text) for zone in stored) > sum(sizes) > 0


def test_what_is_known_of_the_document_is_told_with_its_zones():
    workshop = Workshop()
    accepted = workshop.submit()
    workshop.deliver()
    document = workshop.gateway.documents.get(accepted.document.id, user_id=USER)
    assert (document.pages, document.lang) == (1, "en")


def test_a_file_that_was_swept_meanwhile_is_told_and_not_tried_again():
    workshop = Workshop()
    accepted = workshop.submit()
    workshop.gateway.files.content["document-uploads"].clear()
    workshop.deliver()
    job = workshop.gateway.jobs.get(accepted.job.id, user_id=USER)
    assert (job.status, job.error_code, job.retry_count) == (JobStatus.FAILED, "not_found", 0)
    assert "upload it again" in (job.error_message or "")
