"""What 1,000 documents cost, measured from rows that are known to the second and the byte."""

import pytest

from deploy.cost import dollars, measure, told
from deploy.google import manifest
from tests.support.world import World

PRICES = {"gb_seconds": 0.01, "calls": 0.001, "gb_out": 1.0, "gb_hours": 0.5}
GB = manifest()["functions"]["job_advance"]["memorySize"] / 1024


def finish(here: World, *, seconds: int, exports: int = 0) -> str:
    """A document of 1,000 bytes that took so long, and its exports of 500 bytes each."""
    job = here.upload(here.ada, exports=["csv", "xlsx"][:exports])["job"]["id"]
    here.run(job)
    # What is finished changes no more, unless all triggers look away.
    here.do("set session_replication_role = replica")
    here.do("update public.jobs set started_at = finished_at - make_interval(secs => %s) where id = %s", seconds, job)
    here.do("reset session_replication_role")
    here.do("update public.exports set size_bytes = 500 where job_id = %s", job)
    return str(job)


def test_usage_is_that_of_the_documents_times_what_a_thousand_are(here: World):
    finish(here, seconds=2, exports=2)
    finish(here, seconds=4)
    usage = measure(here.database.url)
    assert usage is not None
    assert usage.measured == 2
    assert usage.model == 0, "no model was asked"
    assert usage.amounts == pytest.approx(
        {"gb_seconds": 3000 * GB, "calls": 3000, "gb_out": 3000 * 500e-9, "gb_hours": (2000 * 24 + 1000) * 500e-9}
    )
    cost = dollars(usage, PRICES)
    assert cost["sum"] == pytest.approx(30 * GB + 3 + 0.0015 + 0.5 * 0.0245)


def test_a_price_that_nobody_named_makes_its_line_and_the_sum_unknown(here: World):
    finish(here, seconds=1)
    usage = measure(here.database.url)
    assert usage is not None
    cost = dollars(usage, PRICES | {"gb_out": None})
    assert (cost["gb_out"], cost["sum"]) == (None, None)
    assert cost["calls"] == pytest.approx(2.0)
    lines = list(told(usage, {}))
    assert lines[0] == "1000 documents, from 1 measured"
    assert lines[-1].endswith("unknown")


def test_a_models_call_without_a_price_is_unknown_too(here: World):
    job = finish(here, seconds=1)
    call = "insert into public.llm_metrics (job_id, user_id, provider, model, cost_usd) values "
    here.do(call + "(%s, %s, 'x', 'y', 0.002)", job, here.ada)
    usage = measure(here.database.url)
    assert usage is not None
    assert usage.model == pytest.approx(2.0)
    here.do(call + "(%s, %s, 'x', 'y', null)", job, here.ada)
    usage = measure(here.database.url)
    assert usage is not None
    assert usage.model is None


def test_without_documents_there_is_nothing_to_tell(here: World):
    assert measure(here.database.url) is None
