"""Requests: the same key gives the same answer, and too many uploads have to wait."""

from concurrent.futures import ThreadPoolExecutor

from tests.support.world import World, call, refusal

REQUEST = {"key": "k", "route": "upload_intake", "body_hash": "h"}


def begin(here: World, **other: object) -> dict[str, object]:
    answer: dict[str, object] = here.call("begin_request", user_id=here.ada, **(REQUEST | other))
    return answer


def finish(here: World, status: int = 202) -> None:
    here.call("finish_request", user_id=here.ada, key="k", route="upload_intake", status=status, body={"job": 1})


def test_a_request_is_new_then_in_flight_then_done(here: World):
    assert begin(here)["state"] == "new"
    flying = begin(here)
    assert (flying["state"], flying["retry_after"]) == ("in_flight", 1)
    finish(here)
    done = begin(here)
    assert (done["state"], done["status"], done["body"]) == ("done", 202, {"job": 1})


def test_another_body_or_route_under_the_same_key_is_a_mismatch(here: World):
    begin(here)
    assert begin(here, body_hash="other")["state"] == "mismatch"
    finish(here)
    assert begin(here, route="job_submit")["state"] == "mismatch"


def test_another_users_same_key_is_another_request(here: World):
    begin(here)
    assert here.call("begin_request", user_id=here.ben, **REQUEST)["state"] == "new"


def test_an_abandoned_key_is_free_again_and_a_finished_one_is_not(here: World):
    begin(here)
    here.call("abandon_request", user_id=here.ada, key="k", route="upload_intake")
    assert begin(here)["state"] == "new"
    finish(here)
    here.call("abandon_request", user_id=here.ada, key="k", route="upload_intake")
    finish(here, 500)
    assert begin(here)["status"] == 202


def test_a_request_whose_worker_died_may_be_tried_again(here: World):
    begin(here)
    here.do("update private.idempotency_keys set locked_until = now()")
    assert begin(here)["state"] == "new"


def test_a_key_is_free_after_a_day_and_swept(here: World):
    begin(here)
    finish(here)
    here.do("update private.idempotency_keys set expires_at = now()")
    assert begin(here, body_hash="other")["state"] == "new"
    here.do("update private.idempotency_keys set expires_at = now()")
    here.call("take_receipt", webhook_id="msg_1")
    here.do("update private.webhook_receipts set received_at = now() - interval '3 days'")
    assert here.call("cleanup_expired_requests") == {"idempotency_keys": 1, "webhook_receipts": 1}


def test_of_a_hundred_equal_requests_at_once_one_is_new(here: World):
    def ask(_: int) -> object:
        with here.database.acting_as("service_role") as connection:
            return call(connection, "begin_request", user_id=here.ada, **REQUEST)["state"]

    with ThreadPoolExecutor(10) as pool:
        states = list(pool.map(ask, range(100)))
    assert (states.count("new"), states.count("in_flight")) == (1, 99)


def test_a_receipt_is_taken_once_by_many_at_once(here: World):
    def take(_: int) -> object:
        with here.database.acting_as("service_role") as connection:
            return call(connection, "take_receipt", webhook_id="msg_1")

    with ThreadPoolExecutor(8) as pool:
        assert sum(map(bool, pool.map(take, range(24)))) == 1


def announce(here: World) -> None:
    here.call("create_document", user_id=here.ada, filename="x.pdf", mime_type="application/pdf", size_bytes=1,
              extension="pdf")  # fmt: skip


def test_too_many_uploads_have_to_wait_as_long_as_they_are_told(here: World):
    here.set("upload_burst", 3)
    for _ in range(3):
        announce(here)
    with refusal(429, "rate_limited") as caught:
        announce(here)
    assert 28 <= int(caught.value.diag.message_hint or 0) <= 30
    assert here.value("select count(*) from public.documents") == 3
    here.do("update public.upload_cooldowns set cooldown_until = now()")
    for _ in range(3):
        announce(here)
    with refusal(429, "rate_limited"):
        announce(here)


def test_uploads_in_another_window_are_counted_anew(here: World):
    here.set("upload_burst", 3)
    for _ in range(5):
        announce(here)
        here.do("update public.upload_cooldowns set window_ends_at = now()")
    assert here.value("select uploads from public.upload_cooldowns") == 1


def test_concurrent_uploads_are_each_counted(here: World):
    here.set("upload_burst", 5)

    def upload(_: int) -> bool:
        with here.database.acting_as("service_role") as connection:
            try:
                call(connection, "create_document", user_id=here.ada, filename="x.pdf", mime_type="application/pdf",
                     size_bytes=1, extension="pdf")  # fmt: skip
            except Exception as refused:  # noqa: BLE001 - which one is looked at here
                return "rate_limited" not in str(refused)
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(upload, range(20))) == 5


def test_cooldowns_that_are_over_are_swept(here: World):
    announce(here)
    assert here.call("cleanup_expired_cooldowns") == 0
    here.do("update public.upload_cooldowns set window_ends_at = now(), cooldown_until = now()")
    assert here.call("cleanup_expired_cooldowns") == 1
