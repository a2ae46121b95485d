"""What goes wrong on the wire and in answers, and what becomes of it."""

import time

import pytest

from shared.errors import ModelRefused, ModelUnavailable
from shared.llm.endpoint import WhenDown
from shared.llm.transport import OutOfTime
from tests.llm.conftest import Desk, Open, words
from tests.support.llm_server import Fault


def ready(desk: Open, **knobs: object) -> Desk:
    """A desk whose endpoint is known already, so that faults strike questions and not the probe."""
    at = desk(**knobs)
    at.endpoints.learn(at.endpoint().name, {"dialect": "json_schema"})
    return at


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
def test_passing_trouble_is_tried_again(desk: Open, status: int):
    at = ready(desk)
    at.double.strike(Fault("status", status=status))
    outcome = at.ask("translating", words())
    assert len(outcome.answers) == 12
    assert [row.status for row in at.meter.attempts] == ["error", "ok"]
    assert at.meter.attempts[0].error_code == f"http_{status}"


@pytest.mark.parametrize("kind", ["close", "cut_body", "html", "deep"])
def test_broken_connections_and_cut_bodies_are_tried_again(desk: Open, kind: str):
    at = ready(desk)
    at.double.strike(Fault(kind))
    assert len(at.ask("translating", words()).answers) == 12
    assert at.double.calls == 2


def test_an_endpoint_that_hangs_is_given_up_after_its_timeout_and_asked_again(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("hang", seconds=40))
    begun = time.monotonic()
    assert len(at.ask("translating", words(), timeout=0.7).answers) == 12
    assert time.monotonic() - begun < 30
    assert at.meter.attempts[0].error_code == "timeout"


def test_an_endpoint_that_drips_bytes_is_held_to_the_same_timeout(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("drip", seconds=40))
    begun = time.monotonic()
    assert len(at.ask("translating", words(), timeout=0.7).answers) == 12
    assert time.monotonic() - begun < 30
    assert at.meter.attempts[0].error_code == "timeout"


def test_a_reasoning_model_gets_its_own_patience(desk: Open):
    at = desk()
    assert at.endpoint(model="o3-mini").patience == 240
    assert at.endpoint(model="deepseek-r1:7b").patience == 240
    assert at.endpoint(model="llama3.1", reasoning_pattern="llama").patience == 240
    assert at.endpoint(model="gpt-4o-mini").patience == 60


def test_retry_after_is_honoured(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("status", status=429, retry_after="1"))
    begun = time.monotonic()
    at.ask("translating", words())
    assert time.monotonic() - begun >= 1


def test_a_retry_after_beyond_our_time_is_handed_on_instead_of_slept_through(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("status", status=429, retry_after="120", times=9))
    begun = time.monotonic()
    with pytest.raises(ModelUnavailable) as caught:
        at.ask("translating", words(), when_down=WhenDown.WAIT)
    assert time.monotonic() - begun < 60
    assert caught.value.retry_after == 120


@pytest.mark.parametrize("asked", ["inf", "1e400", "999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_no_endpoint_makes_a_job_wait_for_ever(desk: Open, asked: str):
    at = ready(desk)
    at.double.strike(Fault("status", status=429, retry_after=asked, times=9))
    with pytest.raises(ModelUnavailable) as caught:
        at.ask("translating", words(), when_down=WhenDown.WAIT)
    assert caught.value.retry_after == 3600


def test_an_endpoint_that_cannot_count_its_tokens_is_counted_for(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("miscount"))
    assert len(at.ask("translating", words()).answers) == 12
    (row,) = at.meter.attempts
    assert 100 < row.prompt_tokens < 1000
    assert 10 < row.completion_tokens < 1000


@pytest.mark.parametrize(
    ("status", "word"), [(401, "LLM_API_KEY"), (403, "LLM_API_KEY"), (404, "LLM_MODEL"), (400, "LLM_MODEL")]
)
def test_a_refusal_fails_at_once_with_a_sentence_for_the_operator(desk: Open, status: int, word: str):
    at = ready(desk)
    at.double.strike(Fault("status", status=status, times=5))
    with pytest.raises(ModelRefused, match=word) as caught:
        at.ask("translating", words())
    assert at.double.calls == 1
    assert not caught.value.retryable


def test_a_redirect_is_not_followed(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("redirect"))
    with pytest.raises(ModelRefused, match="final address"):
        at.ask("translating", words())


def test_nothing_is_asked_when_the_platforms_time_is_up(desk: Open):
    at = ready(desk)
    at.seconds = 3.1
    with pytest.raises(OutOfTime):
        at.ask("translating", words())
    assert at.double.calls == 0


def test_only_failing_items_are_sent_back(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("half_items"))
    outcome = at.ask("translating", words())
    assert len(outcome.answers) == 12
    second = at.double.bodies[-1]["messages"][1]["content"]
    assert "7 Sack" not in second.replace("9 Sack", "")
    assert "1 Bach" not in second.split("\n")
    assert "was not answered" in second


@pytest.mark.parametrize(
    "kind", ["invalid_json", "prose", "empty", "wrong_numbers", "wrong_types", "extra_fields", "twice"]
)
def test_useless_answers_are_asked_for_again_and_what_stays_useless_is_left(desk: Open, kind: str):
    at = ready(desk)
    at.double.strike(Fault(kind))
    assert len(at.ask("translating", words()).answers) == 12
    assert at.meter.attempts[0].status == "invalid"
    again = ready(desk)
    again.double.strike(Fault(kind, times=50))
    outcome = again.ask("translating", words())
    assert outcome.answers == {}
    assert set(outcome.faults) == {word.number for word in words()}
    assert again.double.calls == 3


def test_words_that_are_not_in_the_document_cannot_come_back(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("invented_words", times=50))
    chosen = at.ask("extracting", words())
    assert chosen.answers == {}
    assert chosen.own == []
    assert chosen.dropped == 3
    assert at.ask("translating", words()).answers == {}


def test_one_translation_for_everything_is_none(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("one_for_all", times=50))
    assert at.ask("translating", words()).answers == {}


def test_an_answer_cut_by_length_halves_the_batch(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("length"))
    outcome = at.ask("translating", words())
    assert len(outcome.answers) == 12
    assert [len(at.double.bodies[n]["messages"][1]["content"].split("\n")) - 2 for n in range(3)] == [12, 6, 6]
    assert [row.status for row in at.meter.attempts] == ["truncated", "ok", "ok"]


def test_a_broken_endpoint_is_left_alone_and_tried_again_later(desk: Open):
    at = ready(desk)
    settings = {"attempts": 1, "breaker_failures": 3, "breaker_seconds": 0.6}
    at.double.strike(Fault("status", status=500, times=3))
    for number in range(3):
        outcome = at.ask("translating", words(number + 1), **settings)
        assert outcome.stopped == "model_unavailable"
    asked = at.double.calls
    assert at.ask("translating", words(8), **settings).stopped == "model_unavailable"
    assert at.double.calls == asked
    time.sleep(0.7)
    assert len(at.ask("translating", words(9), **settings).answers) == 9


def test_a_busy_endpoint_is_not_a_broken_one(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("status", status=429, times=9))
    for number in range(3):
        at.ask("translating", words(number + 1), attempts=1, breaker_failures=2)
    at.double.forget()
    assert len(at.ask("translating", words(), breaker_failures=2).answers) == 12


def test_a_job_can_wait_for_an_endpoint_that_is_down(desk: Open):
    at = ready(desk)
    at.double.strike(Fault("status", status=503, times=9))
    with pytest.raises(ModelUnavailable) as caught:
        at.ask("translating", words(), attempts=1, when_down=WhenDown.WAIT)
    assert caught.value.retryable


def test_the_key_is_nowhere_but_in_the_header(desk: Open, capsys: pytest.CaptureFixture[str]):
    canary = "sk-canary-8f41b7"
    at = desk(key="sk-another")
    with pytest.raises(ModelRefused) as caught:
        at.ask("translating", words(), api_key=canary)
    chain: BaseException | None = caught.value
    while chain:
        assert canary not in f"{chain!r} {chain}"
        chain = chain.__cause__
    seen = capsys.readouterr()
    everything = (
        f"{at.endpoint(api_key=canary)!r} {at.meter.attempts} {at.steps} {seen.out} {seen.err} {at.endpoints.__dict__}"
    )
    assert canary not in everything
