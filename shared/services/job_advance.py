"""Moves a job on: claims the stage a hint speaks of and runs what this call has time for.

Surprise: most hints find nothing to do, and that is right. The stage before ran on into this one, or the hint came
twice.
"""

from shared.pipeline.runner import Runner

NOTHING_TO_DO = "nothing_to_do"


def advance(runner: Runner, job_id: str, *, stage: str | None, webhook_id: str | None) -> str:
    """How it ended, in a word."""
    claim = runner.gateway.jobs.claim(job_id, lease_seconds=runner.lease_seconds, stage=stage, webhook_id=webhook_id)
    return NOTHING_TO_DO if claim is None else str(runner.run(claim))
