"""A misread word is put right by its reader, and the list made anew from there."""

from typing import Any

import psycopg
import pytest
from postgrest.exceptions import APIError

from deploy.local.stack import Stack
from tests.journey.conftest import Learner
from tests.support.people import sign_up

TEXT = (
    "Der Kupferschmicd steht in der alten Werkstatt.\n\n"
    "Am Fenster hängt ein Blasebalg aus Leder, und auf dem Amboss liegt ein Hammer."
)


def read(learner: Learner, job_id: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The job at its end, and its pairs by their terms."""
    job = learner.watch(job_id)
    assert (job["status"], job["error_code"]) == ("completed", None)
    wordlist = learner.rows("wordlists", job_id=job_id)[0]
    return {**job, "wordlist": wordlist["id"]}, {pair["term"]: pair for pair in wordlist["pairs"]}


def test_a_corrected_zone_gives_a_new_list_with_the_right_word_and_the_file_is_not_read_again(
    learner: Learner, stack: Stack
):
    first, pairs = read(learner, learner.upload("schmiede.txt", TEXT.encode())["job"]["id"])
    assert "Kupferschmied" not in pairs
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        # A day later the file is gone, as far as anybody can tell.
        database.execute("update public.documents set status = 'removed' where id = %s", [first["document_id"]])
    zone = learner.rows("zones", document_id=first["document_id"], index=0)[0]
    right = zone["text"].replace("schmicd", "schmied")
    correction = {"p_document_id": first["document_id"], "p_index": 0, "p_text": right}
    said: Any = learner.person.client.rpc("correct_zone", correction).execute().data
    assert (said["original"], said["corrected"], said["user_id"]) == (zone["text"], right, learner.person.id)
    answer = learner.call("job_control", job_id=first["id"], action="rebuild")
    assert answer.status_code == 200, answer.text
    second, pairs = read(learner, answer.json()["id"])
    assert pairs["Kupferschmied"]["sentence"] == right
    done = learner.rows("job_events", job_id=second["id"], action="stage_completed")
    stages = [row["stage"] for row in sorted(done, key=lambda row: row["id"])]
    assert stages == ["cleaning", "extracting", "translating", "publishing"]
    assert second["wordlist"] != first["wordlist"]
    assert learner.rows("zone_confidence_history", document_id=first["document_id"]) == []


def test_a_stranger_corrects_and_rebuilds_nothing(learner: Learner, stack: Stack):
    job, _ = read(learner, learner.upload("schmiede.txt", TEXT.encode())["job"]["id"])
    stranger = sign_up(stack, "stranger")
    with pytest.raises(APIError, match="not yours"):
        stranger.client.rpc(
            "correct_zone", {"p_document_id": job["document_id"], "p_index": 0, "p_text": "x"}
        ).execute()
    assert stranger.client.table("zone_corrections").select("id").execute().data == []
    learner.http.headers["Authorization"] = stranger.headers["Authorization"]
    answer = learner.call("job_control", job_id=job["id"], action="rebuild")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
