"""Zones: stored whole, lent to the same file of the same user, corrected by their owner alone."""

import uuid
from typing import Any

import psycopg
import pytest

from tests.support.world import STAGES, World, call, refusal

ALL = "index, page, type, text, confidence, bbox, tool, lang, emphasis"
ZONES: list[dict[str, Any]] = [
    {"index": 0, "page": 1, "type": "heading", "text": "Die Muhle", "confidence": 0.5, "bbox": [1, 2.25, 3, 4]},
    {"index": 1, "page": 2, "type": "paragraph", "text": "The mill turns.", "lang": "en", "tool": "pdfium"},
    {"index": 2, "page": 2, "type": "table", "text": "a\tb\nc\td", "emphasis": ["a", "d"]},
]
BEFORE = "select from private.parsings where user_id = %s and document_id <> %s"
FOUND = {"pages": 2, "lang": "de", "page_labels": ["i", "ii"], "warnings": ["Page 3 was left out."]}


def read(here: World, user: uuid.UUID, *, zones: Any = ZONES, parser: str = "pdf/1") -> tuple[Any, Any, Any]:
    """A document that was read, its job, which stands at the next stage, and the token."""
    made = here.upload(user)
    job = made["job"]["id"]
    token = here.claim(job)["lease_token"]
    parsing = {"sha256": "a" * 64, "parser": parser, "zones": len(zones)}
    here.complete(job, token, "parsing", effects={"document": FOUND, "zones": zones, "parsing": parsing})
    return made["document"]["id"], job, token


def ask(here: World, user: uuid.UUID, *, parser: str = "pdf/1", sha256: str = "a" * 64) -> tuple[Any, Any]:
    """A new document of the user with these bytes, and what it is lent."""
    made = here.upload(user)
    job = made["job"]["id"]
    claim = here.claim(job)
    token = claim["lease_token"]
    assert claim["document"]["sent_before"] == bool(here.rows(BEFORE, user, made["document"]["id"]))
    lent = here.call("reuse_zones", job_id=job, lease_token=token, sha256=sha256, parser=parser)
    return made["document"]["id"], lent


def zones_of(here: World, document: object) -> list[Any]:
    return here.rows(f"select {ALL} from public.zones where document_id = %s order by index", document)


def test_the_same_bytes_get_the_same_zones_to_the_last_column(here: World):
    first, _, _ = read(here, here.ada)
    second, lent = ask(here, here.ada)
    assert lent == {"document": FOUND, "zones": 3}
    assert zones_of(here, second) == zones_of(here, first)
    assert len(zones_of(here, second)) == 3


def test_nothing_is_lent_to_somebody_else_to_other_bytes_or_by_another_parser(here: World):
    read(here, here.ada)
    for lent in (
        ask(here, here.ben)[1],
        ask(here, here.ada, sha256="b" * 64)[1],
        ask(here, here.ada, parser="pdf/2")[1],
    ):
        assert lent is None


def test_a_document_whose_zones_are_not_complete_lends_nothing(here: World):
    made = here.upload(here.ada)
    token = here.claim(made["job"]["id"])["lease_token"]
    here.call("save_zones", job_id=made["job"]["id"], lease_token=token, zones=ZONES)
    assert ask(here, here.ada)[1] is None


def test_a_deleted_document_lends_nothing_and_takes_back_nothing(here: World):
    first, _, _ = read(here, here.ada)
    second, _ = ask(here, here.ada)
    here.do("delete from public.documents where id = %s", first)
    assert len(zones_of(here, second)) == 3
    assert ask(here, here.ada)[1] is None


def test_what_an_unfinished_attempt_stored_beyond_the_end_is_gone_when_the_zones_are_complete(here: World):
    made = here.upload(here.ada)
    job = made["job"]["id"]
    token = here.claim(job)["lease_token"]
    here.call("save_zones", job_id=job, lease_token=token, zones=ZONES)
    parsing = {"sha256": "c" * 64, "parser": "pdf/1", "zones": 1}
    here.complete(job, token, "parsing", effects={"document": FOUND, "zones": ZONES[:1], "parsing": parsing})
    assert [row[0] for row in zones_of(here, made["document"]["id"])] == [0]
    assert here.value("select sha256 from public.documents where id = %s", made["document"]["id"]) == "c" * 64


def correct(here: World, user: object, document: object, index: int, text: str | None) -> Any:
    """A correction as the web app asks for it: with the learner's own token."""
    with here.database.acting_as("authenticated", user) as connection:
        return call(connection, "correct_zone", document_id=document, index=index, text=text)


def test_a_corrected_zone_keeps_what_stood_there_who_changed_it_and_how_sure_it_was(here: World):
    document, _, _ = read(here, here.ada)
    said = correct(here, here.ada, document, 0, " Die Mu\u0308hle\u0007 ")
    assert (said["original"], said["corrected"], said["type"]) == ("Die Muhle", "Die Mühle", "text")
    assert (said["confidence_before"], said["confidence_after"], said["user_id"]) == (0.5, 1, str(here.ada))
    assert zones_of(here, document)[0][3:5] == ("Die Mühle", 1)
    history = "select zone_index, confidence_before, confidence_after, tool from public.zone_confidence_history"
    assert here.rows(history) == [(0, 0.5, 1, "learner")]
    correct(here, here.ada, document, 2, "a\tb\nc\te")
    assert zones_of(here, document)[2][-1] == ["a"]
    assert here.rows(history) == [(0, 0.5, 1, "learner")]


def test_nobody_else_corrects_a_zone_and_nobody_writes_one_directly(here: World):
    document, _, _ = read(here, here.ada)
    for user in (here.ben, uuid.uuid4()):
        with refusal(404, "not_found"):
            correct(here, user, document, 0, "x")
    for role in ("anon", "service_role"):
        with here.database.acting_as(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            call(connection, "correct_zone", document_id=document, index=0, text="x")
    with here.database.acting_as("authenticated", here.ada) as ada:
        for statement in ("update public.zones set text = 'x'", "delete from public.zone_corrections"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ada.execute(statement.encode())
    assert zones_of(here, document)[0][3] == "Die Muhle"


def test_a_correction_that_changes_nothing_is_too_long_or_of_no_zone_is_refused(here: World):
    document, _, _ = read(here, here.ada)
    for index, text, status, code in (
        (0, "Die Muhle", 422, "invalid_input"),
        (0, None, 422, "invalid_input"),
        (0, "x" * 10_001, 413, "too_large"),
        (9, "x", 404, "not_found"),
    ):
        with refusal(status, code):
            correct(here, here.ada, document, index, text)
    correct(here, here.ada, document, 0, "x" * 10_000)
    with refusal(413, "too_large"):  # twice what was read, not twice the last correction
        correct(here, here.ada, document, 0, "y" * 10_001)
    here.set("corrections_per_document", 2)
    correct(here, here.ada, document, 0, "")
    with refusal(409, "conflict"):
        correct(here, here.ada, document, 1, "x")


def test_a_document_that_is_still_being_read_is_not_corrected(here: World):
    made = here.upload(here.ada)
    token = here.claim(made["job"]["id"])["lease_token"]
    here.call("save_zones", job_id=made["job"]["id"], lease_token=token, zones=ZONES)
    with refusal(409, "conflict"):
        correct(here, here.ada, made["document"]["id"], 0, "Die Mühle")


def test_a_corrected_document_lends_no_zones_and_another_copy_of_it_does(here: World):
    first, _, _ = read(here, here.ada)
    correct(here, here.ada, first, 0, "Die Mühle")
    assert ask(here, here.ada)[1] is None
    second, _, _ = read(here, here.ada)
    third, lent = ask(here, here.ada)
    assert lent["zones"] == 3
    assert zones_of(here, third) == zones_of(here, second)
    assert zones_of(here, third)[0][3] == "Die Muhle"


def test_a_failed_rebuild_is_retried_though_the_file_is_gone(here: World):
    document, job, token = read(here, here.ada)
    for stage in STAGES[1:]:
        here.complete(job, token, stage)
    here.do("update public.documents set status = 'removed', removed_at = now() where id = %s", document)
    again = here.call("submit_job", user_id=here.ada, kind="wordlist", stages=STAGES[1:], document_id=document)["id"]
    here.call("fail_stage", job_id=again, lease_token=here.claim(again)["lease_token"], error_code="internal",
              error_message="x", retry_in=None)  # fmt: skip
    assert here.call("retry_job", job_id=again, user_id=here.ada)["status"] == "processing"
