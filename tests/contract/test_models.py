"""What both gateways promise to remember of language models."""

import time
from datetime import timedelta
from uuid import uuid4

from tests.contract.conftest import Bench

PAUSE = timedelta(seconds=0.4)
TRIAL = timedelta(seconds=30)


def test_an_answer_is_found_by_the_hash_of_its_question_and_by_nothing_else(bench: Bench):
    models, key = bench.gateway.models, uuid4().hex * 2
    assert models.get(key) is None
    models.put(key, {"content": {"items": []}, "is_cut": False}, agent="translating", model="m")
    assert models.get(key) == {"content": {"items": []}, "is_cut": False}
    assert models.get(uuid4().hex * 2) is None


def test_what_an_endpoint_speaks_is_remembered(bench: Bench):
    models, name = bench.gateway.models, uuid4().hex[:24]
    assert models.recall(name) is None
    models.learn(name, {"dialect": "json_schema"})
    models.learn(name, {"dialect": "json_object"})
    assert models.recall(name) == {"dialect": "json_object"}
    assert models.admit(name, trial=TRIAL) == 0


def test_failures_in_a_row_open_the_breaker_and_one_caller_gets_the_trial(bench: Bench):
    models, name = bench.gateway.models, uuid4().hex[:24]
    for _ in range(2):
        models.report(name, ok=False, failures=3, pause=PAUSE)
    assert models.admit(name, trial=TRIAL) == 0
    models.report(name, ok=False, failures=3, pause=PAUSE)
    assert 0 < models.admit(name, trial=TRIAL) <= 0.4
    time.sleep(0.5)
    assert models.admit(name, trial=TRIAL) == 0
    assert models.admit(name, trial=TRIAL) > 20
    models.report(name, ok=True, failures=3, pause=PAUSE)
    assert models.admit(name, trial=TRIAL) == 0


def test_an_answer_between_failures_begins_the_row_anew(bench: Bench):
    models, name = bench.gateway.models, uuid4().hex[:24]
    for ok in (False, False, True, False, False):
        models.report(name, ok=ok, failures=3, pause=PAUSE)
    assert models.admit(name, trial=TRIAL) == 0


def test_the_breaker_does_not_forget_what_the_endpoint_speaks(bench: Bench):
    models, name = bench.gateway.models, uuid4().hex[:24]
    models.learn(name, {"dialect": "json_schema"})
    models.report(name, ok=False, failures=1, pause=PAUSE)
    assert models.recall(name) == {"dialect": "json_schema"}
    assert models.admit(name, trial=TRIAL) > 0
