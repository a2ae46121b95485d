"""What is taken in, what is refused, and what is believed."""

import hashlib
import io
import zipfile

import pytest

from shared.domain.document import DocumentStatus
from shared.errors import (
    Conflict,
    EmptyDocument,
    InvalidInput,
    LegacyFormat,
    NotFound,
    TooLarge,
    TypeMismatch,
    UnknownFormat,
    UnsupportedType,
    WordmillError,
)
from shared.services.upload_intake import DIRECT_BYTES, Intake
from shared.testing.workshop import TEXT, USER, Workshop

PARAMS = {"target_lang": "xx", "max_words": 10}
STRANGER = "99999999-9999-4999-8999-999999999999"


def put(workshop: Workshop, document_id: str, data: bytes) -> None:
    """What the user's browser does with the signed address."""
    path = workshop.gateway.documents.get(document_id, user_id=USER).storage_path
    workshop.gateway.files.upload("document-uploads", path, data=data, mime_type="text/plain")


def test_an_announced_file_gets_an_address_in_its_owners_folder_that_says_its_type():
    ticket = Workshop().intake.ask("Mühle.TXT", size_bytes=100)
    assert ticket.upload.path == f"{USER}/{ticket.document_id}.txt"
    assert (ticket.upload.method, dict(ticket.upload.headers)) == ("PUT", {"content-type": "text/plain"})


def test_a_completed_upload_sets_its_job_off_with_what_the_learner_asked_for():
    workshop = Workshop()
    ticket = workshop.intake.ask("mill.txt", size_bytes=1)
    put(workshop, ticket.document_id, TEXT.encode())
    accepted = workshop.intake.complete(ticket.document_id, params=PARAMS)
    assert accepted.document.status is DocumentStatus.UPLOADED
    assert accepted.document.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert accepted.document.size_bytes == len(TEXT.encode())
    assert dict(accepted.job.params) == {**PARAMS, "filename": "mill.txt"}


def test_completing_again_answers_with_the_same_job_though_the_file_is_gone():
    workshop = Workshop()
    ticket = workshop.intake.ask("mill.txt", size_bytes=1)
    put(workshop, ticket.document_id, TEXT.encode())
    first = workshop.intake.complete(ticket.document_id, params=PARAMS)
    workshop.gateway.files.content["document-uploads"].clear()
    assert workshop.intake.complete(ticket.document_id, params=PARAMS).job.id == first.job.id


def test_completing_before_the_file_is_there_says_what_to_do():
    workshop = Workshop()
    ticket = workshop.intake.ask("mill.txt", size_bytes=1)
    with pytest.raises(Conflict, match="put it to the signed address"):
        workshop.intake.complete(ticket.document_id, params=PARAMS)


def test_a_file_that_is_not_what_its_name_says_is_rejected_and_removed():
    workshop = Workshop()
    ticket = workshop.intake.ask("mill.pdf", size_bytes=1)
    put(workshop, ticket.document_id, TEXT.encode())
    with pytest.raises(TypeMismatch):
        workshop.intake.complete(ticket.document_id, params=PARAMS)
    assert workshop.gateway.documents.get(ticket.document_id, user_id=USER).status is DocumentStatus.REJECTED
    assert not workshop.gateway.files.content["document-uploads"]
    assert not workshop.gateway.state.jobs


def test_a_file_larger_than_announced_is_refused_by_its_real_size():
    workshop = Workshop()
    intake = Intake(workshop.gateway, workshop.clock, USER, max_bytes=50)
    ticket = intake.ask("mill.txt", size_bytes=1)
    put(workshop, ticket.document_id, b"x" * 51)
    with pytest.raises(TooLarge, match="51 bytes"):
        intake.complete(ticket.document_id, params=PARAMS)


def test_of_a_large_file_the_head_is_enough_and_its_hash_stays_unknown():
    workshop = Workshop()
    ticket = workshop.intake.ask("mill.txt", size_bytes=1)
    put(workshop, ticket.document_id, b"word " * (DIRECT_BYTES // 5 + 1))
    assert workshop.intake.complete(ticket.document_id, params=PARAMS).document.sha256 is None


def test_a_small_file_is_taken_along_with_the_request():
    workshop = Workshop()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    accepted = workshop.intake.take("mill.docx", buffer.getvalue(), params=PARAMS)
    stored = workshop.gateway.files.content["document-uploads"]
    assert stored == {f"{USER}/{accepted.document.id}.docx": buffer.getvalue()}


def test_a_small_file_that_is_not_what_its_name_says_leaves_nothing_behind():
    workshop = Workshop()
    with pytest.raises(TypeMismatch):
        workshop.intake.take("mill.pdf", TEXT.encode(), params=PARAMS)
    assert not workshop.gateway.state.documents


@pytest.mark.parametrize(
    ("filename", "size", "error"),
    [
        ("mill.exe", 5, UnsupportedType),
        ("mill", 5, UnsupportedType),
        ("mill.doc", 5, LegacyFormat),
        ("mill.txt", 0, EmptyDocument),
        ("mill.txt", 50 * 1024 * 1024 + 1, TooLarge),
        (f"{'m' * 252}.txt", 5, InvalidInput),
    ],
)
def test_what_we_cannot_read_is_refused_before_it_is_sent(filename: str, size: int, error: type[WordmillError]):
    with pytest.raises(error):
        Workshop().intake.ask(filename, size_bytes=size)


def test_folders_in_a_name_are_not_kept():
    workshop = Workshop()
    ticket = workshop.intake.ask("C:\\secret\\..\\mill.txt", size_bytes=5)
    assert workshop.gateway.documents.get(ticket.document_id, user_id=USER).filename == "mill.txt"


def test_an_unknown_export_format_is_refused_before_any_work():
    with pytest.raises(UnknownFormat, match="csv"):
        Workshop().submit(exports=["pptx"])


def test_nobody_completes_a_document_of_somebody_else():
    workshop = Workshop()
    ticket = workshop.intake.ask("mill.txt", size_bytes=1)
    with pytest.raises(NotFound):
        Intake(workshop.gateway, workshop.clock, STRANGER).complete(ticket.document_id, params=PARAMS)
