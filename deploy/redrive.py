"""Sends failed calls again: what Lambda put into the FailedCalls queue goes back to the function it was meant for.

Surprise: a message is deleted only after Lambda took the call. Whoever stops this half-way sends some calls twice,
which sweeps do not mind, and loses none.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Invoke = Callable[[str, bytes], None]


@dataclass(frozen=True, slots=True)
class FailedCall:
    """One call that failed to the end."""

    function: str
    event: dict[str, Any]
    reason: str
    receipt: str


def failed_calls(sqs: Any, queue: str) -> Iterator[FailedCall]:  # noqa: ANN401 - boto3 makes its classes at run time
    """Each message of the queue once; it is hidden from others for two minutes meanwhile."""
    while True:
        answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=120)
        messages = answer.get("Messages", [])
        if not messages:
            return
        yield from map(_read, messages)


def redrive(sqs: Any, queue: str, invoke: Invoke) -> int:  # noqa: ANN401 - as above
    """How many calls were sent again."""
    sent = 0
    for call in failed_calls(sqs, queue):
        invoke(call.function, json.dumps(call.event).encode())
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=call.receipt)
        sent += 1
    return sent


def _read(message: dict[str, Any]) -> FailedCall:
    record = json.loads(message["Body"])
    context = record["requestContext"]
    # arn:aws:lambda:REGION:ACCOUNT:function:NAME:VERSION; the version may be one that is gone by now.
    function = ":".join(context["functionArn"].split(":")[:7])
    return FailedCall(function, record["requestPayload"], context.get("condition", ""), message["ReceiptHandle"])


def main() -> None:
    """Show what failed, or send it again."""
    parser = argparse.ArgumentParser(prog="python -m deploy.redrive", description=__doc__)
    parser.add_argument("queue", help="FailedCallsUrl, as the stack's outputs tell it")
    parser.add_argument("--dry-run", action="store_true", help="only show what is in the queue")
    given = parser.parse_args()
    import boto3

    sqs, functions = boto3.client("sqs"), boto3.client("lambda")
    if given.dry_run:
        for call in failed_calls(sqs, given.queue):
            print(f"{call.function.rsplit(':', 1)[1]}  {call.reason}  {json.dumps(call.event)}")
        return

    def invoke(function: str, payload: bytes) -> None:
        functions.invoke(FunctionName=function, InvocationType="Event", Payload=payload)

    print(f"sent {redrive(sqs, given.queue, invoke)} calls again")


if __name__ == "__main__":
    main()
