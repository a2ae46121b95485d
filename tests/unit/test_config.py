"""The environment is read once, and all of its faults are told at once."""

import base64

import pytest

from shared.config import BadSettings, Settings, read_settings, variables
from tests.support.doors import ENVIRONMENT


def test_a_complete_environment_becomes_settings() -> None:
    found = read_settings(ENVIRONMENT)
    assert found.supabase_url == "http://127.0.0.1:9"
    assert found.issuer == "http://127.0.0.1:9/auth/v1"
    assert len(found.webhook_secrets) == 2
    assert found.allowed_origins == ("https://app.example.org",)


def test_every_missing_variable_is_named_in_one_error() -> None:
    with pytest.raises(BadSettings) as told:
        read_settings({})
    for name in ("SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SECRET_KEY"):
        assert f"{name} is not set" in str(told.value)
    assert "SUPABASE_JWT_SECRET" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SUPABASE_URL", "abc.supabase.co"),
        ("SUPABASE_URL", "ftp://abc.supabase.co"),
        ("SUPABASE_URL", "https://abc.supabase.co?x=1"),
        ("SUPABASE_JWT_SECRET", "short"),
        ("WORDMILL_WEBHOOK_SECRET", "not-a-secret-of-ours"),
        ("WORDMILL_WEBHOOK_SECRET", "whsec_!!!"),
        ("WORDMILL_WEBHOOK_SECRET", "whsec_" + base64.b64encode(b"short").decode()),
        ("WORDMILL_ALLOWED_ORIGINS", "https://app.example.org/page"),
        ("WORDMILL_PLATFORM", "azure"),
        ("WORDMILL_LOG_LEVEL", "loud"),
        ("CLOUD_RUN_TIMEOUT_SECONDS", "0"),
        ("WORDMILL_RATE_LIMITS", "maybe"),
        ("WORDMILL_LEASE_SECONDS", "30.5"),
        ("WORDMILL_MAX_UPLOAD_BYTES", "999999999999"),
        ("LLM_BASE_URL", "api.example.org"),
        ("EXPORT_MIRROR_BUCKET", "s3://copies"),
        ("WORDMILL_TESSERACT", "tesseract"),
        ("WORDMILL_SECRETS_SECONDS", "soon"),
    ],
)
def test_a_value_that_would_not_work_is_refused_by_name_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(BadSettings) as told:
        read_settings(ENVIRONMENT | {name: value})
    assert f"{name} is not usable; it should be: {_works(name)}" in str(told.value)
    assert value not in str(told.value).replace(_works(name), "")


def test_a_wrong_and_a_missing_variable_are_told_together() -> None:
    with pytest.raises(BadSettings) as told:
        read_settings(ENVIRONMENT | {"SUPABASE_URL": "", "WORDMILL_PLATFORM": "azure"})
    assert str(told.value).count("\n") == 2


def test_copies_in_s3_are_refused_where_there_is_no_client_for_it() -> None:
    with pytest.raises(BadSettings, match="on google unset it"):
        read_settings(ENVIRONMENT | {"EXPORT_MIRROR_BUCKET": "copies", "WORDMILL_PLATFORM": "google"})
    assert read_settings(ENVIRONMENT | {"EXPORT_MIRROR_BUCKET": "copies", "WORDMILL_PLATFORM": "aws"})


def test_an_empty_variable_counts_as_not_set() -> None:
    assert read_settings(ENVIRONMENT | {"WORDMILL_PLATFORM": "  "}).platform == "local"


def test_the_llm_engine_needs_an_endpoint_and_a_model() -> None:
    with pytest.raises(BadSettings, match="LLM_BASE_URL and LLM_MODEL"):
        read_settings(ENVIRONMENT | {"WORDMILL_ENGINE": "llm"})
    complete = {"WORDMILL_ENGINE": "llm", "LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_MODEL": "small"}
    assert read_settings(ENVIRONMENT | complete).engine == "llm"


def test_an_endpoint_and_a_model_switch_the_llm_engine_on_unless_another_is_named() -> None:
    endpoint = ENVIRONMENT | {"LLM_BASE_URL": "https://api.example.org/v1", "LLM_MODEL": "m"}
    assert read_settings(endpoint).engine == "llm"
    assert read_settings(endpoint | {"WORDMILL_ENGINE": "offline"}).engine == "offline"
    assert read_settings(ENVIRONMENT | {"LLM_MODEL": "m"}).engine == "offline"


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    found = read_settings(ENVIRONMENT | {"LLM_API_KEY": "sk-canary"})
    for secret in ("sb_secret_canary", ENVIRONMENT["SUPABASE_JWT_SECRET"], "whsec_", "sk-canary"):
        assert secret not in repr(found)
        assert secret not in str(found)


def test_every_field_has_a_variable_of_its_own() -> None:
    names = [variable.name for variable in variables().values()]
    assert set(variables()) == set(Settings.__slots__)
    assert len(set(names)) == len(names)


def _works(name: str) -> str:
    return next(variable.works for variable in variables().values() if variable.name == name)
