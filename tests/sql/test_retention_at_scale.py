"""A million finished jobs behind the next one."""

import pytest

from tests.benchmarks.load.million import million


@pytest.mark.long
@pytest.mark.timeout(0)
def test_a_million_finished_jobs_do_not_slow_the_next_one_the_sweep_or_the_pruning():
    weight = million()
    print(weight)
    assert weight.after < 1.5 * weight.before
    assert weight.sweep < 10
    assert weight.idle < 20
