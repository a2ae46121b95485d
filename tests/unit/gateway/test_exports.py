"""The doors to exports, all of which may be asked twice."""

from collections.abc import Callable

import pytest

from shared.domain.wire import export_claim_from_json
from shared.gateway.connection import Connection
from shared.gateway.exports import SupabaseExports
from shared.gateway.ports import Failure
from tests.unit.gateway.line import connected, ok, tries_over_a_cut_line

EXPORT = {
    "id": "e",
    "user_id": "u",
    "wordlist_id": "w",
    "format": "csv",
    "status": "processing",
    "created_at": "2026-11-21T07:00:00+00:00",
}
WORDLIST = {
    "id": "w",
    "user_id": "u",
    "title": "t",
    "engine": "offline",
    "source_lang": "de",
    "target_lang": "en",
    "pairs": [],
}
CLAIMED = {"export": EXPORT, "wordlist": WORDLIST, "lease_token": "t"}
CLAIM = export_claim_from_json(CLAIMED)
CALLS: dict[str, tuple[Callable[[Connection], object], object]] = {
    "request": (
        lambda line: SupabaseExports(line).request("u", wordlist_id="w", format="csv", options={}),
        EXPORT,
    ),
    "claim": (lambda line: SupabaseExports(line).claim("e", lease_seconds=30), CLAIMED),
    "complete": (
        lambda line: SupabaseExports(line).complete(CLAIM, storage_path="u/w.csv", size_bytes=1, sha256="a"),
        EXPORT,
    ),
    "fail": (lambda line: SupabaseExports(line).fail(CLAIM, failure=Failure("too_large", "It is.")), EXPORT),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_lost_answer_is_asked_for_again(name: str):
    ask, answer = CALLS[name]
    assert tries_over_a_cut_line(ask, answer) == 2


def test_an_export_that_somebody_else_writes_is_none():
    connection, _ = connected(ok(None))
    assert SupabaseExports(connection).claim("e", lease_seconds=30) is None


def test_a_claim_brings_the_wordlist_to_write_and_the_token_to_write_with():
    assert (CLAIM.export.id, CLAIM.wordlist.id, CLAIM.token) == ("e", "w", "t")
