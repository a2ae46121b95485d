"""The Data API of the local stack, as supabase-py sees it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import httpx
import pytest
from postgrest.exceptions import APIError

from deploy.local.stack import Stack
from tests.support.people import Person, administrator, visitor


@pytest.fixture(scope="module")
def note(ada: Person) -> dict[str, str]:
    return ada.client.table("notes").insert({"body": "Mühle"}).execute().data[0]


def test_a_row_belongs_to_who_wrote_it(ada: Person, note: dict[str, str]):
    assert note["owner"] == ada.id


def test_others_do_not_see_it(bob: Person, note: dict[str, str]):
    assert bob.client.table("notes").select("*").execute().data == []


def test_others_cannot_write_in_somebodys_name(ada: Person, bob: Person):
    with pytest.raises(APIError) as refused:
        bob.client.table("notes").insert({"body": "mine", "owner": ada.id}).execute()
    assert refused.value.code == "42501"


def test_times_are_written_as_iso_8601(note: dict[str, str]):
    assert "T" in note["made_at"]
    assert note["made_at"].endswith("+00:00")
    assert datetime.fromisoformat(note["made_at"]).tzinfo is not None


def test_numbers_are_numbers_whatever_they_end_in(ada: Person):
    assert ada.client.table("prices").select("*").execute().data == [{"dollars": 0.1, "cents": 12.5}]


def test_a_text_that_quotes_a_time_stays_as_it_is(ada: Person):
    body = 'she said "2026-01-01 10:00:00+00" twice'
    assert ada.client.table("notes").insert({"body": body}).execute().data[0]["body"] == body


def test_a_function_of_a_row_is_a_field(ada: Person, note: dict[str, str]):
    assert ada.client.table("notes").select("loud").eq("id", note["id"]).execute().data == [{"loud": "MÜHLE"}]


def test_functions_are_called_as_who_calls(plain_stack: Stack, ada: Person):
    me = ada.client.rpc("who_am_i", {}).execute().data
    assert (me["id"], me["role"], me["user"]) == (ada.id, "authenticated", "authenticated")
    assert me["claims"]["email"] == ada.email
    nobody = visitor(plain_stack).rpc("who_am_i", {}).execute().data
    assert (nobody["id"], nobody["user"]) == (None, "anon")
    service = administrator(plain_stack).rpc("who_am_i", {}).execute().data
    assert (service["id"], service["user"]) == (None, "service_role")


def test_claims_of_one_caller_never_reach_the_next(plain_stack: Stack, ada: Person, bob: Person):
    nobody = visitor(plain_stack)
    for _ in range(30):  # more calls than connections in the pool
        assert ada.client.rpc("who_am_i", {}).execute().data["id"] == ada.id
        assert nobody.rpc("who_am_i", {}).execute().data["claims"] == {"role": "anon"}
        assert bob.client.rpc("who_am_i", {}).execute().data["id"] == bob.id


def test_many_callers_at_once_are_each_themselves(plain_stack: Stack, ada: Person, bob: Person):
    def ask(number: int) -> bool:
        person = (ada, bob)[number % 2]
        headers = {"apikey": plain_stack.publishable_key, **person.headers}
        return bool(client.post("/rest/v1/rpc/who_am_i", json={}, headers=headers).json()["id"] == person.id)

    with httpx.Client(base_url=plain_stack.url, timeout=30) as client, ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(200)))


def test_a_table_without_grants_is_out_of_reach_for_everybody(plain_stack: Stack, ada: Person):
    for client in (ada.client, administrator(plain_stack)):
        with pytest.raises(APIError) as refused:
            client.table("ungranted").select("*").execute()
        assert refused.value.code == "42501"


def test_no_schema_but_public_is_exposed(plain_stack: Stack):
    for schema in ("auth", "storage", "vault", "net", "cron"):
        answer = httpx.get(
            f"{plain_stack.url}/rest/v1/users",
            headers={"apikey": plain_stack.secret_key, "Accept-Profile": schema},
        )
        assert answer.status_code == 406, schema


def test_a_call_without_a_key_is_refused(plain_stack: Stack):
    assert httpx.get(f"{plain_stack.url}/rest/v1/notes").status_code == 401
    assert httpx.get(f"{plain_stack.url}/rest/v1/notes", headers={"apikey": "sb_secret_wrong"}).status_code == 401


def test_counts_and_ranges(ada: Person, note: dict[str, str]):
    answer = ada.client.table("notes").select("id", count="exact").range(0, 0).execute()
    assert len(answer.data) == 1
    assert answer.count >= 1


def test_a_slow_statement_is_cut_off_for_visitors(plain_stack: Stack):
    with pytest.raises(APIError) as cut:
        visitor(plain_stack).rpc("nap", {"seconds": 6}).execute()
    assert cut.value.code == "57014"


@pytest.mark.parametrize(
    ("code", "status"),
    [("P0001", 400), ("23514", 400), ("40001", 500), ("57014", 500), ("42501", 403), ("PT409", 409)],
)
def test_an_error_keeps_its_code_and_has_postgrests_status(plain_stack: Stack, ada: Person, code: str, status: int):
    answer = httpx.post(
        f"{plain_stack.url}/rest/v1/rpc/complain",
        json={"code": code},
        headers={"apikey": plain_stack.publishable_key, **ada.headers},
    )
    assert answer.status_code == status
    assert answer.json() == {"code": code, "message": "complaint", "details": "the detail", "hint": "the hint"}
