"""The addresses that a cloud gave to the functions, for the vault and the doctor."""

import io
import json
import sys
from typing import Any
from zipfile import ZipFile

import boto3
import pytest

from deploy.addresses import main, on_aws, on_google
from deploy.bundle.make import function_names
from deploy.google import Target, deploy_command, manifest
from tests.support.aws import pretended_aws


def test_on_google_they_are_those_that_the_scheduler_calls_as_well() -> None:
    target = Target("p", "europe-west3", "123", {})
    found = on_google(target)
    assert sorted(found) == function_names()
    assert found["job_advance"] == "https://wordmill-job-advance-123.europe-west3.run.app"
    cleanup = deploy_command("cleanup", manifest()["functions"]["cleanup"], target)
    assert any(f"WORDMILL_SCHEDULER_AUDIENCE={found['cleanup']}" in word for word in cleanup)


def test_on_aws_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with pretended_aws(monkeypatch):
        role = boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        given = {name: _deploy(name, role) for name in function_names()}
        assert on_aws("prod") == given
        assert all(address.startswith("https://") for address in given.values())


def _deploy(name: str, role: str) -> str:
    client: Any = boto3.client("lambda")
    code = io.BytesIO()
    with ZipFile(code, "w") as bundle:
        bundle.writestr("empty", "")
    named = {"FunctionName": f"wordmill-prod-{name}"}
    client.create_function(
        **named, Runtime="python3.12", Role=role, Handler="main.lambda_handler", Code={"ZipFile": code.getvalue()}
    )
    url: str = client.create_function_url_config(**named, AuthType="NONE")["FunctionUrl"]
    return url


def test_they_are_printed_as_one_line_of_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["addresses", "google", "--number", "1"])
    main()
    assert sorted(json.loads(capsys.readouterr().out)) == function_names()
