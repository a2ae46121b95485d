"""What both gateways promise of keys, receipts, limits and figures."""

from uuid import uuid4

from tests.contract.conftest import Bench


def test_a_key_is_new_then_in_flight_then_done_and_never_for_another_body(bench: Bench):
    requests, key = bench.gateway.requests, uuid4().hex
    ask = {"key": key, "route": "upload_intake"}
    states = [requests.begin(bench.ada, body_hash="a" * 64, **ask).state for _ in range(2)]
    assert states == ["new", "in_flight"]
    requests.finish(bench.ada, status=202, body={"job": "x"}, **ask)
    done = requests.begin(bench.ada, body_hash="a" * 64, **ask)
    assert (done.state, done.status, done.body) == ("done", 202, {"job": "x"})
    assert requests.begin(bench.ada, body_hash="b" * 64, **ask).state == "mismatch"
    assert requests.begin(bench.bea, body_hash="b" * 64, **ask).state == "new"


def test_an_abandoned_key_is_free_again(bench: Bench):
    requests = bench.gateway.requests
    ask = {"key": uuid4().hex, "route": "upload_intake"}
    requests.begin(bench.ada, body_hash="a" * 64, **ask)
    requests.abandon(bench.ada, **ask)
    assert requests.begin(bench.ada, body_hash="a" * 64, **ask).state == "new"


def test_a_receipt_is_taken_once(bench: Bench):
    webhook_id = f"msg-{uuid4().hex}"
    assert [bench.gateway.receipts.take(webhook_id) for _ in range(3)] == [True, False, False]


def test_a_limit_lets_in_what_it_says_and_tells_when_there_is_room(bench: Bench):
    key = f"writes:{uuid4().hex}"
    taken = [bench.gateway.rate_limits.take(key, limit=3, window=3600) for _ in range(4)]
    assert [one.allowed for one in taken] == [True, True, True, False]
    assert [one.remaining for one in taken] == [2, 1, 0, 0]
    assert 0 < taken[3].retry_after <= 3600 * 2


def test_upkeep_says_what_it_did(bench: Bench):
    for task in ("cooldowns", "requests", "answers", "history"):
        counts = bench.gateway.upkeep.run(task)
        assert counts
        assert all(isinstance(count, int) for count in counts.values())


def test_each_service_answers_the_probe(bench: Bench):
    assert bench.gateway.probe.database()["version"]
    bench.gateway.probe.storage()
    bench.gateway.probe.auth()


def test_calls_of_a_model_are_kept_with_their_job(bench: Bench):
    job = bench.job()
    row = {"job_id": job.id, "user_id": bench.ada, "provider": "p", "model": "m", "status": "ok", "latency_ms": 12}
    bench.gateway.metrics.llm_calls([row, {**row, "status": "error", "error_code": "rate_limited"}])
