"""Runs a claimed job: one stage, and in the same call, while its time allows, the next ones and then the next jobs.

Surprise: nothing here decides what a job's state becomes. Every end, good or bad, is told to the database with the
claim's token, and the database says what follows from it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import inf

from shared.clock import Clock
from shared.documents.limits import Limits
from shared.domain.job import Claim, Completion
from shared.errors import LeaseLost, WordmillError
from shared.gateway.ports import Gateway, StageDone
from shared.observability.log import described, log
from shared.pipeline.engine import Engine
from shared.pipeline.kind import progress_at
from shared.pipeline.lease import Lease
from shared.pipeline.retry import failure_of
from shared.pipeline.stage import STAGES, Context, Memo, Stage, StageResult
from shared.pipeline.step import HandOver, Steps


class Outcome(StrEnum):
    """How a call's work on a job ended."""

    DONE = "done"
    """Everything this call could do is done; the job is complete or waits for its next call."""
    HANDED_OVER = "handed_over"
    FAILED = "failed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Runner:
    """What all stages of one call share. `draw(a, b)` gives a random number between."""

    gateway: Gateway
    engine: Engine
    clock: Clock
    seconds_left: Callable[[], float]
    lease_seconds: int
    draw: Callable[[float, float], float]
    next_job_seconds: float = inf
    """With less time left than this a call that has completed its job goes on with no other."""
    limits: Limits = field(default_factory=Limits)
    """What reading one document may use."""

    def run(self, claim: Claim) -> Outcome:
        """Run the claimed job as far as there is time, then the next ones; how it ended for the first."""
        outcome, following = self._run_job(claim)
        while following is not None:
            _, following = self._run_job(following)
        return outcome

    def _run_job(self, claim: Claim) -> tuple[Outcome, Claim | None]:
        with Lease(self.gateway.jobs, claim, seconds=self.lease_seconds, clock=self.clock) as lease:
            try:
                return Outcome.DONE, self._run_on(claim, lease)
            except LeaseLost:
                return Outcome.LOST, None
            except _HandedOver as over:
                return self._release(over.claim), None
            except _StageFailed as failed:
                return self._fail(failed.claim, failed.cause), None

    def _run_on(self, claim: Claim, lease: Lease) -> Claim | None:
        memo = Memo()
        while True:
            completion, result = self._run_stage(claim, lease, memo)
            if completion.job is None or completion.token is None:
                return completion.following
            outputs = {**claim.outputs, claim.job.stage: result.output}
            claim = replace(claim, job=completion.job, token=completion.token, outputs=outputs)

    def _run_stage(self, claim: Claim, lease: Lease, memo: Memo) -> tuple[Completion, StageResult]:
        began_at = self.clock.monotonic()
        try:
            stage = STAGES.get(claim.job.stage)
            context = self._context(claim, lease, memo)
            result = context.warned(stage.run(context))
            lease.checkpoint()
            completion = self._complete(claim, stage, result)
        except LeaseLost:
            raise
        except HandOver as over:
            raise _HandedOver(claim) from over
        except Exception as error:
            raise _StageFailed(claim, error) from error
        duration = round(1000 * (self.clock.monotonic() - began_at), 1)
        log.info("stage_completed", job_id=claim.job.id, stage=stage.name, duration_ms=duration)
        return completion, result

    def _context(self, claim: Claim, lease: Lease, memo: Memo) -> Context:
        stages, stage = claim.job.stages, claim.job.stage
        shares = {name: STAGES.get(name).share for name in stages}
        return Context(
            claim=claim,
            gateway=self.gateway,
            engine=self.engine,
            heart=lease,
            memo=memo,
            progress_at=lambda fraction: progress_at(stages, stage, fraction=fraction, shares=shares),
            time_left=self.seconds_left,
            limits=self.limits,
            steps=Steps(self.gateway.jobs, claim, seconds_left=self.seconds_left),
        )

    def _complete(self, claim: Claim, stage: Stage, result: StageResult) -> Completion:
        stages = claim.job.stages
        later = stages[stages.index(stage.name) + 1 :]
        needed = STAGES.get(later[0]).seconds if later else self.next_job_seconds
        shares = {name: STAGES.get(name).share for name in stages}
        progress = progress_at(stages, stage.name, fraction=1.0, shares=shares)
        done = StageDone(stage.name, result.output, {**result.effects, "progress": progress})
        run_on = self.lease_seconds if self.seconds_left() >= needed else None
        return self.gateway.jobs.complete(claim.job.id, token=claim.token, done=done, run_on=run_on)

    def _release(self, claim: Claim) -> Outcome:
        try:
            self.gateway.jobs.release(claim.job.id, token=claim.token)
        except LeaseLost:  # cancelled on the last step
            return Outcome.LOST
        return Outcome.HANDED_OVER

    def _fail(self, claim: Claim, error: Exception) -> Outcome:
        job = claim.job
        failure = failure_of(error, retries=job.retry_count, draw=self.draw)
        log.warning("stage_failed", job_id=job.id, stage=job.stage, code=failure.code, attempt=job.attempt)
        if not isinstance(error, WordmillError):
            log.error("stage_broke", job_id=job.id, stage=job.stage, **described(error))
        try:
            self.gateway.jobs.fail(job.id, token=claim.token, failure=failure)
        except LeaseLost:
            return Outcome.LOST
        return Outcome.FAILED


class _StageFailed(Exception):
    def __init__(self, claim: Claim, cause: Exception) -> None:
        super().__init__()
        self.claim = claim
        self.cause = cause


class _HandedOver(Exception):
    def __init__(self, claim: Claim) -> None:
        super().__init__()
        self.claim = claim
