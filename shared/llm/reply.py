"""From what a model said to the JSON it meant: thoughts, fences and chatter stripped, nothing repaired.

Surprise: of several JSON objects the last whole one wins, because models that think aloud draft first.
"""

import json
import re

_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_OPEN_END = re.compile(r"^.*?</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_FENCED = re.compile(r"```[a-zA-Z]*\s*\n?(.*?)```", re.DOTALL)
_LONGEST = 400_000


def strip(text: str) -> str:
    """The part of an answer that is meant for us."""
    text = _OPEN_END.sub("", _THOUGHTS.sub("", text[:_LONGEST]))
    fenced = _FENCED.findall(text)
    return (fenced[-1] if fenced else text).strip()


def parse(text: str) -> dict[str, object] | None:
    """The JSON object in `text`, or None."""
    body = strip(text)
    whole = _load(body)
    if whole is not None:
        return whole
    return _last_object(body)


def _last_object(body: str) -> dict[str, object] | None:
    decoder = json.JSONDecoder()
    found: dict[str, object] | None = None
    at = body.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(body, at)
        except (ValueError, RecursionError):
            # Only outermost objects count: the rest of a broken one must not pass for an answer.
            return found
        if isinstance(value, dict):
            found = value
        at = body.find("{", end)
    return found


def _load(body: str) -> dict[str, object] | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
