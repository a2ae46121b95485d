"""A whole Wordmill in memory: documents are put in, hints are delivered by hand, wordlists come out.

Surprise: parsing is the real thing, child process and all; what is pretended is only Supabase and the engine.
"""

from dataclasses import dataclass, field
from math import inf
from random import Random

from shared.clock import Clock, SystemClock
from shared.documents.limits import Limits
from shared.mirror import Mirror
from shared.pipeline.engine import Engine
from shared.pipeline.runner import Runner
from shared.services.export_generation import Exporter
from shared.services.job_advance import advance
from shared.services.upload_intake import Accepted, Intake
from shared.testing.engine import BackwardsEngine
from shared.testing.memory import MemoryGateway
from shared.testing.memory.state import Hint

USER = "11111111-1111-4111-8111-111111111111"
TEXT = "The waterwheel drives the millstone.\n\nA miller grinds barley between millstones."


@dataclass
class Workshop:
    """One user's Wordmill. `seconds_left` is what each call believes it has."""

    clock: Clock = field(default_factory=SystemClock)
    engine: Engine = field(default_factory=BackwardsEngine)
    gateway: MemoryGateway = field(init=False)
    mirror: Mirror | None = None
    seconds_left: float = 60.0
    lease_seconds: int = 30
    next_job_seconds: float = inf
    limits: Limits = field(default_factory=Limits)
    random: Random = field(default_factory=lambda: Random(7))  # noqa: S311 - the same in every run

    def __post_init__(self) -> None:
        self.gateway = MemoryGateway(clock=self.clock)

    @property
    def intake(self) -> Intake:
        return Intake(self.gateway, self.clock, USER)

    @property
    def exporter(self) -> Exporter:
        return Exporter(self.gateway, self.clock, self.random.uniform, self.mirror)

    @property
    def runner(self) -> Runner:
        return Runner(
            gateway=self.gateway,
            engine=self.engine,
            clock=self.clock,
            seconds_left=lambda: self.seconds_left,
            lease_seconds=self.lease_seconds,
            draw=self.random.uniform,
            next_job_seconds=self.next_job_seconds,
            limits=self.limits,
        )

    def submit(self, text: str = TEXT, *, filename: str = "mill.txt", **params: object) -> Accepted:
        """A document whose job is queued, and admitted where there is room."""
        return self.intake.take(filename, text.encode(), params={"target_lang": "xx", **params})

    def deliver(self) -> list[str]:
        """Every hint once, in order, and those that they set off in turn; how each ended."""
        ends = []
        while self.gateway.state.hints:
            ends.append(self.deliver_one(self.gateway.state.hints.pop(0)))
        return ends

    def deliver_one(self, hint: Hint) -> str:
        row = hint.record
        if hint.function == "export_generation":
            return "exported" if self.exporter.generate(row["id"], webhook_id=None) else "nothing_to_do"
        return advance(self.runner, row["id"], stage=row["stage"], webhook_id=None)
