"""What both gateways promise of documents, files and exports."""

import httpx
import pytest

from shared.domain.document import DocumentStatus
from shared.domain.export import ExportStatus
from shared.domain.job import JobStatus
from shared.errors import Conflict, LeaseLost, NotFound
from shared.gateway.ports import EXPORTS, UPLOADS, Failure, NewJob, StageDone
from tests.contract.conftest import Bench
from tests.contract.test_jobs import WORDLIST

NEW = NewJob("wordlist", ("last",), {"target_lang": "xx"}, 2)


def wordlist_of(bench: Bench) -> str:
    job = bench.job(stages=("last",))
    done = StageDone("last", {}, {"wordlist": WORDLIST})
    bench.gateway.jobs.complete(job.id, token=bench.claim(job).token, done=done, run_on=None)
    saved = bench.gateway.wordlists.of_job(job.id)
    assert saved is not None
    return saved.id


def test_a_new_document_waits_for_its_file_in_its_owners_folder(bench: Bench):
    document = bench.document()
    assert document.status is DocumentStatus.PENDING
    assert document.storage_path == f"{bench.ada}/{document.id}.txt"
    assert bench.gateway.documents.get(document.id, user_id=bench.ada) == document
    with pytest.raises(NotFound):
        bench.gateway.documents.get(document.id, user_id=bench.bea)


def test_completing_an_upload_twice_makes_one_job(bench: Bench):
    document = bench.document()
    answers = [bench.gateway.documents.complete(document, size_bytes=9, sha256="b" * 64, new=NEW) for _ in range(2)]
    bench.jobs.append(answers[0][1])
    assert answers[0][1].id == answers[1][1].id
    assert (answers[1][0].status, answers[1][0].size_bytes) == (DocumentStatus.UPLOADED, 9)


def test_a_rejected_document_gets_no_job(bench: Bench):
    document = bench.document()
    rejected = bench.gateway.documents.reject(document.id, user_id=bench.ada, code="type_mismatch")
    assert rejected.status is DocumentStatus.REJECTED
    with pytest.raises(Conflict):
        bench.gateway.documents.complete(document, size_bytes=9, sha256=None, new=NEW)


def test_a_file_can_be_put_replaced_read_in_part_and_removed(bench: Bench):
    files, path = bench.gateway.files, bench.document().storage_path
    files.upload(UPLOADS, path, data=b"first", mime_type="text/plain")
    files.upload(UPLOADS, path, data=b"0123456789", mime_type="text/plain")
    assert files.download(UPLOADS, path) == b"0123456789"
    assert files.size(UPLOADS, path) == 10
    assert files.head(UPLOADS, path, count=4) == b"0123"
    files.remove(UPLOADS, [path])
    files.remove(UPLOADS, [path])
    with pytest.raises(NotFound):
        files.download(UPLOADS, path)
    with pytest.raises(NotFound):
        files.size(UPLOADS, path)


@pytest.mark.enable_socket
def test_signed_addresses_take_and_give_the_file(bench: Bench):
    if not bench.is_real:
        return  # the memory gateway's addresses lead nowhere, as it says
    files, path = bench.gateway.files, bench.document().storage_path
    signed = files.sign_upload(UPLOADS, path)
    answer = httpx.put(signed.url, content=b"sent by a page", headers={"content-type": "text/plain"})
    assert answer.is_success, answer.text
    url = files.sign_download(UPLOADS, path, seconds=60, filename="mill.txt")
    fetched = httpx.get(url)
    assert fetched.content == b"sent by a page"
    assert "mill.txt" in fetched.headers["content-disposition"]


def test_asking_twice_for_an_export_gives_the_same_one(bench: Bench):
    wordlist_id = wordlist_of(bench)
    asked = [
        bench.gateway.exports.request(bench.ada, wordlist_id=wordlist_id, format="csv", options={"bom": True})
        for _ in range(2)
    ]
    assert asked[0].id == asked[1].id
    assert asked[0].status is ExportStatus.QUEUED
    with pytest.raises(NotFound):
        bench.gateway.exports.request(bench.bea, wordlist_id=wordlist_id, format="csv", options={})


def test_an_export_is_claimed_once_completed_once_and_swept_after_an_hour(bench: Bench):
    exports, files = bench.gateway.exports, bench.gateway.files
    export = exports.request(bench.ada, wordlist_id=wordlist_of(bench), format="csv", options={})
    claim = exports.claim(export.id, lease_seconds=30)
    assert claim is not None
    assert claim.wordlist.wordlist.pairs[0].term == "Mühle"
    assert exports.claim(export.id, lease_seconds=30) is None
    path = f"{bench.ada}/{export.wordlist_id}.csv"
    files.upload(EXPORTS, path, data=b"a,b", mime_type="text/csv")
    made = exports.complete(claim, storage_path=path, size_bytes=3, sha256="c" * 64)
    assert (made.status, made.size_bytes) == (ExportStatus.COMPLETED, 3)
    assert made.expires_at is not None
    assert export.id not in files.expired(EXPORTS, limit=1000)
    bench.pass_time(3601)
    due = files.expired(EXPORTS, limit=1000)
    assert due[export.id] == path
    files.remove(EXPORTS, [path])
    assert files.removed(EXPORTS, [export.id]) == 1
    assert export.id not in files.expired(EXPORTS, limit=1000)


def test_a_file_that_comes_late_is_not_left_over_the_one_of_whoever_took_the_export(bench: Bench):
    exports, wordlist_id = bench.gateway.exports, wordlist_of(bench)
    path = f"{bench.ada}/{wordlist_id}.csv"
    export = exports.request(bench.ada, wordlist_id=wordlist_id, format="csv", options={})
    late = exports.claim(export.id, lease_seconds=30)
    exports.request(bench.ada, wordlist_id=wordlist_id, format="csv", options={"bom": True})
    second = exports.claim(export.id, lease_seconds=30)
    assert late
    assert second
    done = exports.complete(second, storage_path=path, size_bytes=1, sha256="e" * 64)
    assert exports.complete(second, storage_path=path, size_bytes=1, sha256="e" * 64) == done
    with pytest.raises(LeaseLost):
        exports.complete(late, storage_path=path, size_bytes=1, sha256="d" * 64)
    assert exports.claim(export.id, lease_seconds=30) is not None


def test_a_failed_export_is_tried_again_or_not_as_its_failure_says(bench: Bench):
    exports = bench.gateway.exports
    export = exports.request(bench.ada, wordlist_id=wordlist_of(bench), format="csv", options={})
    first = exports.claim(export.id, lease_seconds=30)
    assert first is not None
    assert exports.fail(first, failure=Failure("unavailable", "No answer.", 0.0)).status is ExportStatus.QUEUED
    bench.pass_time(1)
    second = exports.claim(export.id, lease_seconds=30)
    assert second is not None
    with pytest.raises(LeaseLost):
        exports.fail(first, failure=Failure("unavailable", "No answer.", 0.0))
    assert exports.fail(second, failure=Failure("unknown_format", "No.", None)).status is ExportStatus.FAILED


def test_an_upload_is_due_after_a_day_and_not_before(bench: Bench):
    job = bench.job(stages=("last",))
    files, document_id = bench.gateway.files, str(job.document_id)
    done = StageDone("last", {}, {"wordlist": WORDLIST})
    bench.gateway.jobs.complete(job.id, token=bench.claim(job).token, done=done, run_on=None)
    assert bench.get(job).status is JobStatus.COMPLETED
    bench.pass_time(23 * 3600)
    assert document_id not in files.expired(UPLOADS, limit=1000)
    bench.pass_time(2 * 3600)
    assert document_id in files.expired(UPLOADS, limit=1000)
    assert files.removed(UPLOADS, [document_id]) == 1
    assert document_id not in files.expired(UPLOADS, limit=1000)


def test_what_a_learner_said_of_words_is_read_for_its_direction(bench: Bench):
    bench.say(bench.ada, [("Mühle", "noun", "flour mill", False), ("Bach", "noun", None, True)])
    of = bench.gateway.vocabularies.of
    found = of(bench.ada, source_lang="de", target_lang="en")
    assert (found.known, found.corrections) == ({"Bach"}, {("Mühle", "noun"): "flour mill"})
    assert of(bench.ada, source_lang="de", target_lang="fr") == of(bench.bea, source_lang="de", target_lang="en")
