import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.documents.clean import clean, one_line


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("eﬃzient ﬁnden", "effizient finden"),
        ("Was\u00adser", "Wasser"),
        ("a\u00a0b\u202fc", "a b c"),
        ("a\x00b\ud800c\ufffe\uffff", "abc"),
        ("Mu\u0308hle", "Mühle"),
        ("a\r\nb\rc\x85d\u2028e", "a\nb\nc\nd\ne"),
        ("\ufefftext\u200b", "text"),
        ("ﻻ", "لا"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ＡＢＣ カタカナ", "ＡＢＣ カタカナ"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_text_is_what_a_reader_sees(raw: str, wanted: str):
    assert clean(raw) == wanted


@given(st.text(st.characters(), max_size=60))
def test_whatever_comes_in_postgresql_can_store_it(raw: str):
    text = clean(raw)
    assert "\0" not in text
    text.encode("utf-8")


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(raw: str):
    assert clean(clean(raw)) == clean(raw)


def test_one_line_has_single_blanks():
    assert one_line("  a \n b\t\tc ") == "a b c"


def test_a_heap_of_accents_on_one_letter_is_cut_in_time():
    began = time.process_time()
    assert len(clean("a" + "\u0301\u0316" * 1_000_000)) < 40
    assert time.process_time() - began < 2
