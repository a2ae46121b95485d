"""Files as Storage speaks of them: addresses, refusals, and what goes over the line."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from shared.errors import Forbidden, NotFound, StorageUnavailable, TooLarge, WordmillError
from shared.gateway.connection import Connection
from shared.gateway.files import SupabaseFiles

ROOT = "https://mill.example/storage/v1"
MISSING = {"statusCode": "404", "error": "not_found", "message": "Object not found"}


def files(answer: Callable[[httpx.Request], httpx.Response]) -> tuple[SupabaseFiles, list[httpx.Request]]:
    """Files behind an answer, and what is asked of it."""
    seen: list[httpx.Request] = []

    def noting(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer(request)

    http = httpx.Client(transport=httpx.MockTransport(noting))
    return SupabaseFiles(Connection("https://mill.example/", key="sb_secret_x", http=http)), seen


def says(body: object, status: int = 200) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(status, json=body)


def test_an_upload_address_is_whole_and_carries_its_token():
    ask, seen = files(says({"url": "/object/upload/sign/document-uploads/u/d.txt?token=abc.def"}))
    signed = ask.sign_upload("document-uploads", "u/d.txt")
    assert signed.url == f"{ROOT}/object/upload/sign/document-uploads/u/d.txt?token=abc.def"
    assert (signed.token, signed.path) == ("abc.def", "u/d.txt")
    assert (seen[0].method, str(seen[0].url)) == ("POST", f"{ROOT}/object/upload/sign/document-uploads/u/d.txt")


def test_a_download_address_names_the_file_that_it_becomes():
    ask, seen = files(says({"signedURL": "/object/sign/wordlist-exports/u/w.csv?token=t"}))
    url = ask.sign_download("wordlist-exports", "u/w.csv", seconds=3600, filename="Wörter & mehr.csv")
    assert url == f"{ROOT}/object/sign/wordlist-exports/u/w.csv?token=t&download=W%C3%B6rter+%26+mehr.csv"
    assert seen[0].content == b'{"expiresIn":3600}'


def test_a_file_that_is_not_there_has_no_download_address():
    ask, _ = files(says({"signedURL": None}))
    with pytest.raises(NotFound):
        ask.sign_download("wordlist-exports", "u/w.csv", seconds=60, filename="w.csv")


def test_an_upload_sends_the_bytes_as_they_are_and_replaces_what_is_there():
    ask, seen = files(says({"Key": "x"}))
    ask.upload("wordlist-exports", "u/w.csv", data=b"a,b\r\n", mime_type="text/csv")
    assert seen[0].content == b"a,b\r\n"
    assert (seen[0].headers["content-type"], seen[0].headers["x-upsert"]) == ("text/csv", "true")


@pytest.mark.parametrize(
    "facts",
    [{"size": 11}, {"size": None, "metadata": {"size": 11}}, {"metadata": {"contentLength": 11}}],
)
def test_the_size_is_found_wherever_storage_tells_it(facts: dict[str, object]):
    ask, _ = files(says(facts))
    assert ask.size("document-uploads", "u/d.txt") == 11


def test_a_size_that_is_not_told_is_not_guessed():
    ask, _ = files(says({"metadata": {}}))
    with pytest.raises(StorageUnavailable):
        ask.size("document-uploads", "u/d.txt")


def test_the_head_is_read_no_further_than_wanted_from_a_server_that_ignores_ranges():
    given: list[bytes] = []

    def endless() -> Iterator[bytes]:
        while True:
            given.append(b"x" * 10)
            yield given[-1]

    ask, seen = files(lambda _: httpx.Response(200, content=endless()))
    assert ask.head("document-uploads", "u/d.pdf", count=25) == b"x" * 25
    assert seen[0].headers["range"] == "bytes=0-24"
    assert len(given) < 10


def test_the_head_of_a_file_that_is_not_there_is_told_as_such():
    ask, _ = files(says(MISSING, 400))
    with pytest.raises(NotFound):
        ask.head("document-uploads", "u/d.pdf", count=25)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, MISSING, NotFound),
        (400, {"statusCode": "403", "error": "Unauthorized", "message": "no"}, Forbidden),
        (413, {"statusCode": "413", "error": "Payload too large", "message": "no"}, TooLarge),
        (404, "<html>", NotFound),
        (400, {"statusCode": "400", "error": "InvalidKey", "message": "no"}, WordmillError),
        (500, {"statusCode": "500", "error": "Internal", "message": "no"}, StorageUnavailable),
    ],
)
def test_the_status_in_the_body_decides_and_without_one_the_status_on_the_line(
    status: int, body: object, kind: type[WordmillError]
):
    ask, _ = files(says(body, status))
    with pytest.raises(WordmillError) as raised:
        ask.download("document-uploads", "u/d.txt")
    assert type(raised.value) is kind


def test_removing_nothing_asks_nobody():
    ask, seen = files(says([]))
    ask.remove("document-uploads", [])
    assert not seen


def test_removing_names_all_files_in_one_call():
    ask, seen = files(says([]))
    ask.remove("document-uploads", ["u/a.txt", "u/b.txt"])
    assert [(one.method, one.content) for one in seen] == [("DELETE", b'{"prefixes":["u/a.txt","u/b.txt"]}')]
