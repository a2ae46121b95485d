"""Failed calls are sent again, each once, and none is lost on the way; on moto's SQS."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from deploy.redrive import failed_calls, redrive
from tests.support.aws import pretended_aws

ARN = "arn:aws:lambda:eu-central-1:123456789012:function:wordmill-prod-cleanup"


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with pretended_aws(monkeypatch):
        yield boto3.client("sqs")


@pytest.fixture
def queue(sqs: Any) -> str:
    url: str = sqs.create_queue(QueueName="failed-calls")["QueueUrl"]
    return url


def fail(sqs: Any, queue: str, task: str) -> None:
    """What Lambda writes after the third try."""
    record = {
        "version": "1.0",
        "requestContext": {
            "requestId": "e4b46cbf-b738-xmpl-8880-a18cdf61200e",
            "functionArn": f"{ARN}:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 3,
        },
        "requestPayload": {"type": "SCHEDULE", "task": task},
        "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
        "responsePayload": {"errorMessage": "answered 503", "errorType": "InvocationFailed"},
    }
    sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(record))


def left(sqs: Any, queue: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


def test_every_failed_call_is_sent_to_its_function_again(sqs: Any, queue: str) -> None:
    tasks = [f"task-{number}" for number in range(25)]
    for task in tasks:
        fail(sqs, queue, task)
    sent: list[tuple[str, dict[str, str]]] = []
    assert redrive(sqs, queue, lambda function, payload: sent.append((function, json.loads(payload)))) == 25
    assert {function for function, _ in sent} == {ARN}
    assert sorted(event["task"] for _, event in sent) == sorted(tasks)
    assert left(sqs, queue) == 0


def test_a_call_that_cannot_be_sent_stays_in_the_queue(sqs: Any, queue: str) -> None:
    fail(sqs, queue, "uploads")

    def refuse(_function: str, _payload: bytes) -> None:
        raise ConnectionError("no way")

    with pytest.raises(ConnectionError):
        redrive(sqs, queue, refuse)
    assert left(sqs, queue) == 1


def test_looking_does_not_take_anything_away(sqs: Any, queue: str) -> None:
    fail(sqs, queue, "exports")
    (call,) = failed_calls(sqs, queue)
    assert (call.function, call.reason, call.event["task"]) == (ARN, "RetriesExhausted", "exports")
    assert left(sqs, queue) == 1
