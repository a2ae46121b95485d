"""A language model on the whole stack: what it is asked, what it costs, what is left of it in the rows, and kill -9."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from deploy.local.stack import Stack
from tests.journey.conftest import Learner
from tests.support.canary import DOCUMENT_WORD, LLM_KEY
from tests.support.llm_server import PROFILES, Double, Fault, serve
from tests.support.people import sign_up

SAMPLES = Path(__file__).parents[2] / "deploy" / "local" / "samples"
# A word of the middle of the list: one at the top would move the items of every question behind it.
MISREAD = "Dort wohnt ein Kupferschmicd, und man hört den Kupferschmicd."


@pytest.fixture(scope="module")
def double() -> Iterator[Double]:
    with serve("openai", key=LLM_KEY) as running:
        yield running


@pytest.fixture(scope="module")
def llm_stack(double: Double, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    environment = {
        "LLM_BASE_URL": double.base_url,
        "LLM_API_KEY": LLM_KEY,
        "LLM_MODEL": "mill-1",
        "LLM_CONCURRENCY": "3",
        "LLM_CONTEXT_TOKENS": "500",
        "LLM_PRICE": "0.5,1.5",
        "WORDMILL_LEASE_SECONDS": "5",
    }
    with Stack(home=tmp_path_factory.mktemp("llm") / "home", port=0, durable=False, environment=environment) as running:
        yield running


@pytest.fixture
def reader(llm_stack: Stack, double: Double) -> Iterator[Learner]:
    double.forget()
    double.profile, double.latency = PROFILES["openai"], 0.0
    with psycopg.connect(llm_stack.database_url, autocommit=True) as database:
        database.execute("delete from private.llm_answers")
    person = sign_up(llm_stack, "reader")
    with httpx.Client(base_url=llm_stack.functions_url, headers=person.headers, timeout=30) as http:
        yield Learner(person, http)


def finished(reader: Learner, name: str, data: bytes, **wishes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    job = reader.watch(reader.upload(name, data, **wishes)["job"]["id"], seconds=90)
    assert (job["status"], job["error_code"]) == ("completed", None)
    return job, reader.rows("wordlists", job_id=job["id"])[0]


def text(mark: str, *, times: int = 1) -> bytes:
    """A German document nobody else has; the more of it, the more of it is asked about."""
    prose = Path(__file__).parents[1] / "support" / "prose" / "mill.de.txt"
    paragraphs = prose.read_text(encoding="utf-8").replace("~", "").split("\n\n")
    return "\n\n".join([f"Das Heft und die {DOCUMENT_WORD} gehören {mark}.", *(paragraphs * times)]).encode()


def test_a_sample_is_read_with_a_model_and_the_same_sample_again_costs_nothing(reader: Learner, double: Double):
    pdf = (SAMPLES / "wassermuehle.pdf").read_bytes()
    job, wordlist = finished(reader, "wassermuehle.pdf", pdf)
    assert wordlist["engine"] == "llm"
    assert {pair["source"] for pair in wordlist["pairs"]} >= {"llm"}
    assert double.agents["extracting"] >= 1
    assert double.agents["translating"] >= 1
    calls = double.calls
    _, again = finished(reader, "wassermuehle.pdf", pdf)
    assert double.calls == calls
    assert again["pairs"] == wordlist["pairs"]
    rows = reader.rows("llm_metrics", job_id=job["id"])
    assert {row["agent"] for row in rows} >= {"extracting", "translating"}
    assert all(row["total_tokens"] == row["input_tokens"] + row["output_tokens"] for row in rows)


def test_costs_can_be_read_by_day_agent_job_and_user_and_only_ones_own(reader: Learner, llm_stack: Stack):
    job, _ = finished(reader, "kosten.txt", text("Kosta"))
    spent = reader.rows("llm_cost_per_job", job_id=job["id"])[0]
    assert spent["calls"] >= 2
    assert spent["cost_usd"] > 0
    assert spent["calls_without_price"] == 0
    assert reader.rows("llm_cost_per_user", user_id=reader.person.id)[0]["jobs"] == 1
    for view in ("llm_cost_per_day", "llm_cost_per_agent", "llm_summary_24h"):
        assert sum(row["calls"] for row in reader.rows(view)) == spent["calls"]
    stranger = sign_up(llm_stack, "stranger")
    assert stranger.client.table("llm_cost_per_job").select("*").execute().data == []


def test_an_endpoint_that_fails_leaves_an_offline_wordlist_that_says_so_until_it_answers_again(
    reader: Learner, llm_stack: Stack, double: Double
):
    double.strike(Fault("status", status=500, times=500))
    job, wordlist = finished(reader, "ausfall.txt", text("Ada"))
    assert {pair["source"] for pair in wordlist["pairs"]} <= {"offline", "compound", "document"}
    document = reader.rows("documents", id=job["document_id"])[0]
    assert any("offline" in warning for warning in document["warnings"])
    assert {row["status"] for row in reader.rows("llm_metrics", job_id=job["id"])} == {"error"}
    double.forget()
    opened = "select count(*) from private.llm_endpoints where open_until is not null"
    with psycopg.connect(llm_stack.database_url, autocommit=True) as database:
        assert database.execute(opened).fetchone() == (1,)
        database.execute("update private.llm_endpoints set open_until = now() - interval '1 second'")
        _, wordlist = finished(reader, "wieder.txt", text("Ada"))
        assert "llm" in {pair["source"] for pair in wordlist["pairs"]}
        assert database.execute(opened).fetchone() == (0,)


def test_a_wrong_key_fails_the_job_with_a_sentence_and_without_the_key(reader: Learner, double: Double):
    double.key = "sk-changed"
    try:
        job = reader.watch(reader.upload("schluessel.txt", text("Cleo"))["job"]["id"])
    finally:
        double.key = LLM_KEY
    assert (job["status"], job["error_code"]) == ("failed", "model_refused")
    assert "LLM_API_KEY" in job["error_message"]


def test_a_rebuild_asks_nothing_again_and_after_a_correction_only_what_the_correction_changed(
    reader: Learner, double: Double
):
    job, wordlist = finished(reader, "berichtigt.txt", text("Heidi", times=4) + b"\n\n" + MISREAD.encode())
    calls = double.calls
    assert rebuilt(reader, job)["pairs"] == wordlist["pairs"]
    assert double.calls == calls
    zone = next(row for row in reader.rows("zones", document_id=job["document_id"]) if "schmicd" in row["text"])
    right = zone["text"].replace("schmicd", "schmied")
    correction = {"p_document_id": job["document_id"], "p_index": zone["index"], "p_text": right}
    reader.person.client.rpc("correct_zone", correction).execute()
    assert "Kupferschmied" in {pair["term"] for pair in rebuilt(reader, job)["pairs"]}
    assert 0 < double.calls - calls < calls
    assert max(double.asked.values()) == 1


def rebuilt(reader: Learner, job: dict[str, Any]) -> dict[str, Any]:
    """The wordlist made anew from the document's zones."""
    again = reader.call("job_control", job_id=job["id"], action="rebuild").json()
    assert reader.watch(again["id"], seconds=90)["status"] == "completed"
    return reader.rows("wordlists", job_id=again["id"])[0]


def test_a_function_killed_in_the_middle_repeats_no_call_that_had_answered(
    reader: Learner, llm_stack: Stack, double: Double
):
    double.latency = 1.0
    accepted = reader.upload("abgebrochen.txt", text("Dora", times=12))
    job_id = accepted["job"]["id"]
    wait_for(lambda: double.agents["extracting"] >= 6)
    time.sleep(0.5)  # calls go three at a time and a second long: now three are under way
    before = sum(double.answered.values())
    os.kill(llm_stack.pids["functions"], signal.SIGKILL)
    assert before >= 3
    job = reader.watch(job_id, seconds=120)
    assert job["status"] == "completed"
    assert double.calls >= 15
    assert max(double.answered.values()) == 1
    assert sum(double.asked.values()) - sum(double.answered.values()) <= 3


@pytest.mark.long
def test_calls_slower_than_the_lease_do_not_lose_it(reader: Learner, double: Double):
    double.latency = 6.5
    job, wordlist = finished(reader, "langsam.txt", text("Fritz"))
    assert wordlist["engine"] == "llm"
    assert (job["retry_count"], job["attempt"]) == (0, 1)
    assert max(double.asked.values()) == 1


def test_the_key_is_in_no_row_and_no_log(reader: Learner, llm_stack: Stack):
    finished(reader, "geheim.txt", text("Eva"))
    with psycopg.connect(llm_stack.database_url) as database:
        tables = database.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'private')"
        ).fetchall()
        for (table,) in tables:
            found = database.execute(
                f"select count(*) from {table} t where t::text like %s", (f"%{LLM_KEY}%",)
            ).fetchone()
            assert found == (0,), table
    logs = [path for path in llm_stack.log_folder.rglob("*") if path.is_file()]
    assert logs
    for path in logs:
        assert LLM_KEY not in path.read_text(encoding="utf-8", errors="replace"), path


def wait_for(condition: Any, *, seconds: float = 60.0) -> None:
    ends_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.05)
