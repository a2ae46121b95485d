"""What an endpoint was found to understand."""

import pytest

from shared.llm.capability import Capability


def test_it_survives_being_stored():
    known = Capability("guided_json", "max_completion_tokens", takes_temperature=False)
    assert Capability.from_json(known.to_json()) == known


@pytest.mark.parametrize("row", [None, {}, {"dialect": "telepathy"}, {"dialect": "../../etc"}, {"dialect": 7}])
def test_a_row_that_is_not_ours_is_none(row: dict[str, object] | None):
    assert Capability.from_json(row) is None


def test_a_complaint_teaches_once():
    known = Capability("json_schema")
    milder = known.without("Unsupported parameter: 'max_tokens'; use 'max_completion_tokens' instead.")
    assert milder == Capability("json_schema", "max_completion_tokens")
    assert milder.without("use 'max_completion_tokens'") is None
    assert known.without("temperature does not support 0.0") == Capability("json_schema", takes_temperature=False)
    assert known.without("your account is too old") is None
