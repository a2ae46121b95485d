"""Figures of a call add up by name, and go nowhere outside of one."""

import pytest

from shared.observability.meter import Meter, count, current_meter, timed


def test_times_and_counts_of_the_same_name_add_up() -> None:
    meter = Meter()
    mark = current_meter.set(meter)
    for _ in range(3):
        with timed("database"):
            count("rows", 2)
    current_meter.reset(mark)
    assert meter.counts == {"rows": 6}
    assert meter.timings["database"] >= 0


def test_a_block_that_fails_is_timed_too() -> None:
    meter = Meter()
    mark = current_meter.set(meter)
    with pytest.raises(ValueError, match="no"), timed("database"):
        raise ValueError("no")
    current_meter.reset(mark)
    assert "database" in meter.timings


def test_outside_a_call_measuring_does_no_harm() -> None:
    with timed("database"):
        count("rows")
    assert current_meter.get() is None
