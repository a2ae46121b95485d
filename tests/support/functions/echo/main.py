"""A function for tests of the door: says back what came in, or fails in the way it is asked to."""

from typing import Any, Literal

from shared.edge.aws import lambda_entry
from shared.edge.call import Call, Policy
from shared.edge.endpoint import endpoint
from shared.edge.models import Command, Hint, Several, Upload
from shared.errors import Conflict, Unavailable

handled: list[str] = []


class Say(Command):
    text: str = ""
    count: int = 1
    words: Several[str] = ()
    data: dict[str, Any] | list[Any] | None = None
    file: Upload | None = None
    do: Literal["echo", "nothing", "create", "refuse", "crash", "be_away"] = "echo"


@endpoint(
    Policy("POST", caller=("user", "webhook"), limit="writes", idempotent=True, multipart=True, also=(201,)),
    user=Say,
    webhook=Hint,
)
def main(call: Call[Say | Hint]) -> object:
    handled.append(call.request_id)
    body = call.body
    if isinstance(body, Hint):
        return {"caller": call.caller, "webhook_id": call.webhook_id, "task": body.task}
    if body.do == "refuse":
        raise Conflict(f"not now: {body.text}")
    if body.do == "crash":
        raise ValueError(f"sentence of a document: {body.text}")
    if body.do == "be_away":
        raise Unavailable("the database rests", retry_after=1.2)
    if body.do == "nothing":
        return None
    file = body.file and {"name": body.file.filename, "size": len(body.file.data), "type": body.file.content_type}
    said = {
        "user": call.user.id,
        "text": body.text,
        "count": body.count,
        "words": body.words,
        "file": file,
        "number": len(handled),
        "seconds_left": call.seconds_left(),
    }
    return (201, said) if body.do == "create" else said


lambda_handler = lambda_entry(main)
