"""Whatever way an endpoint is made, the same words come back translated."""

import pytest

from shared.llm.capability import Capability
from tests.llm.conftest import Open, words
from tests.support.llm_server import PROFILES
from tests.support.llm_server.brain import invent

SPOKEN = {
    "openai": "json_schema",
    "openai-reasoning": "json_schema",
    "nim": "guided_json",
    "json-object": "json_object",
    "ignoring": "prompt_only",
    "think": "prompt_only",
    "perplexity": "json_schema",
    "reasoning-content": "json_schema",
    "uncounting": "json_schema",
    "gullible": "json_schema",
}


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_make_of_endpoint_translates_the_same(desk: Open, profile: str):
    at = desk(profile)
    outcome = at.ask("translating", words())
    assert {number: answer.t for number, answer in outcome.answers.items()} == {
        word.number: invent(word.lemma) for word in words()
    }
    assert outcome.faults == {}
    assert at.double.calls == 1


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_the_strictest_dialect_that_holds_is_found(desk: Open, profile: str):
    at = desk(profile)
    at.ask("translating", words())
    known = Capability.from_json(at.endpoints.recall(at.endpoint().name))
    assert known
    assert known.dialect == SPOKEN[profile]


def test_an_endpoint_is_probed_once_however_many_ask_side_by_side(desk: Open):
    at = desk("nim", latency=0.05)
    client = at.client()
    at.ask("translating", words(200), client=client)
    at.ask("extracting", words(60), client=client)
    at.ask("translating", words(40))  # another process, the same memory
    assert at.double.agents["probe"] == 2


def test_parameters_that_an_endpoint_minds_are_left_out(desk: Open):
    at = desk("openai-reasoning")
    at.ask("translating", words())
    body = at.double.bodies[-1]
    assert "max_tokens" not in body
    assert "temperature" not in body
    assert body["max_completion_tokens"] > 0


def test_tokens_are_guessed_where_the_endpoint_does_not_count_them(desk: Open):
    at = desk("uncounting")
    at.ask("translating", words())
    assert all(attempt.prompt_tokens > 10 for attempt in at.meter.attempts)


def test_the_model_sees_no_tools_and_the_data_only_between_the_fences(desk: Open):
    at = desk()
    at.ask("extracting", words())
    body = at.double.bodies[-1]
    system, user = (message["content"] for message in body["messages"])
    assert "tools" not in body
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert "Müller" not in system
    assert user.startswith("<<<DATA ")
    assert user.endswith("DATA>>>".replace("DATA", f"DATA {user[8:16]}"))
