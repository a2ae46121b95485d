"""Settings of an endpoint."""

import pytest

from shared.errors import ModelRefused
from shared.llm.endpoint import Endpoint


def test_the_key_is_not_shown():
    assert "sk-secret" not in repr(Endpoint("https://host/v1", "m", "sk-secret"))


@pytest.mark.parametrize(
    "url", ["", "host/v1", "ftp://host", "https://user:pw@host/v1", "https://host/v1?key=1", "file:///etc"]
)
def test_an_address_that_would_leak_or_cannot_work_is_refused(url: str):
    with pytest.raises(ModelRefused, match="LLM_BASE_URL") as caught:
        Endpoint(url, "m")
    assert "pw" not in str(caught.value)


def test_a_model_has_to_be_named():
    with pytest.raises(ModelRefused, match="LLM_MODEL"):
        Endpoint("https://host/v1", "")


def test_its_name_tells_nothing_and_differs_by_model():
    one, other = Endpoint("https://host/v1/", "a"), Endpoint("https://host/v1", "b")
    assert "host" not in one.name
    assert one.name != other.name
    assert one.name == Endpoint("https://host/v1", "a").name


@pytest.mark.parametrize(
    "model", ["o3", "openai/o4-mini", "deepseek-r1:8b", "qwen3-thinking", "sonar-reasoning-pro", "gpt-5-mini"]
)
def test_models_that_reason_get_more_time(model: str):
    assert Endpoint("https://host/v1", model).patience == 240


@pytest.mark.parametrize("model", ["gpt-4o-mini", "llama-3.1-8b", "mistral-small", "phi3"])
def test_others_do_not(model: str):
    assert Endpoint("https://host/v1", model).patience == 60
