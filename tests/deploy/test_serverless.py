"""What `osls package` makes of serverless.yml, read from the CloudFormation template it would deploy.

Surprise: the template is looked at and not a deployment to a double of AWS: that reports success while it skips
function URLs, invoke configurations, schedules and secrets.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from deploy.bundle.layers import LAYERS, logical_id, write_list
from deploy.bundle.make import needed_layers
from tests.support.doors import FUNCTIONS, ROOT

NAMES = sorted(path.parent.name for path in FUNCTIONS.glob("*/main.py"))
BROWSERS_CALL = {"health", "upload_intake", "job_control", "export_generation"}


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a stack has that is deployed without any choices."""
    return packaged(tmp_path_factory.mktemp("serverless"))


def packaged(home: Path, *choices: str) -> dict[str, Any]:
    """The resources of the packaged template; the bundles are empty, since it does not look inside."""
    for name in ("serverless.yml", "package.json"):
        (home / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("node_modules", "deploy"):
        (home / name).symlink_to(ROOT / name)
    (home / "build" / "aws").mkdir(parents=True)
    for name in (*NAMES, *LAYERS):
        with ZipFile(home / "build" / "aws" / f"{name}.zip", "w") as bundle:
            bundle.writestr("empty", "")
    write_list(needed_layers(), home / "build" / "aws" / "layers.json")
    run = subprocess.run(
        [
            str(Path(sys.executable).parent / "node"),
            "node_modules/osls/bin/serverless.js",
            "package",
            "--stage",
            "prod",
            *(f"--param={choice}" for choice in choices),
        ],
        cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "SLS_TRACKING_DISABLED": "1", "CI": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr + run.stdout
    template = json.loads((home / ".serverless" / "cloudformation-template-update-stack.json").read_text())
    holds = {name: is_so(condition) for name, condition in template["Conditions"].items()}
    return {
        name: each
        for name, each in template["Resources"].items()
        if "Condition" not in each or holds[each["Condition"]]
    }


def is_so(value: Any) -> Any:
    """A condition as CloudFormation works it out."""
    if not isinstance(value, dict):
        return value
    ((name, arguments),) = value.items()
    parts = [is_so(each) for each in arguments]
    match name:
        case "Fn::Not":
            return not parts[0]
        case "Fn::Equals":
            return parts[0] == parts[1]
        case "Fn::Split":
            return parts[1].split(parts[0])
        case "Fn::Select":
            return parts[1][parts[0]]
    raise AssertionError(name)


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: each["Properties"] for name, each in resources.items() if each["Type"] == kind}


def functions(resources: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    found = of_type(resources, "AWS::Lambda::Function")
    return {each["FunctionName"].removeprefix("wordmill-prod-"): (key, each) for key, each in found.items()}


def test_every_function_is_deployed_with_limits_of_its_own(resources: dict[str, Any]) -> None:
    found = functions(resources)
    assert sorted(found) == NAMES
    for name, (_, each) in found.items():
        assert each["Handler"] == f"functions/{name}/main.lambda_handler"
        assert each["Runtime"] == "python3.12"
        assert each["Code"]["S3Key"].endswith(f"/{name}.zip")
        assert each["ReservedConcurrentExecutions"] > 0
        assert each["MemorySize"] >= 256
        assert 10 <= each["Timeout"] <= 900


def test_those_who_make_wordlists_get_the_lexicon_in_layers_and_nobody_else(resources: dict[str, Any]) -> None:
    found = of_type(resources, "AWS::Lambda::LayerVersion")
    assert found.keys() == {logical_id(layer) for layer in LAYERS}
    assert {each["Content"]["S3Key"].rpartition("/")[2] for each in found.values()} == {
        f"{each}.zip" for each in LAYERS
    }
    for name, (_, each) in functions(resources).items():
        layers = {layer["Ref"] for layer in each["Layers"]}
        assert layers == (found.keys() if name in {"job_advance", "cleanup"} else set())


def test_jobs_have_twice_the_room_their_cap_asks_for(resources: dict[str, Any]) -> None:
    _, advance = functions(resources)["job_advance"]
    assert advance["ReservedConcurrentExecutions"] >= 2 * 5


def test_no_secret_stands_in_the_template(resources: dict[str, Any]) -> None:
    for _, each in functions(resources).values():
        assert each["Environment"]["Variables"] == {
            "WORDMILL_PLATFORM": "aws",
            "WORDMILL_SECRETS": "wordmill/prod",
            "WORDMILL_LOG_LEVEL": "info",
            "EXPORT_MIRROR_BUCKET": "",
        }
    text = json.dumps(resources)
    assert not [mark for mark in ("whsec_", "sb_secret_", "sb_publishable_", "eyJ") if mark in text]


def test_every_function_has_a_url_that_may_be_called(resources: dict[str, Any]) -> None:
    urls, permissions = of_type(resources, "AWS::Lambda::Url"), of_type(resources, "AWS::Lambda::Permission").values()
    for key, _ in functions(resources).values():
        assert urls[f"{key}Url"]["AuthType"] == "NONE"
        mine = [each for each in permissions if each["FunctionName"] == {"Fn::GetAtt": [key, "Arn"]}]
        actions = {each["Action"] for each in mine if each["Principal"] == "*"}
        assert actions == {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"}
        assert all(
            each.get("InvokedViaFunctionUrl") or each.get("FunctionUrlAuthType")
            for each in mine
            if each["Principal"] == "*"
        )


def test_only_what_pages_call_answers_to_pages(resources: dict[str, Any]) -> None:
    urls = of_type(resources, "AWS::Lambda::Url")
    with_cors = {name for name, (key, _) in functions(resources).items() if "Cors" in urls[f"{key}Url"]}
    assert with_cors == BROWSERS_CALL
    for name in with_cors:
        cors = urls[f"{functions(resources)[name][0]}Url"]["Cors"]
        assert "*" not in cors["AllowOrigins"]
        assert not cors.get("AllowCredentials")
        assert "idempotency-key" in cors["AllowHeaders"]
        assert "retry-after" in cors["ExposeHeaders"]


def test_the_sweeps_are_scheduled_at_their_rhythms(resources: dict[str, Any]) -> None:
    rules = of_type(resources, "AWS::Events::Rule").values()
    key, _ = functions(resources)["cleanup"]
    rhythms = {}
    for rule in rules:
        (target,) = rule["Targets"]
        assert target["Arn"] == {"Fn::GetAtt": [key, "Arn"]}
        assert rule["State"] == "ENABLED"
        event = json.loads(target["Input"])
        assert event["type"] == "SCHEDULE"
        rhythms[event["task"]] = rule["ScheduleExpression"]
    assert rhythms == {
        "uploads": "rate(1 hour)",
        "exports": "rate(15 minutes)",
        "cooldowns": "rate(1 hour)",
        "jobs": "rate(1 minute)",
    }
    callers = [
        each
        for each in of_type(resources, "AWS::Lambda::Permission").values()
        if each["Principal"] == "events.amazonaws.com"
    ]
    assert len(callers) == 4
    assert all("SourceArn" in each for each in callers)
    # Two for each URL, and nobody else may call.
    assert len(of_type(resources, "AWS::Lambda::Permission")) == 2 * len(NAMES) + len(callers)


def test_what_fails_three_times_is_kept(resources: dict[str, Any]) -> None:
    (conf,) = of_type(resources, "AWS::Lambda::EventInvokeConfig").values()
    assert conf["MaximumRetryAttempts"] == 2
    assert conf["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["FailedCalls", "Arn"]}
    queue = of_type(resources, "AWS::SQS::Queue")["FailedCalls"]
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert queue["SqsManagedSseEnabled"] is True


def rights(resources: dict[str, Any]) -> dict[str, Any]:
    """What functions may do, and with what."""
    (role,) = of_type(resources, "AWS::IAM::Role").values()
    assert not role.get("ManagedPolicyArns")
    policies = [*role["Policies"]]
    for policy in of_type(resources, "AWS::IAM::Policy").values():
        assert policy["Roles"] == [{"Ref": "IamRoleLambdaExecution"}]
        policies.append(policy)
    found = {}
    for policy in policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow"
            assert "*" not in (statement["Resource"], *statement["Resource"])
            actions = statement["Action"]
            found |= dict.fromkeys([actions] if isinstance(actions, str) else actions, statement["Resource"])
    return found


LOGS = {"logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource", "logs:PutLogEvents"}


def test_a_function_may_log_read_its_secret_and_report_failure_and_nothing_else(resources: dict[str, Any]) -> None:
    found = rights(resources)
    assert found.keys() == LOGS | {"secretsmanager:GetSecretValue", "sqs:SendMessage"}
    assert found["secretsmanager:GetSecretValue"]["Fn::Sub"].endswith(":secret:wordmill/prod-*")
    assert found["sqs:SendMessage"] == {"Fn::GetAtt": ["FailedCalls", "Arn"]}


def test_with_parameters_and_a_mirror_it_may_read_those_and_write_there(tmp_path: Path) -> None:
    chosen = packaged(tmp_path, "secrets=/wordmill/prod", "mirror=copies-of-ada")
    found = rights(chosen)
    assert found.keys() == LOGS | {"ssm:GetParametersByPath", "sqs:SendMessage", "s3:ListBucket", "s3:PutObject"}
    below = [each["Fn::Sub"].rpartition(":")[2] for each in found["ssm:GetParametersByPath"]]
    assert below == ["parameter/wordmill/prod", "parameter/wordmill/prod/*"]
    assert found["s3:PutObject"]["Fn::Sub"].endswith(":s3:::copies-of-ada/*")
    assert found["s3:ListBucket"]["Fn::Sub"].endswith(":s3:::copies-of-ada")
    for _, each in functions(chosen).values():
        assert each["Environment"]["Variables"]["WORDMILL_SECRETS"] == "/wordmill/prod"
        assert each["Environment"]["Variables"]["EXPORT_MIRROR_BUCKET"] == "copies-of-ada"


def test_logs_do_not_pile_up_for_ever(resources: dict[str, Any]) -> None:
    groups = of_type(resources, "AWS::Logs::LogGroup").values()
    assert len(groups) == len(NAMES)
    assert {each["RetentionInDays"] for each in groups} == {30}
