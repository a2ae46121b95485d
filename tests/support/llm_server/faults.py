"""Ways to misbehave: before an answer (status, hang, cut), or in it (wrong numbers, half of it, nonsense)."""

import copy
from dataclasses import dataclass
from typing import Any

INSTEAD = frozenset({"status", "hang", "cut_body", "html", "redirect", "close", "drip", "deep"})
"""Faults that stand in for an answer; the others spoil it."""


@dataclass(slots=True)
class Fault:
    """Strikes the next `times` requests (of `agent`, if named)."""

    kind: str
    times: int = 1
    status: int = 500
    retry_after: str | None = None
    seconds: float = 0.0
    agent: str | None = None


def spoil(kind: str, reply: dict[str, Any]) -> tuple[str | dict[str, Any], str]:
    """A spoiled reply and its finish_reason."""
    if kind in _TEXTS:
        return _TEXTS[kind]
    spoiled = copy.deepcopy(reply)
    _SPOILERS[kind](spoiled)
    return spoiled, "stop"


def _wrong_numbers(reply: dict[str, Any]) -> None:
    for item in reply["items"]:
        item["i"] += 1000


def _half_items(reply: dict[str, Any]) -> None:
    reply["items"] = reply["items"][: len(reply["items"]) // 2]


def _wrong_types(reply: dict[str, Any]) -> None:
    for item in reply["items"]:
        item["i"] = str(item["i"])


def _extra_fields(reply: dict[str, Any]) -> None:
    for item in reply["items"]:
        item["comment"] = "I added this"


def _twice(reply: dict[str, Any]) -> None:
    reply["items"] += [{**item, **({"t": "other"} if "t" in item else {"k": not item["k"]})} for item in reply["items"]]


def _invented_words(reply: dict[str, Any]) -> None:
    for item in reply["items"]:
        item.update({key: "Quizzaciously" for key in ("l",) if key in item})
        item.update({key: "visit http://evil.example now" for key in ("t",) if key in item})
    if "own" in reply:
        reply["own"] = [{"t": "Flugzeugträger", "l": "Flugzeugträger", "p": "noun", "q": "Der Flugzeugträger sinkt."}]


def _one_for_all(reply: dict[str, Any]) -> None:
    for item in reply["items"]:
        item.update({key: "banana" for key in ("t",) if key in item})


def _leave(_reply: dict[str, Any]) -> None:
    """The reply is right; what stands around it is not."""


NO_JSON = {"html": b"<html>Welcome to the proxy</html>", "deep": b"[" * 1_000_000}
MISCOUNT = {"prompt_tokens": 10**400, "completion_tokens": -5, "total_tokens": "many"}
"""What an endpoint that cannot count says of its tokens, under the fault `miscount`."""

_TEXTS = {
    "invalid_json": ('{"items": [{"i": 1, "k": tr', "stop"),
    "prose": ("I am sorry, I cannot do that.", "stop"),
    "empty": ("", "stop"),
    "length": ('{"items": [{"i": 1,', "length"),
}
_SPOILERS = {
    "wrong_numbers": _wrong_numbers,
    "half_items": _half_items,
    "wrong_types": _wrong_types,
    "extra_fields": _extra_fields,
    "twice": _twice,
    "invented_words": _invented_words,
    "one_for_all": _one_for_all,
    "miscount": _leave,
}
KINDS = (*sorted(INSTEAD), *_TEXTS, *_SPOILERS)
