"""Keeps a claim alive while its stage works, and learns within a second that it was cancelled or taken over.

Surprise: the renewing happens in a thread of its own, because a model's slow answer would otherwise cost the lease. The
thread only ever sets a flag; the stage reads it at its next checkpoint.
"""

from threading import Event, Thread
from types import TracebackType
from typing import Self

from shared.clock import Clock
from shared.domain.job import Claim
from shared.errors import LeaseLost
from shared.gateway.ports import Jobs
from shared.observability.log import described, log

BEAT_SECONDS = 0.7
"""How often the database is asked; a cancel has to be seen within a second."""


class Lease:
    """A running claim's heartbeat. Entered, it beats; left, it is silent."""

    def __init__(self, jobs: Jobs, claim: Claim, *, seconds: int, clock: Clock, beat: float = BEAT_SECONDS) -> None:
        self.progress = claim.job.progress
        self._jobs = jobs
        self._job_id = claim.job.id
        self._token = claim.token
        self._seconds = seconds
        self._clock = clock
        self._beat = beat
        self._renewed_at = clock.monotonic()
        self._lost = Event()
        self._over = Event()
        self._thread = Thread(target=self._keep, name=f"lease-{self._job_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def checkpoint(self) -> None:
        """Raises LeaseLost when the stage is no longer ours."""
        if self._clock.monotonic() - self._renewed_at > self._seconds:
            self._lost.set()
        if self._lost.is_set():
            raise LeaseLost

    def _keep(self) -> None:
        while not self._over.wait(self._beat):
            began_at = self._clock.monotonic()
            try:
                is_ours = self._jobs.renew(
                    self._job_id, token=self._token, lease_seconds=self._seconds, progress=self.progress
                )
            except Exception as error:  # noqa: BLE001 - a heart that stops at a surprise would cost the lease
                # The database may be back before the lease ends; checkpoint() says when it is too late.
                log.warning("lease_not_renewed", job_id=self._job_id, **described(error))
                continue
            if not is_ours:
                self._lost.set()
                return
            self._renewed_at = began_at
