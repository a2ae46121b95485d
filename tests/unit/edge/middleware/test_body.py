"""Forms with files of every size; what else a body may be is knocked at the door in tests/functions."""

import httpx
import pytest
from werkzeug import Request

from shared.edge.middleware.body import read_body
from shared.edge.models import Command, Upload
from shared.errors import TooLarge


class Form(Command):
    file: Upload | None = None
    text: str = ""


def form(data: bytes, text: str) -> tuple[Request, bytes]:
    sent = httpx.Request("POST", "http://x/", files={"file": ("mill.txt", data)}, data={"text": text})
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": sent.headers["content-type"], "wsgi.url_scheme": "http"}
    return Request(environ), sent.read()


@pytest.mark.parametrize("size", [0, 1, 65_000, 65_536, 70_000, 131_072, 1_000_000, 5 * 1024 * 1024])
@pytest.mark.parametrize("line", [b"x" * 64, b"\n", b"\r\n", b"--", b"a line of text\r\n--", b"\x00\xff\r\n-"])
def test_a_file_of_any_size_and_shape_arrives_whole(size: int, line: bytes):
    data = (line * (size // len(line) + 1))[:size]
    request, raw = form(data, "x")
    found = read_body(request, raw, Form).value
    assert found.file.data == data
    assert found.text == "x"


def test_a_field_that_is_no_file_has_its_limit():
    request, raw = form(b"x", "x" * 300_000)
    with pytest.raises(TooLarge, match="bytes of text"):
        read_body(request, raw, Form)
