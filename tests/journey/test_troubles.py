"""What goes wrong for a learner, and what they are told."""

import httpx
import pytest

from deploy.local.stack import Stack
from tests.journey.conftest import Learner
from tests.support.people import sign_up

TEXT = "Die Mühle steht am Bach und mahlt das Korn der Bauern. " * 8


def test_a_small_file_can_be_sent_along_with_the_request(learner: Learner):
    answer = learner.http.post(
        "/upload_intake", files={"file": ("mühle.txt", TEXT.encode(), "text/plain")}, data={"target_lang": "en"}
    )
    assert answer.status_code == 202, answer.text
    assert learner.watch(answer.json()["job"]["id"])["status"] == "completed"


def test_a_damaged_file_ends_as_a_failed_job_with_a_sentence_for_people(learner: Learner):
    job = learner.watch(learner.upload("broken.pdf", b"%PDF-1.7\nnothing more")["job"]["id"])
    assert (job["status"], job["error_code"], job["retry_count"]) == ("failed", "corrupt", 0)
    assert "Traceback" not in job["error_message"]


def test_a_file_that_is_not_what_its_name_says_is_refused_at_the_door(learner: Learner):
    ticket = learner.call("upload_intake", filename="mill.pdf", size_bytes=10).json()
    httpx.put(ticket["upload"]["url"], content=TEXT.encode(), headers=ticket["upload"]["headers"])
    answer = learner.call("upload_intake", action="complete", document_id=ticket["document_id"], target_lang="en")
    assert (answer.status_code, answer.json()["code"]) == (422, "type_mismatch")
    assert learner.rows("documents", id=ticket["document_id"])[0]["status"] == "rejected"


def test_a_direction_without_a_lexicon_says_which_there_are(learner: Learner):
    answer = learner.http.post(
        "/upload_intake", files={"file": ("mill.txt", TEXT.encode())}, data={"target_lang": "xx"}
    )
    job = learner.watch(answer.json()["job"]["id"])
    assert (job["status"], job["error_code"]) == ("failed", "unsupported_language")


def test_the_same_key_makes_one_document_and_the_same_answer(learner: Learner):
    body = {"filename": "mill.txt", "size_bytes": 10}
    headers = {"Idempotency-Key": "one-and-the-same"}
    answers = [learner.http.post("/upload_intake", json=body, headers=headers) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert answers[0].json() == answers[1].json() == answers[2].json()
    other = learner.http.post("/upload_intake", json={**body, "size_bytes": 11}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_nobody_controls_or_exports_what_is_somebody_elses(learner: Learner, stack: Stack):
    accepted = learner.upload("mill.txt", TEXT.encode())
    job = learner.watch(accepted["job"]["id"])
    wordlist = learner.rows("wordlists", job_id=job["id"])[0]
    stranger = sign_up(stack, "stranger")
    with httpx.Client(base_url=stack.functions_url, headers=stranger.headers) as http:
        for function, body in (
            ("job_control", {"job_id": job["id"], "action": "retry"}),
            ("export_generation", {"wordlist_id": wordlist["id"], "format": "csv"}),
        ):
            answer = http.post(f"/{function}", json=body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert not stranger.client.table("jobs").select("id").eq("id", job["id"]).execute().data


@pytest.mark.parametrize("function", ["job_advance", "cleanup"])
def test_a_webhook_nobody_signed_is_turned_away(learner: Learner, function: str):
    assert learner.call(function, type="UPDATE", record={"id": "x"}).status_code == 401


def test_a_failed_job_can_be_cancelled_by_nobody_and_retried_by_its_owner(learner: Learner):
    job = learner.watch(learner.upload("broken.pdf", b"%PDF-1.7\nnothing more")["job"]["id"])
    cancel = learner.call("job_control", job_id=job["id"], action="cancel")
    assert (cancel.status_code, cancel.json()["code"]) == (409, "conflict")
    retried = learner.call("job_control", job_id=job["id"], action="retry")
    assert retried.status_code == 200, retried.text
    assert learner.watch(job["id"])["status"] == "failed"
