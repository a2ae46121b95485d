"""Which states are the end of a job."""

import pytest

from shared.domain.job import JobStatus


@pytest.mark.parametrize("status", JobStatus)
def test_three_states_are_final_and_no_other(status: JobStatus) -> None:
    assert status.is_final == (status in {"completed", "failed", "cancelled"})
