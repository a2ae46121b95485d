"""From the file to zones in the table."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from shared.documents.limits import Limits
from shared.domain.job import JobStatus
from shared.domain.wire import Json
from shared.pipeline.stages.parsing import BATCH, BATCH_CHARS
from shared.services.upload_intake import Accepted
from shared.testing.memory.jobs import MemoryJobs
from shared.testing.workshop import TEXT, USER, Workshop
from tests.support.processes import children
from tests.unit.documents.test_ocr import SCAN, said, stand_in


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


def again_without_its_bytes(workshop: Workshop, text: str = TEXT) -> Accepted:
    """The same file once more, gone from Storage before anybody could read it: only known zones help now."""
    second = workshop.submit(text)
    workshop.gateway.files.content["document-uploads"].clear()
    workshop.deliver()
    return second


def test_the_same_file_again_is_neither_downloaded_nor_parsed_and_has_the_same_zones():
    workshop = Workshop()
    documents = workshop.gateway.documents
    first = workshop.submit()
    workshop.deliver()
    second = again_without_its_bytes(workshop)
    assert workshop.gateway.jobs.get(second.job.id, user_id=USER).status is JobStatus.COMPLETED
    assert documents.zones(second.document.id) == documents.zones(first.document.id) != ()
    of_first, of_second = (documents.get(one.document.id, user_id=USER) for one in (first, second))
    assert (of_second.pages, of_second.lang, of_second.sha256) == (of_first.pages, of_first.lang, of_first.sha256)


def test_a_copy_lends_its_zones_as_well_when_the_first_document_is_gone():
    workshop = Workshop()
    first = workshop.submit()
    workshop.deliver()
    again_without_its_bytes(workshop)
    del workshop.gateway.state.parsings[first.document.id]
    third = again_without_its_bytes(workshop)
    assert workshop.gateway.jobs.get(third.job.id, user_id=USER).status is JobStatus.COMPLETED


@pytest.mark.parametrize("other", ["text", "user", "version", "type", "corrected"])
def test_another_file_user_type_or_version_and_a_corrected_document_are_read_anew(other: str):
    workshop = Workshop()
    first = workshop.submit()
    workshop.deliver()
    row = workshop.gateway.state.parsings[first.document.id]
    if other == "user":
        row["user_id"] = "22222222-2222-4222-8222-222222222222"
    if other == "version":
        row["parser"] = "txt/0123456789abcdef"
    if other == "type":
        row["parser"] = row["parser"].replace("txt/", "docx/")
    if other == "corrected":
        workshop.gateway.state.corrected.add(first.document.id)
    second = again_without_its_bytes(workshop, TEXT + "!" * (other == "text"))
    job = workshop.gateway.jobs.get(second.job.id, user_id=USER)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "not_found")


def test_a_large_files_hash_is_learnt_when_it_is_read_and_saves_the_parse_next_time():
    workshop = Workshop()
    first = workshop.submit()
    workshop.gateway.state.documents[first.document.id]["sha256"] = None
    workshop.deliver()
    known = workshop.gateway.documents.get(first.document.id, user_id=USER).sha256
    assert known == hashlib.sha256(TEXT.encode()).hexdigest()
    second = workshop.submit()
    workshop.gateway.state.documents[second.document.id]["sha256"] = None
    with children() as started:
        workshop.deliver()
    assert started == []
    assert workshop.gateway.documents.get(second.document.id, user_id=USER).sha256 == known
    third = workshop.submit(TEXT + "?")
    with children() as started:
        workshop.deliver()
    assert len(started) == 1, third


def test_a_file_that_was_swept_meanwhile_is_told_and_not_tried_again():
    workshop = Workshop()
    accepted = workshop.submit()
    workshop.gateway.files.content["document-uploads"].clear()
    workshop.deliver()
    job = workshop.gateway.jobs.get(accepted.job.id, user_id=USER)
    assert (job.status, job.error_code, job.retry_count) == (JobStatus.FAILED, "not_found", 0)
    assert "upload it again" in (job.error_message or "")


def test_a_scan_is_read_by_the_program_of_the_settings_in_the_language_of_the_job(tmp_path: Path):
    workshop = Workshop(limits=Limits(tesseract=str(stand_in(tmp_path, said("read", "as", "$4")))))
    texts = []
    for lang, new_readers in (("de", 1), ("en", 1), ("de", 0)):
        taken = workshop.intake.take("scan.pdf", SCAN, params={"target_lang": "xx", "source_lang": lang})
        with children() as started:
            workshop.deliver()
        assert len(started) == new_readers
        texts += [zone.text for zone in workshop.gateway.documents.zones(taken.document.id)]
    assert texts == ["read as deu", "read as eng", "read as deu"]


def test_a_document_may_use_what_the_settings_say():
    workshop = Workshop(limits=Limits(memory_mb=40))
    accepted = workshop.submit("word " * 100_000)
    workshop.deliver()
    job = workshop.gateway.jobs.get(accepted.job.id, user_id=USER)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "resource_limit")
