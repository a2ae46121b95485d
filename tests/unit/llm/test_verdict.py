"""What of a reply can be taken."""

from typing import Any

import pytest

from shared.llm.agent import AGENTS, Brief
from shared.llm.ground import Ground
from shared.llm.question import Question
from shared.llm.verdict import judge
from shared.llm.word import Word

ITEMS = (
    Word(1, "Mühle", "Mühle", "noun", "Die Mühle steht.", context="Die Mühle steht."),
    Word(2, "ging", "gehen", "verb", "Er ging heim."),
)
BRIEF = Brief("de", "en", Ground(["Die Mühle steht am Bach. Er nahm es in Kauf."]))


def question(agent: str) -> Question:
    return Question(AGENTS.get(agent), BRIEF, ITEMS)


def translated(number: Any, text: Any = "mill", **more: Any) -> dict[str, Any]:
    return {"i": number, "t": text, "c": 0.8, "n": None, **more}


def test_one_bad_item_costs_only_itself():
    verdict = judge({"items": [translated(1), translated(2, "http://x.io")]}, question("translating"))
    assert set(verdict.answers) == {1}
    assert set(verdict.faults) == {2}


@pytest.mark.parametrize(
    "bad", [translated("2", "go"), translated(2, 7), translated(2, "go", x=1), translated(2, "go", c=2.0), {"i": 2}]
)
def test_a_wrong_shape_is_a_fault(bad: dict[str, Any]):
    verdict = judge({"items": [translated(1), bad]}, question("translating"))
    assert set(verdict.answers) == {1}
    assert set(verdict.faults) == {2}


def test_numbers_nobody_asked_about_are_dropped_and_counted():
    verdict = judge(
        {"items": [translated(1), translated(2, "go"), translated(3), translated(True), {}]}, question("translating")
    )
    assert set(verdict.answers) == {1, 2}
    assert verdict.dropped == 3


def test_a_number_answered_in_two_ways_is_a_fault_and_twice_the_same_is_not():
    two = judge({"items": [translated(1), translated(1, "grinder")]}, question("translating"))
    same = judge({"items": [translated(1), translated(1)]}, question("translating"))
    assert 1 in two.faults
    assert 1 in same.answers


def test_no_json_is_a_fault_of_every_item():
    assert set(judge(None, question("translating")).faults) == {1, 2}


def test_a_proposal_needs_a_quote_that_stands_in_the_document():
    own = {"t": "in Kauf", "l": "in Kauf", "p": "phrase", "q": "nahm es  in Kauf"}
    others = [
        {**own, "q": "nimmt es in Kauf"},
        {**own, "t": "Kaufhaus"},
        {**own, "x": 1},
        "in Kauf",
        {**own, "l": "Banane"},
    ]
    verdict = judge({"items": [], "own": [own, *others]}, question("extracting"))
    assert len(verdict.own) == 1
    assert verdict.dropped == len(others)


def test_an_agent_that_proposes_nothing_is_not_heard_when_it_does():
    own = {"t": "in Kauf", "l": "in Kauf", "p": "phrase", "q": "nahm es in Kauf"}
    assert judge({"items": [translated(1)], "own": [own]}, question("translating")).own == []


def test_the_offline_lemma_may_be_kept_or_mended_but_not_replaced():
    kept = {"i": 1, "k": True, "l": None, "p": None}
    mended = {"i": 2, "k": True, "l": "gehen", "p": "verb"}
    replaced = {"i": 2, "k": True, "l": "fliegen", "p": "verb"}
    assert set(judge({"items": [kept, mended]}, question("extracting")).answers) == {1, 2}
    assert set(judge({"items": [kept, replaced]}, question("extracting")).faults) == {2}
