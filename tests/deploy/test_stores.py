"""The functions' stores as an operator changes them: AWS by moto, Google by a gcloud of our own, a file."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from deploy.secrets.stores import store_of
from shared.errors import Unavailable
from tests.support.aws import pretended_aws

HELD = {"SUPABASE_URL": "https://abc.supabase.co", "WORDMILL_WEBHOOK_SECRET": "whsec_old"}
CHANGED = HELD | {"WORDMILL_WEBHOOK_SECRET": "whsec_new,whsec_old"}
GCLOUD = """#!/usr/bin/env python3
import pathlib, sys
held = pathlib.Path(__file__).parent / "held.json"
told = pathlib.Path(__file__).parent / "told"
told.write_text((told.read_text() if told.exists() else "") + " ".join(sys.argv[1:]) + "\\n")
if sys.argv[1:] == ["secrets", "versions", "access", "latest", "--secret=wordmill"]:
    sys.stdout.write(held.read_text())
elif sys.argv[1:] == ["secrets", "versions", "add", "wordmill", "--data-file=-"]:
    held.write_text(sys.stdin.read())
else:
    sys.exit("ERROR: NOT_FOUND: there is no such secret")
"""


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with pretended_aws(monkeypatch):
        yield


def change(name: str) -> None:
    store = store_of(name)
    assert store.read() == HELD
    store.write("WORDMILL_WEBHOOK_SECRET", "whsec_new,whsec_old")
    assert store.read() == CHANGED


def test_one_variable_of_an_aws_secret_changes_and_the_version_before_stays(aws: None) -> None:
    client = boto3.client("secretsmanager")
    client.create_secret(Name="wordmill/prod", SecretString=json.dumps(HELD))
    change("wordmill/prod")
    before = client.get_secret_value(SecretId="wordmill/prod", VersionStage="AWSPREVIOUS")
    assert json.loads(before["SecretString"]) == HELD


def test_one_parameter_below_a_path_changes(aws: None) -> None:
    client = boto3.client("ssm")
    for name, value in HELD.items():
        client.put_parameter(Name=f"/wordmill/prod/{name}", Value=value, Type="SecureString")
    change("/wordmill/prod")


def test_a_file_changes_in_one_step_and_stays_its_owners(tmp_path: Path) -> None:
    held = tmp_path / "functions.json"
    held.write_text(json.dumps(HELD))
    change(f"file:{held}")
    assert stat.S_IMODE(held.stat().st_mode) == 0o600


@pytest.fixture
def gcloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a gcloud in it that keeps one secret."""
    (tmp_path / "gcloud").write_text(GCLOUD)
    (tmp_path / "gcloud").chmod(0o700)
    (tmp_path / "held.json").write_text(json.dumps(HELD))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def test_a_google_secret_gets_a_new_version_that_no_command_line_shows(gcloud: Path) -> None:
    change("google:wordmill")
    assert "whsec_" not in (gcloud / "told").read_text()


def test_what_gcloud_refuses_is_told(gcloud: Path) -> None:
    with pytest.raises(Unavailable, match="there is no such secret"):
        store_of("google:other").read()


def test_without_gcloud_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(Unavailable, match="gcloud is not installed"):
        store_of("google:wordmill").read()
