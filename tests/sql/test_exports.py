"""Exports and files: written once, kept as long as promised, removed through the Storage API only."""

import pytest

from tests.support.world import World, refusal


@pytest.fixture
def wordlist(here: World) -> str:
    """One of Ada's."""
    here.run(here.upload(here.ada)["job"]["id"])
    return str(here.value("select id from public.wordlists"))


def ask(here: World, wordlist: str, fmt: str = "csv", **options: object) -> dict[str, object]:
    answer: dict[str, object] = here.call(
        "request_export", user_id=here.ada, wordlist_id=wordlist, format=fmt, options=options
    )
    return answer


def claim(here: World, export: object, webhook: str | None = None) -> dict[str, object] | None:
    answer: dict[str, object] | None = here.call("claim_export", export_id=export, lease_seconds=30, webhook_id=webhook)
    return answer


def write(here: World, wordlist: str) -> dict[str, object]:
    """An export that is there."""
    export = ask(here, wordlist)
    claimed = claim(here, export["id"])
    assert claimed
    answer: dict[str, object] = here.call(
        "complete_export", export_id=export["id"], lease_token=claimed["lease_token"],
        storage_path=f"{here.ada}/{wordlist}.csv", size_bytes=10, sha256="b" * 64,
    )  # fmt: skip
    return answer


def test_the_same_export_asked_for_twice_is_written_once(here: World, wordlist: str):
    assert ask(here, wordlist)["id"] == ask(here, wordlist)["id"]
    done = write(here, wordlist)
    again = ask(here, wordlist)
    assert (again["id"], again["status"], again["expires_at"]) == (done["id"], "completed", done["expires_at"])


def complete(here: World, wordlist: str, claimed: dict[str, object] | None, sha256: str) -> dict[str, object] | None:
    assert claimed
    answer: dict[str, object] | None = here.call(
        "complete_export", export_id=claimed["export"]["id"], lease_token=claimed["lease_token"],  # type: ignore[index]
        storage_path=f"{here.ada}/{wordlist}.csv", size_bytes=1, sha256=sha256,
    )  # fmt: skip
    return answer


def test_other_options_write_the_file_anew_and_void_the_lease(here: World, wordlist: str):
    export = ask(here, wordlist)
    claimed = claim(here, export["id"])
    assert claimed
    assert claimed["wordlist"]["id"] == wordlist  # type: ignore[index]
    assert ask(here, wordlist, bom=True)["status"] == "queued"
    assert complete(here, wordlist, claimed, "a" * 64) is None
    assert ask(here, wordlist, bom=True)["status"] == "queued"


@pytest.mark.parametrize("is_written", [False, True])
def test_a_late_file_over_anothers_has_it_written_once_more(here: World, wordlist: str, *, is_written: bool):
    export = ask(here, wordlist)
    late = claim(here, export["id"])
    ask(here, wordlist, bom=True)
    second = claim(here, export["id"])
    if is_written:
        assert complete(here, wordlist, second, "b" * 64)
    assert complete(here, wordlist, late, "a" * 64) is None
    third = claim(here, export["id"])
    if not is_written:
        assert complete(here, wordlist, second, "b" * 64) is None  # as the late file may lie over this one
        third = claim(here, export["id"])
    done = complete(here, wordlist, third, "b" * 64)
    assert done
    assert (done["status"], done["options"]) == ("completed", {"bom": True})


def test_completing_an_export_again_is_the_same_answer(here: World, wordlist: str):
    claimed = claim(here, ask(here, wordlist)["id"])
    assert complete(here, wordlist, claimed, "a" * 64) == complete(here, wordlist, claimed, "a" * 64)
    assert ask(here, wordlist)["status"] == "completed"


def test_a_file_whose_list_was_deleted_meanwhile_is_left_to_cleanup(here: World, wordlist: str):
    claimed = claim(here, ask(here, wordlist)["id"])
    here.do("delete from public.wordlists")
    assert complete(here, wordlist, claimed, "a" * 64) is None
    files = here.call("expired_files", bucket="wordlist-exports", limit=10)
    assert [file["storage_path"] for file in files] == [f"{here.ada}/{wordlist}.csv"]


def test_an_export_is_claimed_once_and_a_webhook_taken_once(here: World, wordlist: str):
    export = ask(here, wordlist)["id"]
    assert claim(here, export, "msg_1")
    assert claim(here, export) is None
    here.do("update public.exports set lease_expires_at = now() where id = %s", export)
    assert claim(here, export, "msg_1") is None
    again = claim(here, export, "msg_2")
    assert again
    assert again["export"]["attempt"] == 2  # type: ignore[index]


def test_an_export_that_fails_every_time_ends_as_failed_and_can_be_asked_for_again(here: World, wordlist: str):
    export = ask(here, wordlist)["id"]
    for attempt in range(1, 5):
        claimed = claim(here, export)
        assert claimed, attempt
        failed = here.call("fail_export", export_id=export, lease_token=claimed["lease_token"],
                           error_code="storage_unavailable", error_message="x", retry_in=0)  # fmt: skip
    assert failed["status"] == "failed"
    assert ask(here, wordlist)["status"] == "queued"


def test_a_silent_worker_loses_its_export_to_the_sweep(here: World, wordlist: str):
    export = ask(here, wordlist)["id"]
    claim(here, export)
    here.do("update public.exports set lease_expires_at = now()")
    assert here.call("sweep_jobs", limit=10)["exports"] == 1
    assert here.rows("select status::text, attempt from public.exports") == [("queued", 2)]


def test_somebody_elses_wordlist_cannot_be_exported(here: World, wordlist: str):
    with refusal(404, "not_found"):
        here.call("request_export", user_id=here.ben, wordlist_id=wordlist, format="csv", options={})


def test_an_export_over_an_hour_old_is_removed_and_can_be_written_again(here: World, wordlist: str):
    export = write(here, wordlist)
    assert here.call("expired_files", bucket="wordlist-exports", limit=10) == []
    here.do("update public.exports set expires_at = now() - interval '1 second'")
    files = here.call("expired_files", bucket="wordlist-exports", limit=10)
    assert files == [{"id": export["id"], "storage_path": export["storage_path"]}]
    # While the old file is being removed nobody writes the new one.
    assert ask(here, wordlist)["status"] == "queued"
    assert claim(here, export["id"]) is None
    assert here.call("files_removed", bucket="wordlist-exports", ids=[export["id"]]) == 1
    assert claim(here, export["id"])


def test_the_file_of_a_deleted_wordlist_is_removed(here: World, wordlist: str):
    export = write(here, wordlist)
    with here.database.acting_as("authenticated", here.ada) as ada:
        ada.execute("delete from public.wordlists")
    files = here.call("expired_files", bucket="wordlist-exports", limit=10)
    assert [file["storage_path"] for file in files] == [export["storage_path"]]
    here.call("files_removed", bucket="wordlist-exports", ids=[file["id"] for file in files])
    assert here.call("expired_files", bucket="wordlist-exports", limit=10) == []


def test_an_upload_over_a_day_old_is_removed_unless_a_job_waits_for_it(here: World):
    jobs = [here.upload(here.ada) for _ in range(2)]
    here.do("update public.documents set created_at = now() - interval '25 hours'")
    assert here.call("expired_files", bucket="document-uploads", limit=10) == []
    here.run(jobs[0]["job"]["id"])
    due = here.call("expired_files", bucket="document-uploads", limit=10)
    assert [file["id"] for file in due] == [jobs[0]["document"]["id"]]
    assert here.call("files_removed", bucket="document-uploads", ids=[due[0]["id"]]) == 1
    assert here.value("select status::text from public.documents where id = %s", due[0]["id"]) == "removed"


def test_a_file_no_document_accounts_for_is_removed_after_a_day(here: World):
    here.do("insert into storage.objects (bucket_id, name, created_at) values ('document-uploads', 'a/stray.pdf', "
            "now() - interval '25 hours'), ('document-uploads', 'a/new.pdf', now())")  # fmt: skip
    files = here.call("expired_files", bucket="document-uploads", limit=10)
    assert [file["storage_path"] for file in files] == ["a/stray.pdf"]


def test_a_rejected_upload_cannot_be_completed_and_its_job_never_begins(here: World):
    made = here.call("create_document", user_id=here.ada, filename="x.pdf", mime_type="application/pdf", size_bytes=1,
                     extension=".pdf")  # fmt: skip
    assert made["storage_path"] == f"{here.ada}/{made['id']}.pdf"
    rejected = here.call("reject_upload", document_id=made["id"], user_id=here.ada, error_code="type_mismatch")
    assert (rejected["status"], rejected["error_code"]) == ("rejected", "type_mismatch")
    with refusal(409, "conflict"):
        here.call("complete_upload", document_id=made["id"], user_id=here.ada, size_bytes=1, sha256="a" * 64,
                  kind="wordlist", stages=["one"])  # fmt: skip
    with refusal(404, "not_found"):
        here.call("reject_upload", document_id=made["id"], user_id=here.ben, error_code="x")
