"""Which calls are made again when the line breaks, and which must not be."""

import httpx
import pytest

from shared.errors import DatabaseUnavailable, LeaseLost, StorageUnavailable
from shared.gateway.connection import Connection
from tests.unit.gateway.line import connected, ok


def test_an_answer_that_got_lost_is_asked_for_again_where_twice_is_once():
    connection, seen = connected(httpx.ReadError("cut"), ok(True))
    assert connection.rpc("renew_lease", {}, twice_is_once=True) is True
    assert len(seen) == 2


def test_an_answer_that_got_lost_is_not_asked_for_again_where_twice_is_twice():
    connection, seen = connected(httpx.ReadError("cut"), ok(True))
    with pytest.raises(DatabaseUnavailable):
        connection.rpc("claim_stage", {}, twice_is_once=False)
    assert len(seen) == 1


def test_a_call_that_was_never_sent_is_always_made_again():
    connection, seen = connected(httpx.ConnectError("refused"), ok({"x": 1}))
    assert connection.rpc("claim_stage", {}, twice_is_once=False) == {"x": 1}
    assert len(seen) == 2


def test_three_tries_are_the_end_of_it():
    connection, seen = connected(httpx.ConnectError("refused"))
    with pytest.raises(DatabaseUnavailable):
        connection.rpc("ping", {}, twice_is_once=True)
    assert len(seen) == 3


def test_a_refusal_is_no_trouble_of_the_line_and_is_not_tried_again():
    refusal = {"code": "PT409", "message": "lease_lost", "details": "The stage is no longer ours.", "hint": ""}
    connection, seen = connected(httpx.Response(409, json=refusal))
    with pytest.raises(LeaseLost, match="no longer ours"):
        connection.rpc("complete_stage", {}, twice_is_once=True)
    assert len(seen) == 1


def test_a_gateway_that_answers_html_is_the_database_being_away():
    connection, seen = connected(httpx.Response(502, text="<html>Bad gateway</html>"), ok([]))
    assert connection.rpc("load_steps", {}, twice_is_once=True) == []
    assert len(seen) == 2


def test_storage_away_is_told_as_storage_away():
    connection, _ = connected(httpx.Response(503, json={"statusCode": "503", "error": "SlowDown", "message": "later"}))
    with pytest.raises(StorageUnavailable):
        connection.storage("GET", "/object/document-uploads/a/b.txt")


def test_a_user_is_spoken_for_with_their_own_token_and_we_with_the_secret_key():
    connection, seen = connected(ok([]))
    connection.rpc("ping", {}, twice_is_once=True)
    assert seen[0].headers["apikey"] == "sb_secret_x"
    answer = httpx.MockTransport(lambda request: (seen.append(request), ok([]))[1])
    user = Connection("http://127.0.0.1:1", key="sb_publishable_x", token="jwt", http=httpx.Client(transport=answer))
    user.rows(lambda client: client.table("jobs").select("*"))
    assert (seen[-1].headers["apikey"], seen[-1].headers["authorization"]) == ("sb_publishable_x", "Bearer jwt")
