"""Documents and zones as the Data API gives them."""

import httpx
import pytest

from shared.errors import NotFound
from shared.gateway.connection import Connection
from shared.gateway.documents import PAGE, SupabaseDocuments, SupabaseWordlists
from tests.unit.gateway.line import connected, ok


def zone(index: int) -> dict[str, object]:
    return {"index": index, "page": 1, "type": "paragraph", "text": "x", "confidence": 1, "bbox": None}


@pytest.mark.parametrize("count", [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE])
def test_zones_are_read_to_the_last_however_many_there_are(count: int):
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        start, limit = int(request.url.params.get("offset", 0)), int(request.url.params["limit"])
        return httpx.Response(200, json=[zone(index) for index in range(start, min(count, start + limit))])

    http = httpx.Client(transport=httpx.MockTransport(answer))
    zones = SupabaseDocuments(Connection("http://127.0.0.1:1", key="k", http=http)).zones("d")
    assert [found.index for found in zones] == list(range(count))
    assert {request.url.params["document_id"] for request in asked} == {"eq.d"}
    assert all(request.url.params["order"].startswith("index") for request in asked)


@pytest.mark.parametrize("kind", [SupabaseDocuments, SupabaseWordlists])
def test_a_row_is_asked_for_together_with_its_owner(kind: type[SupabaseDocuments] | type[SupabaseWordlists]):
    connection, seen = connected(ok([]))
    with pytest.raises(NotFound):
        kind(connection).get("row", user_id="owner")
    assert (seen[0].url.params["id"], seen[0].url.params["user_id"]) == ("eq.row", "eq.owner")


def test_a_job_without_a_wordlist_has_none():
    connection, _ = connected(ok([]))
    assert SupabaseWordlists(connection).of_job("j") is None
