"""Kinds of jobs and how far along they are."""

import pytest

from shared.errors import NotFound
from shared.pipeline.kind import KINDS, progress_at
from shared.pipeline.stage import STAGES


@pytest.mark.parametrize("name", KINDS.names)
def test_every_stage_of_every_kind_exists_under_its_own_name(name: str):
    kind = KINDS.get(name)
    assert kind.name == name
    assert [STAGES.get(stage).name for stage in kind.stages] == list(kind.stages)


def test_a_kind_nobody_wrote_is_told_with_those_there_are():
    with pytest.raises(NotFound, match="wordlist"):
        KINDS.get("novel")


def test_progress_follows_the_stages_shares_and_leaves_the_last_percent_to_the_database():
    stages, shares = ("a", "b"), {"a": 3.0, "b": 1.0}
    found = [progress_at(stages, stage, fraction=part, shares=shares) for stage in stages for part in (0.0, 0.5, 1.0)]
    assert found == [0, 37, 75, 75, 87, 99]


def test_a_fraction_beyond_its_bounds_is_no_progress_beyond_the_stage():
    shares = {"a": 1.0, "b": 1.0}
    assert progress_at(("a", "b"), "a", fraction=7.0, shares=shares) == 50
    assert progress_at(("a", "b"), "b", fraction=-1.0, shares=shares) == 50
