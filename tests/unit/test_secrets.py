"""Secrets from AWS's stores, by moto, and from a file: at cold start, in pages, and after a rotation."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from shared.config import BadSettings, read_settings
from shared.errors import Unavailable
from shared.secrets import fetch_secrets
from shared.testing.clock import ManualClock
from shared.wiring import Instance
from tests.support.aws import pretended_aws
from tests.support.doors import ENVIRONMENT, OLD_WEBHOOK_SECRET, WEBHOOK_SECRET

NAME = "wordmill/test"
LOOK_AGAIN_SECONDS = read_settings(ENVIRONMENT).secrets_seconds


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An AWS of its own, and an environment as Lambda gives it."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    with pretended_aws(monkeypatch):
        yield


def test_one_secret_holds_all_variables() -> None:
    boto3.client("secretsmanager").create_secret(Name=NAME, SecretString=json.dumps(ENVIRONMENT))
    assert fetch_secrets(NAME) == ENVIRONMENT


def test_parameters_below_a_path_are_variables_on_every_page() -> None:
    ssm = boto3.client("ssm")
    for number in range(25):
        ssm.put_parameter(Name=f"/wordmill/test/VARIABLE_{number}", Value=str(number), Type="SecureString")
    ssm.put_parameter(Name="/wordmill/other/VARIABLE_0", Value="another stage's", Type="SecureString")
    assert fetch_secrets("/wordmill/test") == {f"VARIABLE_{number}": str(number) for number in range(25)}


@pytest.mark.parametrize("held", ["not json", "[]", '"text"'])
def test_a_secret_that_is_no_object_is_told_without_its_content(held: str) -> None:
    boto3.client("secretsmanager").create_secret(Name=NAME, SecretString=held)
    with pytest.raises(Unavailable, match="is not a JSON object") as told:
        fetch_secrets(NAME)
    assert held not in str(told.value)


def test_a_secret_that_is_not_there_is_told_by_name() -> None:
    with pytest.raises(Unavailable, match=r"'wordmill/test' cannot be read"):
        fetch_secrets(NAME)


def test_a_cold_start_reads_the_secret_and_a_warm_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    store = boto3.client("secretsmanager")
    store.create_secret(Name=NAME, SecretString=json.dumps(ENVIRONMENT))
    monkeypatch.setenv("WORDMILL_SECRETS", NAME)
    clock = ManualClock()
    instance = Instance(clock)
    first = instance.app()
    assert first.settings.secret_key.get_secret_value() == ENVIRONMENT["SUPABASE_SECRET_KEY"]
    store.delete_secret(SecretId=NAME, ForceDeleteWithoutRecovery=True)
    assert instance.app() is first


def test_the_environment_goes_before_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    boto3.client("secretsmanager").create_secret(Name=NAME, SecretString=json.dumps(ENVIRONMENT))
    monkeypatch.setenv("WORDMILL_SECRETS", NAME)
    monkeypatch.setenv("SUPABASE_URL", "http://127.0.0.1:10")
    assert Instance().app().settings.supabase_url == "http://127.0.0.1:10"


def test_what_the_secret_lacks_is_told_like_a_missing_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    boto3.client("secretsmanager").create_secret(Name=NAME, SecretString='{"SUPABASE_URL": "http://127.0.0.1:9"}')
    monkeypatch.setenv("WORDMILL_SECRETS", NAME)
    with pytest.raises(BadSettings, match="SUPABASE_SECRET_KEY is not set"):
        Instance().app()


def test_a_rotated_secret_is_noticed_within_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    store = boto3.client("secretsmanager")
    store.create_secret(
        Name=NAME, SecretString=json.dumps(ENVIRONMENT | {"WORDMILL_WEBHOOK_SECRET": OLD_WEBHOOK_SECRET})
    )
    monkeypatch.setenv("WORDMILL_SECRETS", NAME)
    clock = ManualClock()
    instance = Instance(clock)
    first = instance.app()
    both = ENVIRONMENT | {"WORDMILL_WEBHOOK_SECRET": f"{WEBHOOK_SECRET},{OLD_WEBHOOK_SECRET}"}
    store.put_secret_value(SecretId=NAME, SecretString=json.dumps(both))
    assert instance.app() is first
    clock.advance(LOOK_AGAIN_SECONDS + 1)
    assert [secret.get_secret_value() for secret in instance.app().settings.webhook_secrets] == [
        WEBHOOK_SECRET,
        OLD_WEBHOOK_SECRET,
    ]


def test_an_unchanged_secret_keeps_the_warm_instance_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    boto3.client("secretsmanager").create_secret(Name=NAME, SecretString=json.dumps(ENVIRONMENT))
    monkeypatch.setenv("WORDMILL_SECRETS", NAME)
    clock = ManualClock()
    instance = Instance(clock)
    first = instance.app()
    clock.advance(LOOK_AGAIN_SECONDS + 1)
    assert instance.app() is first


def test_a_store_that_rests_does_not_stop_a_warm_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    store = boto3.client("secretsmanager")
    store.create_secret(Name=NAME, SecretString=json.dumps(ENVIRONMENT))
    monkeypatch.setenv("WORDMILL_SECRETS", NAME)
    clock = ManualClock()
    instance = Instance(clock)
    first = instance.app()
    store.delete_secret(SecretId=NAME, ForceDeleteWithoutRecovery=True)
    clock.advance(LOOK_AGAIN_SECONDS + 1)
    assert instance.app() is first


def test_a_file_is_read_at_cold_start_and_again_after_a_rotation(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held = tmp_path / "wordmill.json"
    held.write_text(json.dumps(ENVIRONMENT | {"WORDMILL_WEBHOOK_SECRET": OLD_WEBHOOK_SECRET}))
    monkeypatch.setenv("WORDMILL_SECRETS", f"file:{held}")
    monkeypatch.setenv("WORDMILL_SECRETS_SECONDS", "5")
    clock = ManualClock()
    instance = Instance(clock)
    assert [secret.get_secret_value() for secret in instance.app().settings.webhook_secrets] == [OLD_WEBHOOK_SECRET]
    held.write_text(json.dumps(ENVIRONMENT | {"WORDMILL_WEBHOOK_SECRET": WEBHOOK_SECRET}))
    clock.advance(6)
    assert [secret.get_secret_value() for secret in instance.app().settings.webhook_secrets] == [WEBHOOK_SECRET]


def test_a_file_that_is_not_there_or_no_object_is_told_without_its_content(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read: No such file"):
        fetch_secrets(f"file:{tmp_path}/none.json")
    (tmp_path / "held.json").write_text("whsec_secret")
    with pytest.raises(Unavailable, match="is not a JSON object") as told:
        fetch_secrets(f"file:{tmp_path}/held.json")
    assert "whsec_secret" not in str(told.value)
