"""Calls counted against the limits by name."""

from shared.domain.allowance import Allowance
from shared.errors import DatabaseUnavailable
from shared.limits.rules import RULES, Rule, count_call


class Counter:
    """Answers as it was told to, and remembers what it was asked."""

    def __init__(self, answer: Allowance | Exception) -> None:
        self.answer = answer
        self.asked: list[tuple[str, int, int]] = []

    def take(self, key: str, *, limit: int, window: int, cost: int = 1) -> Allowance:  # noqa: ARG002 - the port has it
        self.asked.append((key, limit, window))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_each_caller_is_counted_alone_and_by_the_name_of_the_rule():
    counter = Counter(Allowance(allowed=False, remaining=0))
    assert not count_call(counter, rule=Rule(60, 30), name="writes", who="ada").allowed
    assert counter.asked == [("writes:ada", 60, 30)]


def test_a_counter_that_is_away_lets_the_call_through():
    counter = Counter(DatabaseUnavailable("the database does not answer"))
    assert count_call(counter, rule=Rule(60, 30), name="writes", who="ada") == Allowance(allowed=True, remaining=60)


def test_every_rule_allows_something_within_some_time():
    assert all(rule.limit > 0 and rule.window > 0 for rule in RULES.values())
