"""In which dialect a schema is really honoured."""

import json

import pytest

from shared.llm.capability import Capability
from shared.llm.dialect import by_rank
from shared.llm.probe import STAMP, probe
from shared.llm.transport import Rejected


def test_dialects_are_tried_strictest_first():
    assert by_rank() == ["json_schema", "guided_json", "json_object", "prompt_only"]


@pytest.mark.parametrize("honoured", ["json_schema", "guided_json"])
def test_a_dialect_whose_answer_fits_the_schema_is_kept(honoured: str):
    def ask(tried: Capability) -> tuple[str, Capability]:
        return (json.dumps({"stamp": STAMP}) if tried.dialect == honoured else "Hello!"), tried

    assert probe(ask).dialect == honoured


def test_json_of_another_shape_proves_no_schema_but_it_proves_json():
    assert probe(lambda tried: ('{"hello": "you"}', tried)).dialect == "json_object"


def test_json_in_a_fence_is_not_json():
    assert probe(lambda tried: ('```json\n{"hello": "you"}\n```', tried)).dialect == "prompt_only"


def test_refusals_lead_to_the_next_dialect():
    def ask(tried: Capability) -> tuple[str, Capability]:
        raise Rejected("no", tried.dialect)

    assert probe(ask).dialect == "prompt_only"


def test_what_was_learnt_on_the_way_is_kept():
    def ask(tried: Capability) -> tuple[str, Capability]:
        return "Hello!", Capability(tried.dialect, "max_completion_tokens", takes_temperature=False)

    assert probe(ask) == Capability("prompt_only", "max_completion_tokens", takes_temperature=False)
