"""Every function of the project by its own door, alike on both platforms.

Surprise: hints are carried by hand from the memory gateway to the doors, signed as the database signs them.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from shared import __version__
from shared.errors import DatabaseUnavailable, StorageUnavailable
from shared.testing.engine import BackwardsEngine
from shared.testing.memory import MemoryGateway
from shared.wiring import App, install
from tests.support.doors import ALICE, BOB, Answer, Knock, as_user, settings, signed

TEXT = b"The waterwheel drives the millstone.\n\nA miller grinds barley between millstones."
Doors = Callable[[str], Knock]


@pytest.fixture
def gateway() -> Iterator[MemoryGateway]:
    """A memory gateway, and an engine that knows one language nobody speaks."""
    made = MemoryGateway()
    install(App(settings(), connect=lambda _: made, engine=BackwardsEngine()))
    yield made
    install(None)


def upload(door: Doors, **fields: str) -> Answer:
    form: dict[str, Any] = {"target_lang": "xx", **fields, "file": (io.BytesIO(TEXT), "mill.txt")}
    return door("upload_intake")(data=form, headers=as_user())


def deliver(gateway: MemoryGateway, door: Doors) -> list[str]:
    """Carry every hint to its function until there are none."""
    outcomes = []
    while gateway.state.hints:
        hint = gateway.state.hints.pop(0)
        answer = door(hint.function)(**signed({"type": "UPDATE", "table": "any", "record": hint.record}))
        assert answer.status == 200, answer.body
        outcomes.append(answer.json["outcome"])
    return outcomes


def test_a_small_document_goes_in_and_an_export_comes_out(gateway: MemoryGateway, door: Doors) -> None:
    accepted = upload(door)
    assert accepted.status == 202
    assert accepted.json["job"]["status"] in {"queued", "processing"}
    assert "done" in deliver(gateway, door)
    assert [row["status"] for row in gateway.state.jobs.values()] == ["completed"]
    (wordlist,) = gateway.state.wordlists.values()
    export = door("export_generation")(json={"wordlist_id": wordlist["id"], "format": "csv"}, headers=as_user())
    assert export.status == 200
    assert export.json["export"]["status"] == "completed"
    assert export.json["url"]


def test_exports_asked_for_at_upload_are_written_by_webhook(gateway: MemoryGateway, door: Doors) -> None:
    upload(door, exports="csv,json")
    deliver(gateway, door)
    assert {row["format"]: row["status"] for row in gateway.state.exports.values()} == {
        "csv": "completed",
        "json": "completed",
    }


def test_a_large_document_is_announced_and_completed(gateway: MemoryGateway, door: Doors) -> None:
    intake = door("upload_intake")
    ticket = intake(json={"filename": "mill.txt", "size_bytes": len(TEXT)}, headers=as_user())
    assert ticket.status == 201
    assert ticket.json["upload"]["method"] == "PUT"
    gateway.files.upload("document-uploads", ticket.json["upload"]["path"], data=TEXT, mime_type="text/plain")
    complete = {"action": "complete", "document_id": ticket.json["document_id"], "target_lang": "xx"}
    first, second = intake(json=complete, headers=as_user()), intake(json=complete, headers=as_user())
    assert (first.status, second.status) == (202, 202)
    assert first.json["job"]["id"] == second.json["job"]["id"]


def test_a_small_document_sent_twice_under_one_key_is_one_job(gateway: MemoryGateway, door: Doors) -> None:
    key = str(uuid4())
    answers = [
        door("upload_intake")(
            data={"target_lang": "xx", "file": (io.BytesIO(TEXT), "mill.txt")},
            headers=as_user(idempotency_key=key),
        )
        for _ in range(2)
    ]
    assert answers[0].json == answers[1].json
    assert len(gateway.state.jobs) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"filename": "mill.txt"},
        {"filename": "", "size_bytes": 5},
        {"filename": "mill.txt", "size_bytes": -1},
        {"filename": "mill.exe", "size_bytes": 5},
        {"filename": "mill.pdf", "size_bytes": 51 * 1024 * 1024},
        {"filename": "x" * 300, "size_bytes": 5},
        {"action": "complete"},
        {"action": "complete", "document_id": "not-an-id", "target_lang": "en"},
        {"action": "complete", "document_id": str(uuid4()), "target_lang": "klingon"},
        {"action": "delete", "document_id": str(uuid4())},
        {"filename": "mill.txt", "size_bytes": 5, "user_id": BOB},
    ],
)
def test_an_upload_that_cannot_work_is_refused_and_nothing_is_made(
    gateway: MemoryGateway, door: Doors, body: dict[str, Any]
) -> None:
    answer = door("upload_intake")(json=body, headers=as_user())
    assert 400 <= answer.status < 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not gateway.state.jobs


@pytest.mark.parametrize(
    "filename", ["../../etc/passwd.txt", "/abs/mill.txt", "..\\..\\mill.txt", "a/b.txt", "%2e%2e%2fx.txt"]
)
def test_a_file_name_never_becomes_a_path(gateway: MemoryGateway, door: Doors, filename: str) -> None:
    ticket = door("upload_intake")(json={"filename": filename, "size_bytes": 5}, headers=as_user())
    if ticket.status == 201:
        owner, file = ticket.json["upload"]["path"].split("/")
        assert owner == ALICE
        assert file == f"{ticket.json['document_id']}.txt"
    else:
        assert 400 <= ticket.status < 500


def test_a_job_can_be_cancelled_and_retried_by_its_owner_alone(gateway: MemoryGateway, door: Doors) -> None:
    job_id, control = upload(door).json["job"]["id"], door("job_control")
    assert control(json={"job_id": job_id, "action": "cancel"}, headers=as_user(BOB)).status == 404
    assert control(json={"job_id": job_id, "action": "cancel"}, headers=as_user()).json["status"] == "cancelled"
    assert control(json={"job_id": job_id, "action": "cancel"}, headers=as_user()).status == 200
    assert control(json={"job_id": job_id, "action": "retry"}, headers=as_user()).json["status"] in {
        "queued",
        "processing",
    }


def test_a_completed_job_cannot_be_cancelled(gateway: MemoryGateway, door: Doors) -> None:
    job_id = upload(door).json["job"]["id"]
    deliver(gateway, door)
    answer = door("job_control")(json={"job_id": job_id, "action": "cancel"}, headers=as_user())
    assert (answer.status, answer.json["code"]) == (409, "conflict")


@pytest.mark.parametrize("action", ["delete", "", None, 5, "CANCEL"])
def test_an_action_that_does_not_exist_is_422(gateway: MemoryGateway, door: Doors, action: Any) -> None:
    answer = door("job_control")(json={"job_id": str(uuid4()), "action": action}, headers=as_user())
    assert answer.status == 422


def test_an_export_of_somebody_elses_wordlist_is_404(gateway: MemoryGateway, door: Doors) -> None:
    upload(door)
    deliver(gateway, door)
    (wordlist,) = gateway.state.wordlists.values()
    body = {"wordlist_id": wordlist["id"], "format": "csv"}
    assert door("export_generation")(json=body, headers=as_user(BOB)).status == 404


@pytest.mark.parametrize("name", ["pdf", "../csv", "__init__", "csv.evil", "os"])
def test_a_format_that_does_not_exist_is_422_and_imports_nothing(
    gateway: MemoryGateway, door: Doors, name: str
) -> None:
    body = {"wordlist_id": str(uuid4()), "format": name}
    assert door("export_generation")(json=body, headers=as_user()).status == 422


@pytest.mark.parametrize(
    ("form", "options", "named"),
    [
        ("csv", {"delimiter": "|"}, "delimiter"),
        ("csv", {"bom": 1}, "bom"),
        ("csv", {"bom": False, "indent": True}, "indent"),
        ("json", {"indent": "yes"}, "indent"),
        ("apkg", {"a/b~c": True}, "a~1b~0c"),
    ],
)
def test_an_option_that_cannot_be_is_422_at_once_and_leaves_no_export(
    gateway: MemoryGateway, door: Doors, form: str, options: dict[str, object], named: str
) -> None:
    upload(door)
    deliver(gateway, door)
    (wordlist,) = gateway.state.wordlists.values()
    body = {"wordlist_id": wordlist["id"], "format": form, "options": options}
    answer = door("export_generation")(json=body, headers=as_user())
    assert answer.status == 422
    assert [fault["pointer"] for fault in answer.json["errors"]] == [f"/options/{named}"]
    assert not gateway.state.exports
    assert not gateway.state.hints


def test_the_same_hint_twice_does_the_work_once(gateway: MemoryGateway, door: Doors) -> None:
    upload(door)
    hint = gateway.state.hints.pop(0)
    webhook = signed({"type": "UPDATE", "record": hint.record}, webhook_id="msg_twice")
    outcomes = [door("job_advance")(**webhook).json["outcome"] for _ in range(2)]
    assert outcomes[1] == "nothing_to_do"
    assert len(gateway.state.wordlists) == 1


@pytest.mark.parametrize(
    ("function", "states"),
    [("job_advance", ["completed"] * 3), ("cleanup", ["completed", "processing", "queued"])],
)
def test_only_a_call_for_one_job_goes_on_with_the_next_ones(
    gateway: MemoryGateway, door: Doors, function: str, states: list[str]
) -> None:
    gateway.state.cap = 1
    for _ in states:
        upload(door)
    (hint,) = gateway.state.hints
    answer = door(function)(**signed({"type": "any", "table": "any", "task": "jobs", "record": hint.record}))
    assert answer.status == 200
    assert [row["status"] for row in gateway.state.jobs.values()] == states


def test_a_hint_about_nothing_is_refused_as_such(gateway: MemoryGateway, door: Doors) -> None:
    for name in ("job_advance", "export_generation"):
        assert door(name)(**signed({"type": "UPDATE", "record": {}})).status == 400


def test_a_hint_about_a_job_that_is_gone_finds_nothing_to_do(gateway: MemoryGateway, door: Doors) -> None:
    answer = door("job_advance")(**signed({"type": "UPDATE", "record": {"id": str(uuid4()), "stage": "parsing"}}))
    assert (answer.status, answer.json["outcome"]) == (200, "nothing_to_do")


@pytest.mark.parametrize("name", ["job_advance", "cleanup"])
def test_what_only_the_database_may_call_is_closed_to_users(gateway: MemoryGateway, door: Doors, name: str) -> None:
    assert door(name)(json={"type": "UPDATE", "record": {}}, headers=as_user()).status == 401


@pytest.mark.parametrize("name", ["upload_intake", "job_control"])
def test_what_only_users_may_call_is_closed_to_webhooks(gateway: MemoryGateway, door: Doors, name: str) -> None:
    assert door(name)(**signed({"type": "UPDATE", "record": {}})).status == 401


@pytest.mark.parametrize("task", ["jobs", "uploads", "exports", "cooldowns", "all"])
def test_cleanup_says_what_it_did(gateway: MemoryGateway, door: Doors, task: str) -> None:
    answer = door("cleanup")(**signed({"type": "SCHEDULE", "task": task}))
    assert answer.status == 200
    assert answer.json


def test_a_sweep_sent_again_is_not_run_again(gateway: MemoryGateway, door: Doors) -> None:
    webhook = signed({"type": "SCHEDULE", "task": "jobs"}, webhook_id="msg_sweep")
    first, second = door("cleanup")(**webhook), door("cleanup")(**webhook)
    assert "jobs" in first.json
    assert second.json == {"status": "already received"}


class Trouble:
    """Services behind us, some of which fail."""

    def __init__(self, *down: str) -> None:
        self._down = down

    def database(self) -> dict[str, Any]:
        if "database" in self._down:
            raise DatabaseUnavailable
        return {}

    def storage(self) -> None:
        if "storage" in self._down:
            raise StorageUnavailable

    def auth(self) -> None:
        pass


@pytest.mark.parametrize(
    ("down", "status", "condition"),
    [((), 200, "healthy"), (("storage",), 200, "degraded"), (("database",), 503, "unhealthy")],
)
def test_health_is_what_the_services_behind_us_are(
    gateway: MemoryGateway, door: Doors, down: tuple[str, ...], status: int, condition: str
) -> None:
    gateway.probe = Trouble(*down)  # type: ignore[assignment]
    answer = door("health")("GET")
    assert (answer.status, answer.json["status"]) == (status, condition)
    assert answer.json["version"] == __version__
    assert set(answer.json["checks"]) == {"database", "storage", "auth"}
    assert all(check["latency_ms"] >= 0 for check in answer.json["checks"].values())
