"""What is remembered of language models, in memory.

Surprise: the model room has its own memory for processes without a database; this is that one under the gateway's name.
"""

from shared.llm.memory import MemoryEndpoints, MemoryShelf


class MemoryModels(MemoryShelf, MemoryEndpoints):
    """Answers and endpoints of this process."""

    def __init__(self) -> None:
        MemoryShelf.__init__(self)
        MemoryEndpoints.__init__(self)
