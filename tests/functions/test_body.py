"""Bodies, hostile ones included, alike on both platforms."""

import io
import json
from typing import Any
from uuid import uuid4

import pytest

from functions.export_generation.main import Body
from shared.exports.format import FORMATS, choose
from tests.support.doors import Answer, Knock, as_user


def send(echo: Knock, raw: bytes | str) -> Answer:
    return echo("POST", data=raw, content_type="application/json", headers=as_user())


def test_a_body_arrives_as_the_values_asked_for(echo: Knock) -> None:
    said = send(echo, json.dumps({"text": "Mühle 🌾", "count": 3, "words": ["a", "b"]})).json
    assert (said["text"], said["count"], said["words"]) == ("Mühle 🌾", 3, ["a", "b"])


def test_every_wrong_field_is_told_with_its_place(echo: Knock) -> None:
    answer = send(echo, json.dumps({"count": "many", "txet": "x", "do": "fly"}))
    assert answer.status == 422
    assert answer.json["code"] == "invalid_input"
    assert {error["pointer"] for error in answer.json["errors"]} == {"/count", "/txet", "/do"}
    assert "many" not in answer.body.decode()


def test_a_body_of_another_kind_is_told_without_our_classes(echo: Knock) -> None:
    for raw in ("[]", "null", '"text"'):
        answer = send(echo, raw)
        assert (answer.status, answer.json["detail"]) == (422, "the body: it should be a JSON object")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"{'text': 'x'}",
        b'{"text": "x"} {}',
        b'\xef\xbb\xbf{"text": "x"}',
        b'{"text": "\xff"}',
        b'{"text": "x", "text": "y"}',
        b'{"count": NaN}',
        b'{"data": [Infinity]}',
        b'{"data": [1e999]}',
        b'{"count": ' + b"9" * 5000 + b"}",
        b'{"data": ' + b"[" * 33 + b"]" * 33 + b"}",
        b'{"data": ' + b'{"a":' * 40 + b"1" + b"}" * 40 + b"}",
        b"[" * 30_000,
        b"[" * 30_000 + b"]" * 30_000,
    ],
)
def test_what_is_not_clean_json_is_400(echo: Knock, raw: bytes) -> None:
    answer = send(echo, raw)
    assert answer.status == 400
    assert answer.json["code"] == "malformed_request"


@pytest.mark.parametrize("raw", [b"null", b"[]", b'"text"', b"1", b"true"])
def test_json_that_is_not_an_object_is_422(echo: Knock, raw: bytes) -> None:
    assert send(echo, raw).status == 422


@pytest.mark.parametrize(
    "raw",
    [
        rb'{"text": "a\u0000b"}',
        rb'{"text": "\ud800"}',
        rb'{"data": {"a\udfffb": 1}}',
        rb'{"data": [["\u0000"]]}',
        rb'{"words": ["\udc00\ud800"]}',
    ],
)
def test_what_cannot_be_stored_is_422_wherever_it_stands(echo: Knock, raw: bytes) -> None:
    answer = send(echo, raw)
    assert answer.status == 422
    assert "surrogate" in answer.json["detail"]


def test_a_whole_surrogate_pair_is_one_good_character(echo: Knock) -> None:
    assert send(echo, rb'{"text": "\ud83c\udf3e"}').json["text"] == "🌾"


def test_thirty_two_deep_is_deep_enough(echo: Knock) -> None:
    assert send(echo, b'{"data": ' + b"[" * 29 + b"]" * 29 + b"}").status == 200


def test_a_form_brings_fields_and_a_file(echo: Knock) -> None:
    form: dict[str, Any] = {"text": "x", "count": "2", "file": (io.BytesIO(b"abc\x00\xff"), "mill.pdf")}
    said = echo("POST", data=form, headers=as_user()).json
    assert said["file"] == {"name": "mill.pdf", "size": 5, "type": "application/pdf"}
    assert said["count"] == 2


@pytest.mark.parametrize(
    ("words", "expected"), [("csv,xlsx", ["csv", "xlsx"]), (["csv", "xlsx"], ["csv", "xlsx"]), ("csv", ["csv"])]
)
def test_a_list_in_a_form_is_a_repeated_field_or_one_with_commas(echo: Knock, words: Any, expected: list[str]) -> None:
    form = {"text": "x", "words": words, "file": (io.BytesIO(b"x"), "a.txt")}
    assert echo("POST", data=form, headers=as_user()).json["words"] == expected


@pytest.mark.parametrize("boundary", ["", "x" * 300, '"un"quoted"'])
def test_a_form_with_a_wrong_boundary_is_refused(echo: Knock, boundary: str) -> None:
    kind = f"multipart/form-data; boundary={boundary}"
    answer = echo("POST", data=b"--other\r\n\r\nx\r\n--other--", content_type=kind, headers=as_user())
    assert answer.status in {200, 400, 422}
    assert answer.status != 200 or answer.json["text"] == ""


def test_a_form_of_a_thousand_fields_is_413(echo: Knock) -> None:
    form = {f"field{number}": "x" for number in range(1000)} | {"file": (io.BytesIO(b"x"), "a.txt")}
    assert echo("POST", data=form, headers=as_user()).status == 413


def test_a_file_name_with_a_null_byte_is_refused(echo: Knock) -> None:
    raw = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a\x00.txt"\r\n\r\nx\r\n--b--\r\n'
    answer = echo("POST", data=raw, content_type="multipart/form-data; boundary=b", headers=as_user())
    assert answer.status in {400, 422}


def test_json_cannot_pass_a_value_off_as_a_file(echo: Knock) -> None:
    forged = {"file": {"filename": "/etc/passwd", "content_type": "text/plain", "data": "x"}}
    answer = send(echo, json.dumps(forged))
    assert answer.status == 422
    assert answer.json["errors"][0]["pointer"] == "/file"


@pytest.mark.parametrize("name", FORMATS.names)
def test_every_value_of_an_option_arrives_as_it_was_sent(name: str):
    """A tab is a delimiter, though spaces around other texts are dropped."""
    for option, values in FORMATS.get(name).options.items():
        for value in values:
            body = Body(wordlist_id=uuid4(), format=f" {name} ", options={option: value})
            assert choose(body.format, body.options)[1][option] == value
