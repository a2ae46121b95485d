"""Files go when their time is over: the database asks, the function cleanup removes them through the Storage API."""

import time
from pathlib import Path

import psycopg

from deploy.local.stack import Stack
from tests.journey.conftest import Learner

SAMPLE = Path(__file__).parents[2] / "deploy" / "local" / "samples" / "aceite-de-oliva.xlsx"


def test_old_uploads_and_exports_lose_their_bytes_and_keep_their_rows(learner: Learner, stack: Stack):
    accepted = learner.upload(SAMPLE.name, SAMPLE.read_bytes(), exports=["csv"])
    assert learner.watch(accepted["job"]["id"])["status"] == "completed"
    wordlist = learner.rows("wordlists", job_id=accepted["job"]["id"])[0]
    learner.exports(wordlist["id"], count=1)
    url = learner.call("export_generation", wordlist_id=wordlist["id"], format="csv").json()["url"]
    folder = stack.home / "storage"
    assert learner.http.get(url).is_success
    assert len(_files(folder, learner.person.id)) == 2

    with psycopg.connect(stack.database_url, autocommit=True) as database:
        whose = (learner.person.id,)
        database.execute("update documents set created_at = now() - interval '25 hours' where user_id = %s", whose)
        database.execute("update exports set expires_at = now() - interval '1 second' where user_id = %s", whose)
        database.execute("select cleanup_old_uploads(), cleanup_old_exports()")
    ends_at = time.monotonic() + 30
    while {row["status"] for table in ("documents", "exports") for row in learner.rows(table)} != {"removed"}:
        assert time.monotonic() < ends_at, "nobody removed them"
        time.sleep(0.1)

    assert _files(folder, learner.person.id) == []
    assert not learner.http.get(url).is_success
    again = learner.call("export_generation", wordlist_id=wordlist["id"], format="csv").json()
    assert learner.http.get(again["url"]).is_success, "asked for again, it is written again"


def _files(folder: Path, user_id: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and user_id in str(path)]
