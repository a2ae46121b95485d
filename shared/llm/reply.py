"""From what a model said to the JSON it meant: thoughts, fences and chatter stripped, nothing repaired.

Surprise: of several JSON objects the last whole one wins, because models that think aloud draft first.
"""

import json
import re

_THOUGHT = re.compile(r"(</?(?:think|thinking|reasoning)>)", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-zA-Z]*")
_FENCE = "```"
_LONGEST = 400_000


def strip(text: str) -> str:
    """The part of an answer that is meant for us."""
    # By splitting: a pattern for the whole would look for every opening's end, again and again where there is none.
    said = _without_thoughts(text[:_LONGEST])
    fenced = said.split(_FENCE)[1:-1:2]
    return (fenced[-1][_end_of_language(fenced[-1]) :] if fenced else said).strip()


def _without_thoughts(text: str) -> str:
    kept: list[str] = []
    begun: int | None = None
    for part in _THOUGHT.split(text):
        if not _THOUGHT.fullmatch(part):
            kept.append(part)
        elif not part.startswith("</"):
            begun = len(kept) if begun is None else begun
        else:
            # An end without a beginning: it began before we listened.
            del kept[begun or 0 :]
            begun = None
    return "".join(kept)


def _end_of_language(block: str) -> int:
    found = _LANGUAGE.match(block)
    return found.end() if found else 0


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
