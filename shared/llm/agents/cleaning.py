"""Says which doubtful blocks of a document are furniture: headers, footers, contents, references.

Surprise: it sees the beginnings of doubtful blocks only, and can do nothing but drop them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.llm.agent import Agent, Brief, ItemAnswer
from shared.llm.fence import harmless

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Block:
    """One doubtful block."""

    number: int
    page: int
    kind: str
    text: str


class Verdict(ItemAnswer):
    """Keep it or not."""

    k: bool


class Cleaning(Agent[Block, Verdict]):
    """Numbered blocks in, verdicts out."""

    name = "cleaning"
    answer = Verdict
    most_items = 80
    tokens_per_answer = 9

    def lines(self, items: Sequence[Block]) -> list[str]:
        return [f"{block.number} p{block.page} {block.kind} {harmless(block.text)[:_SHOWN]}" for block in items]

    def fault(self, item: Block, answer: Verdict, *, brief: Brief, sent: frozenset[str]) -> str | None:  # noqa: ARG002
        return None


AGENT = Cleaning()
