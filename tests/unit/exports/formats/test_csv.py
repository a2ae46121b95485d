"""CSV, read back by the csv module."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidInput
from shared.exports.format import clean_text, write_export
from tests.unit.exports.wordlists import HOSTILE, MILL, STRANGE, pair, wordlist


def rows_of(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter, strict=True))


def test_a_wordlist_reads_back_as_it_was():
    first, second = rows_of(write_export("csv", MILL, title="x")[1])
    assert first == {
        "term": "Mühle",
        "lemma": "Mühle",
        "reading": "",
        "pos": "noun",
        "gender": "f",
        "translation": "mill",
        "alternatives": "mills; grinder",
        "sentence": "Satz: Mühle",
        "page": "3",
        "page_label": "",
        "confidence": "0.91",
        "source": "offline",
        "level": "B1",
        "note": "seen twice",
    }
    assert (second["term"], second["translation"], second["confidence"]) == ("Zugbrücke", "", "0.0")


def test_lines_end_as_rfc_4180_has_it_also_the_last():
    data = write_export("csv", MILL, title="x")[1]
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == data.count(b"\n") == 3


def test_the_byte_order_mark_is_there_unless_it_is_declined():
    assert write_export("csv", MILL, title="x")[1].startswith(b"\xef\xbb\xbfterm,")
    assert write_export("csv", MILL, title="x", options={"bom": True})[1].startswith(b"\xef\xbb\xbfterm,")
    assert write_export("csv", MILL, title="x", options={"bom": False})[1].startswith(b"term,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_starts_like_a_formula(start: str):
    (row,) = rows_of(write_export("csv", wordlist(pair(f"{start}1+1", f"{start}x", note=f"{start}y")), title="x")[1])
    assert row["term"] == f"'{start}1+1"
    assert row["translation"] == f"'{start}x"
    assert row["note"] == f"'{start}y"


def test_hostile_terms_come_back_whole_behind_at_most_one_quote_mark():
    rows = rows_of(write_export("csv", STRANGE, title="x")[1])
    assert len(rows) == len(HOSTILE)
    for text, row in zip(HOSTILE, rows, strict=True):
        assert row["term"] in {clean_text(text), f"'{clean_text(text)}"}
        assert not row["term"].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


@given(st.text(max_size=40), st.sampled_from([",", ";", "\t"]))
def test_any_text_survives_any_delimiter(text: str, delimiter: str):
    data = write_export("csv", wordlist(pair(text)), title="x", options={"delimiter": delimiter})[1]
    (row,) = rows_of(data, delimiter)
    assert row["term"].removeprefix("'") == clean_text(text).removeprefix("'")
    assert row["page"] == "3"


def test_another_delimiter_is_refused_with_those_that_work():
    with pytest.raises(InvalidInput, match=r"'delimiter' cannot be '\|'; try .,. or .;. or "):
        write_export("csv", MILL, title="x", options={"delimiter": "|"})


def test_an_empty_wordlist_is_a_heading():
    assert rows_of(write_export("csv", wordlist(), title="x")[1]) == []
    assert write_export("csv", wordlist(), title="x")[1].count(b"\r\n") == 1
