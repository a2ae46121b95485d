import pytest

from tests.support.fuzz import run


def test_two_thousand_damaged_samples_are_answered():
    outcome = run(seed=20261121, count=2_000)
    assert outcome.faults == []
    assert len(outcome.deaths) <= 2, "a few may kill a process, which is why parses have one of their own"
    assert outcome.slowest < 5
    assert sum(outcome.answers.values()) + len(outcome.deaths) == 2_000
    assert outcome.answers["read"] > 500, "the mutants are so broken that nothing is tested"


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("seed", range(5))
def test_a_hundred_thousand_damaged_samples_are_answered(seed: int):
    outcome = run(seed=seed, count=20_000)
    assert outcome.faults == []
    assert len(outcome.deaths) <= 20
    assert outcome.slowest < 10
