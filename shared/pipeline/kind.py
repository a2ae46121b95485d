"""What a kind of job is: the names of its stages in order, how often it is tried again, how its progress runs.

Surprise: a job keeps the stages it was submitted with. Changing a kind changes new jobs only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.gateway.ports import NewJob
from shared.registry import Registry

MAX_RETRIES = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job."""

    name: str
    stages: tuple[str, ...]
    max_retries: int = MAX_RETRIES

    def job(self, params: Mapping[str, object]) -> NewJob:
        """A new job of this kind."""
        return NewJob(self.name, self.stages, params, self.max_retries)


KINDS: Registry[Kind] = Registry("shared.pipeline.kinds", "KIND", what="kind of job")


def progress_at(stages: Sequence[str], stage: str, *, fraction: float, shares: Mapping[str, float]) -> int:
    """Percent of the whole job when `fraction` of `stage` is done; 100 is the database's to say."""
    whole = sum(shares[name] for name in stages)
    before = sum(shares[name] for name in stages[: stages.index(stage)])
    return min(99, int(100 * (before + shares[stage] * min(max(fraction, 0.0), 1.0)) / whole))
