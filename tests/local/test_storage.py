"""Storage of the local stack, as supabase-py and a browser see it."""

import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
import psycopg
import pytest
from storage3.exceptions import StorageApiError

from deploy.local.stack import Stack
from tests.support.people import Person, administrator

TEXT = {"content-type": "text/plain"}
MEGABYTES_50 = 50 * 1024 * 1024


@pytest.fixture
def path(ada: Person) -> str:
    return f"{ada.id}/{uuid4().hex}.txt"


def test_what_is_uploaded_comes_back_with_its_type(ada: Person, path: str):
    papers = ada.client.storage.from_("papers")
    papers.upload(path, "Grüße".encode(), TEXT)
    signed = papers.create_signed_url(path, 60)["signedURL"]
    answer = httpx.get(signed)
    assert answer.content.decode() == "Grüße"
    assert answer.headers["content-type"].startswith("text/plain")
    assert papers.download(path) == answer.content


def test_a_signed_url_names_the_download(ada: Person, path: str):
    papers = ada.client.storage.from_("papers")
    papers.upload(path, b"x", TEXT)
    signed = papers.create_signed_url(path, 60, {"download": "Wörter.csv"})["signedURL"]
    assert "W%C3%B6rter.csv" in httpx.get(signed).headers["content-disposition"]


def test_a_signed_url_opens_one_file_only(ada: Person, path: str):
    papers = ada.client.storage.from_("papers")
    papers.upload(path, b"one", TEXT)
    papers.upload(f"{path}.other.txt", b"other", TEXT)
    signed = papers.create_signed_url(path, 60)["signedURL"]
    assert httpx.get(signed.replace(path, f"{path}.other.txt")).status_code in {400, 403}


def test_a_signed_url_expires(ada: Person, path: str):
    papers = ada.client.storage.from_("papers")
    papers.upload(path, b"x", TEXT)
    signed = papers.create_signed_url(path, 1)["signedURL"]
    assert httpx.get(signed).status_code == 200
    time.sleep(1.6)
    late = httpx.get(signed)
    assert (late.status_code, late.json()["error"]) == (400, "InvalidJWT")
    forged = httpx.get(f"{signed[:-3]}abc")
    assert (forged.status_code, forged.json()["error"]) == (400, "InvalidJWT")
    assert httpx.get(signed.partition("?")[0]).status_code == 400


def test_many_signed_urls_fail_one_by_one(ada: Person, path: str):
    papers = ada.client.storage.from_("papers")
    papers.upload(path, b"x", TEXT)
    there, missing = papers.create_signed_urls([path, f"{ada.id}/missing.txt"], 60)
    assert httpx.get(there["signedURL"]).content == b"x"
    assert missing["error"]


def test_a_signed_upload_takes_the_clients_form(ada: Person, path: str):
    papers = ada.client.storage.from_("papers")
    slot = papers.create_signed_upload_url(path)
    papers.upload_to_signed_url(path, slot["token"], b"by form", TEXT)
    assert papers.download(path) == b"by form"


def test_a_signed_upload_takes_plain_bytes(ada: Person, path: str):
    papers = ada.client.storage.from_("papers")
    slot = papers.create_signed_upload_url(path)
    assert httpx.put(slot["signed_url"], content=b"by put", headers=TEXT).status_code == 200
    assert papers.download(path) == b"by put"


def test_a_signed_upload_obeys_the_buckets_types(ada: Person, path: str):
    slot = ada.client.storage.from_("papers").create_signed_upload_url(path)
    answer = httpx.put(slot["signed_url"], content=b"x", headers={"content-type": "image/png"})
    assert answer.json()["error"] == "invalid_mime_type"


def test_a_type_with_a_charset_is_that_type(ada: Person, path: str):
    ada.client.storage.from_("papers").upload(path, b"x", {"content-type": "text/plain;charset=utf-8"})


def test_a_type_that_is_not_listed_is_refused(ada: Person, path: str):
    with pytest.raises(StorageApiError, match="mime type image/png is not supported"):
        ada.client.storage.from_("papers").upload(path, b"x", {"content-type": "image/png"})


def test_nobody_writes_into_a_strangers_folder(ada: Person, bob: Person):
    with pytest.raises(StorageApiError, match="row-level security"):
        ada.client.storage.from_("papers").upload(f"{bob.id}/x.txt", b"x", TEXT)


def test_nobody_reads_signs_lists_or_removes_a_strangers_file(ada: Person, bob: Person, path: str):
    ada.client.storage.from_("papers").upload(path, b"mine", TEXT)
    theirs = bob.client.storage.from_("papers")
    for attempt in (lambda: theirs.download(path), lambda: theirs.create_signed_url(path, 60)):
        with pytest.raises(StorageApiError, match="not found"):
            attempt()
    assert theirs.list(ada.id) == []
    assert theirs.remove([path]) == []
    assert ada.client.storage.from_("papers").download(path) == b"mine"


def test_a_list_shows_a_folder_as_a_file_manager_does(ada: Person):
    papers = ada.client.storage.from_("papers")
    folder = f"{ada.id}/{uuid4().hex}"
    for name in ("b.txt", "a.txt", "deep/c.txt", "deep/d.txt"):
        papers.upload(f"{folder}/{name}", b"x", TEXT)
    found = papers.list(folder)
    assert [entry["name"] for entry in found] == ["a.txt", "b.txt", "deep"]
    assert [entry["id"] is None for entry in found] == [False, False, True]
    assert found[0]["metadata"]["size"] == 1
    assert [entry["name"] for entry in papers.list(folder, {"limit": 1, "offset": 1})] == ["b.txt"]
    assert [entry["name"] for entry in papers.list(folder, {"search": "de"})] == ["deep"]


def test_the_size_limit_holds_for_forms_and_for_bodies_of_unknown_length(plain_stack: Stack):
    tiny = administrator(plain_stack).storage.from_("tiny")
    with pytest.raises(StorageApiError, match="exceeded the maximum allowed size"):
        tiny.upload("form.bin", b"x" * 1001)

    def drops() -> Iterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    answer = httpx.post(
        f"{plain_stack.url}/storage/v1/object/tiny/drops.bin",
        content=drops(),
        headers={"apikey": plain_stack.secret_key, "Authorization": f"Bearer {plain_stack.secret_key}"},
    )
    assert answer.json()["statusCode"] == "413"
    tiny.upload("fits.bin", b"x" * 1000)


def test_fifty_megabytes_go_in_and_out_and_one_byte_more_does_not(ada: Person):
    papers = ada.client.storage.from_("papers")
    big = bytes(MEGABYTES_50)
    pdf = {"content-type": "application/pdf"}
    papers.upload(f"{ada.id}/big.pdf", big, pdf)
    assert papers.download(f"{ada.id}/big.pdf") == big
    with pytest.raises(StorageApiError, match="exceeded the maximum allowed size"):
        papers.upload(f"{ada.id}/bigger.pdf", big + b"1", pdf)


def test_removing_removes_the_bytes_too(plain_stack: Stack, ada: Person, path: str):
    papers = ada.client.storage.from_("papers")
    papers.upload(path, b"x", TEXT)
    file = plain_stack.home / "storage" / "papers" / path
    assert file.read_bytes() == b"x"
    assert len(papers.remove([path])) == 1
    assert not file.exists()


def test_sql_cannot_remove_a_row_and_leave_the_bytes_behind(plain_stack: Stack):
    with (
        psycopg.connect(plain_stack.database_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="Use the Storage API"),
    ):
        connection.execute("delete from storage.objects")


def test_a_path_cannot_leave_its_bucket(plain_stack: Stack):
    answer = httpx.post(
        f"{plain_stack.url}/storage/v1/object/tiny/..%2f..%2fescaped.txt",
        content=b"x",
        headers={"apikey": plain_stack.secret_key, "Authorization": f"Bearer {plain_stack.secret_key}"},
    )
    assert answer.status_code >= 400
    assert not list(plain_stack.home.parent.rglob("escaped.txt"))
