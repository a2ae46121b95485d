"""When an endpoint is left alone."""

from shared.llm.breaker import Breaker


def failed(times: int, *, now: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(times):
        breaker = breaker.report(now, ok=False, failures=3, pause=60)
    return breaker


def test_few_failures_keep_it_closed():
    assert failed(2).admit(0, trial=5)[0] == 0


def test_enough_failures_in_a_row_open_it_for_the_pause():
    assert failed(3).admit(20, trial=5)[0] == 40


def test_an_answer_between_failures_begins_the_row_anew():
    breaker = failed(2).report(0, ok=True, failures=3, pause=60).report(0, ok=False, failures=3, pause=60)
    assert breaker.admit(0, trial=5)[0] == 0


def test_after_the_pause_one_caller_gets_the_trial_and_the_others_wait():
    wait, after = failed(3).admit(61, trial=5)
    assert wait == 0
    assert after.admit(62, trial=5)[0] == 4


def test_a_trial_that_never_reports_ends_by_itself():
    _, after = failed(3).admit(61, trial=5)
    assert after.admit(67, trial=5)[0] == 0


def test_a_trial_that_fails_opens_it_again_and_one_that_answers_closes_it():
    _, tried = failed(3).admit(61, trial=5)
    assert tried.report(62, ok=False, failures=3, pause=60).admit(63, trial=5)[0] == 59
    assert tried.report(62, ok=True, failures=3, pause=60).admit(63, trial=5)[0] == 0
