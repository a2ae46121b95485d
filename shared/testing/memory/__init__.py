"""A gateway in memory, held to the same contract suite as the real one.

Surprise: it has no webhooks. What the database would have called is kept in `hints`, and the test decides which of
them arrive, how often, and in what order.
"""

from shared.testing.memory.gateway import MemoryGateway

__all__ = ["MemoryGateway"]
