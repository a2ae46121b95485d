"""What a server in front of us may get wrong about a body's length."""

from io import BytesIO

import pytest
from werkzeug import Request
from werkzeug.test import create_environ

from shared.edge.call import SMALL_BODY, Policy
from shared.edge.middleware.guard import FORM_ROOM, check, read_bytes, room_for
from shared.errors import MalformedRequest, TooLarge, WordmillError

POLICY = Policy("POST", multipart=True)


def request(body: bytes = b"{}", kind: str = "application/json", **environ: object) -> Request:
    made = create_environ(method="POST", data=body, content_type=kind)
    return Request(made | environ)


@pytest.mark.parametrize("stated", ["-1", "1e3", "0x10", "9" * 400, "+5", " ", "٣"])
def test_a_content_length_that_is_no_number_is_refused(stated: str) -> None:
    with pytest.raises(WordmillError) as refused:
        check(request(CONTENT_LENGTH=stated), POLICY, "echo")
    assert isinstance(refused.value, MalformedRequest | TooLarge)


def test_a_body_without_a_stated_length_is_counted_while_it_is_read() -> None:
    endless = request(**{"wsgi.input": BytesIO(b"x" * 200_000), "wsgi.input_terminated": True})
    del endless.environ["CONTENT_LENGTH"]
    check(endless, POLICY, "echo")
    with pytest.raises(TooLarge):
        read_bytes(endless, POLICY)


def test_json_stays_small_where_a_form_may_be_large() -> None:
    files = Policy("POST", multipart=True, max_bytes=5 * 1024 * 1024)
    assert room_for(request(kind="multipart/form-data; boundary=b"), files) == 5 * 1024 * 1024 + FORM_ROOM
    assert room_for(request(), files) == SMALL_BODY
    with pytest.raises(TooLarge, match=r"announce a larger file"):
        check(request(kind="multipart/form-data; boundary=b", CONTENT_LENGTH="6000000"), files, "echo")


def test_a_form_has_room_for_its_boundaries_beside_the_file() -> None:
    assert room_for(request(), POLICY) == SMALL_BODY
    assert room_for(request(kind="multipart/form-data; boundary=b"), POLICY) == SMALL_BODY + FORM_ROOM
