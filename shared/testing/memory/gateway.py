"""The memory gateway whole.

Surprise: it is the same for every user; what keeps users apart is the user id that each port asks for.
"""

from shared.clock import Clock, SystemClock
from shared.testing.memory.documents import MemoryDocuments, MemoryVocabularies, MemoryWordlists
from shared.testing.memory.exports import MemoryExports
from shared.testing.memory.files import MemoryFiles
from shared.testing.memory.jobs import MemoryJobs
from shared.testing.memory.models import MemoryModels
from shared.testing.memory.requests import (
    MemoryMetrics,
    MemoryProbe,
    MemoryRateLimits,
    MemoryReceipts,
    MemoryRequests,
    MemoryUpkeep,
)
from shared.testing.memory.state import State


class MemoryGateway:
    """Rows and files that live as long as this object."""

    def __init__(self, *, clock: Clock | None = None, cap: int = 5) -> None:
        self.state = State(clock or SystemClock(), cap=cap)
        self.jobs = MemoryJobs(self.state)
        self.documents = MemoryDocuments(self.state, self.jobs)
        self.wordlists = MemoryWordlists(self.state)
        self.vocabularies = MemoryVocabularies(self.state)
        self.exports = MemoryExports(self.state)
        self.files = MemoryFiles(self.state)
        self.requests = MemoryRequests(self.state)
        self.receipts = MemoryReceipts(self.state)
        self.rate_limits = MemoryRateLimits(self.state)
        self.upkeep = MemoryUpkeep()
        self.probe = MemoryProbe()
        self.metrics = MemoryMetrics(self.state)
        self.models = MemoryModels()
