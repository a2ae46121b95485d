"""Hints: signed as Standard Webhooks, sent when work waits for a worker, and never in the way of that work."""

import base64
import hashlib
import hmac
import json
import os
import uuid

import pytest
import standardwebhooks

from tests.support.world import World

NEW, OLD = ("whsec_" + base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
URL = "http://functions.test/functions/v1"


def keep_secrets(world: World, secrets: str = NEW, url: str = URL) -> None:
    """Store what hints need in the vault."""
    for name, value in (("wordmill_webhook_secret", secrets), ("wordmill_functions_url", url)):
        world.do("select vault.create_secret(%s, %s)", value, name)


def sent(world: World) -> list[tuple[str, dict[str, str], bytes, int]]:
    """URL, headers, body and timeout of each call in pg_net's queue; empties it."""
    rows = world.rows("select url, headers, body, timeout_milliseconds from net.http_request_queue order by id")
    world.do("delete from net.http_request_queue")
    return [(url, headers, bytes(body), timeout) for url, headers, body, timeout in rows]


@pytest.mark.parametrize("length", [0, 1, 32, 63, 64, 65, 200])
def test_the_hmac_is_that_of_the_standard_library(here: World, length: int):
    key, message = os.urandom(length), os.urandom(300)
    expected = hmac.new(key, message, hashlib.sha256).digest()
    assert bytes(here.value("select private.hmac_sha256(%s, %s)", message, key)) == expected


def test_an_admitted_job_sends_a_hint_that_the_standard_package_verifies(here: World):
    keep_secrets(here)
    job = here.submit(here.ada)
    [(url, headers, body, timeout)] = sent(here)
    assert (url, timeout) == (f"{URL}/job_advance", 2000)
    payload = standardwebhooks.Webhook(NEW).verify(body, headers)
    assert (payload["type"], payload["table"], payload["record"]["id"]) == ("UPDATE", "jobs", job)
    assert payload["record"]["stage"] == "only"


def test_while_a_secret_is_rotated_both_verify(here: World):
    keep_secrets(here, f"{NEW}, {OLD}")
    here.submit(here.ada)
    [(_, headers, body, _)] = sent(here)
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (NEW, OLD):
        assert standardwebhooks.Webhook(secret).verify(body, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook("whsec_" + base64.b64encode(b"other" * 8).decode()).verify(body, headers)


def test_every_hint_has_an_id_of_its_own_and_says_nothing_of_the_document(here: World):
    keep_secrets(here)
    for _ in range(3):
        here.upload(here.ada)
    calls = sent(here)
    assert len({headers["webhook-id"] for _, headers, _, _ in calls}) == 3
    told = {name for _, _, body, _ in calls for name in json.loads(body)["record"]}
    assert told == {"id", "kind", "status", "stage", "attempt"}


def test_hints_are_sent_for_work_that_waits_and_for_nothing_else(here: World):
    keep_secrets(here)
    job = here.submit(here.ada, stages=["one", "two", "three"])
    assert len(sent(here)) == 1
    token = here.claim(job)["lease_token"]
    here.call("renew_lease", job_id=job, lease_token=token, lease_seconds=30, progress=10)
    here.complete(job, token, "one", run_on=True)
    assert sent(here) == []
    here.complete(job, token, "two", run_on=False)
    assert len(sent(here)) == 1
    here.call("release_stage", job_id=job, lease_token=here.claim(job)["lease_token"])
    assert len(sent(here)) == 1
    here.claim(job)
    here.expire_lease(job)
    here.call("sweep_jobs", limit=10)
    assert len(sent(here)) == 1
    here.call("cancel_job", job_id=job, user_id=here.ada)
    assert sent(here) == []


def test_a_job_that_a_worker_goes_on_with_gets_no_hint(here: World):
    here.set("job_cap", 1)
    keep_secrets(here)
    first, second, third = (here.submit(here.ada) for _ in range(3))
    claim = here.complete(first, here.claim(first)["lease_token"], "only", next_token=str(uuid.uuid4()))["next"]
    assert claim["job"]["id"] == second
    here.complete(second, claim["lease_token"], "only")
    assert [json.loads(body)["record"]["id"] for _, _, body, _ in sent(here)] == [first, third]


def test_a_rolled_back_change_sends_nothing(here: World):
    keep_secrets(here)
    with here.service.transaction(force_rollback=True):
        here.submit(here.ada)
    assert sent(here) == []


def test_exports_send_theirs_to_export_generation(here: World):
    keep_secrets(here)
    job = here.upload(here.ada, exports=["csv"])["job"]["id"]
    sent(here)
    here.run(job)
    [(url, headers, body, _)] = sent(here)
    assert url == f"{URL}/export_generation"
    assert standardwebhooks.Webhook(NEW).verify(body, headers)["record"]["format"] == "csv"


def test_where_each_function_has_an_address_of_its_own_each_gets_its_hints_there(here: World):
    own = {name: f"https://wordmill-{number}.run.app" for number, name in enumerate(("job_advance", "export_generation",
                                                                                    "cleanup"))}  # fmt: skip
    keep_secrets(here, url=json.dumps(own))
    job = here.upload(here.ada, exports=["csv"])["job"]["id"]
    here.run(job)
    here.call("cleanup_old_uploads")
    assert [url for url, *_ in sent(here)] == [own["job_advance"], own["export_generation"], own["cleanup"]]


def test_a_function_without_an_address_gets_no_hint_and_its_work_goes_on(here: World):
    keep_secrets(here, url=json.dumps({"cleanup": "https://cleanup.run.app"}))
    job = here.submit(here.ada)
    assert here.status(job) == "processing"
    assert sent(here) == []


@pytest.mark.parametrize(("secrets", "url"), [("", URL), (NEW, ""), ("whsec_%%%", URL), (NEW, "{not json")])
def test_without_a_usable_secret_the_work_goes_on_and_no_hint_is_sent(here: World, secrets: str, url: str):
    keep_secrets(here, secrets, url)
    job = here.submit(here.ada)
    assert here.status(job) == "processing"
    assert sent(here) == []


def test_the_fast_schedule_calls_cleanup_only_when_a_job_stays_unclaimed(here: World):
    keep_secrets(here)
    here.submit(here.ada)
    sent(here)
    here.value("select private.sweep_tick()")
    assert sent(here) == []
    here.behind_the_guard("update public.jobs set hinted_at = hinted_at - interval '1 minute'")
    sent(here)
    here.value("select private.sweep_tick()")
    assert [url.rsplit("/", 1)[1] for url, *_ in sent(here)] == ["job_advance", "cleanup"]


def test_cleanup_of_files_asks_the_function(here: World):
    keep_secrets(here)
    assert here.call("cleanup_old_uploads") is True
    assert here.call("cleanup_old_exports") is True
    assert [json.loads(body) for _, _, body, _ in sent(here)] == [
        {"type": "SCHEDULE", "task": "uploads"}, {"type": "SCHEDULE", "task": "exports"},
    ]  # fmt: skip


def test_the_schedules_have_their_names_and_times(here: World):
    assert dict(here.rows("select jobname, schedule from cron.job")) == {
        "wordmill-sweep": "5 seconds", "cleanup-uploads": "0 * * * *", "cleanup-exports": "*/15 * * * *",
        "cleanup-cooldowns": "0 * * * *", "wordmill-prune": "* * * * *",
    }  # fmt: skip


def test_every_scheduled_command_runs(here: World):
    for (command,) in here.rows("select command from cron.job"):
        assert here.rows(command)
