"""JSON, read back by the json module."""

import json

from shared.domain.wire import wordlist_from_json
from shared.exports.format import write_export
from tests.unit.exports.wordlists import HOSTILE, MILL, STRANGE


def test_the_keys_that_programs_rely_on_stand_first_and_in_order():
    content = json.loads(write_export("json", MILL, title="Die Mühle")[1])
    assert list(content)[:4] == ["engine", "source_lang", "target_lang", "pairs"]
    promised = ["term", "lemma", "pos", "translation", "confidence", "source", "page", "sentence"]
    assert [list(pair)[:8] for pair in content["pairs"]] == [promised, promised]


def test_values_keep_their_types():
    first, second = json.loads(write_export("json", MILL, title="x")[1])["pairs"]
    assert (first["term"], first["confidence"], first["page"]) == ("Mühle", 0.91, 3)
    assert first["alternatives"] == ["mills", "grinder"]
    assert (second["translation"], second["confidence"]) == ("", 0.0)


def test_umlauts_stay_readable():
    assert "Mühle".encode() in write_export("json", MILL, title="x")[1]


def test_indentation_changes_nothing_but_white_space():
    short, long = (write_export("json", MILL, title="x", options={"indent": on})[1] for on in (False, True))
    assert json.loads(short) == json.loads(long)
    assert long.count(b"\n") > short.count(b"\n") == 1


def test_hostile_terms_stay_text():
    pairs = json.loads(write_export("json", STRANGE, title="a\x00b")[1])["pairs"]
    assert len(pairs) == len(HOSTILE)
    assert pairs[0]["term"] == "=1+1"


def test_a_wordlist_reads_back_as_it_was():
    assert wordlist_from_json(json.loads(write_export("json", MILL, title="x")[1])) == MILL
