"""Japanese documents through the whole real stack: readings and levels in the list and in what is exported."""

import csv
import io
from pathlib import Path

import httpx
import pytest

from tests.journey.conftest import Learner
from tests.support import pdf_pages

MILL = Path(__file__).parents[1] / "data/japanese/mill.txt"


def test_a_japanese_text_becomes_a_list_with_readings_and_levels(learner: Learner):
    accepted = learner.upload("水車小屋.txt", MILL.read_bytes(), exports=["csv"])
    job = learner.watch(accepted["job"]["id"])
    assert (job["status"], job["error_code"]) == ("completed", None)
    (wordlist,) = learner.rows("wordlists", job_id=job["id"])
    assert (wordlist["source_lang"], wordlist["target_lang"], len(wordlist["pairs"])) == ("ja", "en", 40)
    pairs = {pair["lemma"]: pair for pair in wordlist["pairs"]}
    assert (pairs["水車"]["translation"], pairs["水車"]["reading"]) == ("water wheel", "すいしゃ")
    assert (pairs["川"]["level"], pairs["川"]["note"]) == ("n5", "JLPT level, unofficial")
    zones = {zone["index"]: zone for zone in learner.rows("zones", document_id=accepted["document"]["id"])}
    for pair in pairs.values():
        assert pair["term"] in pair["sentence"]
        assert pair["sentence"] in " ".join(zones[pair["zone"]]["text"].split())
    learner.exports(wordlist["id"], count=1)
    answer = learner.call("export_generation", wordlist_id=wordlist["id"], format="csv")
    rows = csv.DictReader(io.StringIO(httpx.get(answer.json()["url"]).content.decode("utf-8-sig")))
    assert {row["lemma"]: row["reading"] for row in rows}["水車"] == "すいしゃ"


@pytest.mark.parametrize("is_vertical", [False, True])
def test_a_pdf_gives_the_same_words_whichever_way_its_lines_run(learner: Learner, *, is_vertical: bool):
    accepted = learner.upload("mill.pdf", pdf_pages.japanese(is_vertical=is_vertical))
    job = learner.watch(accepted["job"]["id"])
    assert (job["status"], job["error_code"]) == ("completed", None)
    (wordlist,) = learner.rows("wordlists", job_id=job["id"])
    found = {pair["lemma"]: pair["translation"] for pair in wordlist["pairs"]}
    assert found["水車小屋"] == "water mill"
    assert {"粉屋", "小麦", "回る", "車輪"} <= found.keys()


def test_a_level_that_japanese_has_not_fails_with_those_it_has(learner: Learner):
    accepted = learner.upload("mill.txt", MILL.read_bytes(), level="B1")
    job = learner.watch(accepted["job"]["id"])
    assert job["status"] == "failed"
    assert "n5, n4, n3, n2, n1" in job["error_message"]
