"""Finds out once per endpoint and model in which dialect a schema is really honoured.

Each dialect is tried, strictest first, with a schema that no model would guess from the question; the first one whose
answer fits is kept, in the process and through `Endpoints` for the fleet.

Surprise: a 200 proves nothing. Some endpoints take a schema and ignore it, so the answer is looked at.
"""

from collections.abc import Callable
from dataclasses import replace

from shared.llm.capability import Capability
from shared.llm.dialect import DIALECTS, by_rank
from shared.llm.reply import parse
from shared.llm.transport import Rejected

STAMP = "mill-7"
SCHEMA = {
    "type": "object",
    "properties": {"stamp": {"type": "string", "enum": [STAMP]}},
    "required": ["stamp"],
    "additionalProperties": False,
}
MESSAGES = [
    {"role": "system", "content": "Answer with one JSON object and nothing else."},
    {"role": "user", "content": "Greet me, as JSON."},
]

ROOM = 200
"""Tokens that answer and chatter may take."""

Ask = Callable[[Capability], tuple[str, Capability]]
"""Sends the probe in a dialect; gives the text, and the capability with what a 400 taught."""


def probe(ask: Ask) -> Capability:
    """The strictest dialect that holds."""
    *worth_trying, last = by_rank()
    known = Capability(last)
    for name in worth_trying:
        try:
            text, known = ask(replace(known, dialect=name))
        except Rejected:
            continue
        if _is_honoured(text, holds_schema=DIALECTS.get(name).holds_schema):
            return replace(known, dialect=name)
    return replace(known, dialect=last)


def _is_honoured(text: str, *, holds_schema: bool) -> bool:
    answer = parse(text)
    if holds_schema:
        return answer == {"stamp": STAMP}
    # Without a schema the promise is bare JSON; thoughts or a fence around it break the promise.
    return answer is not None and text.strip().startswith("{")
