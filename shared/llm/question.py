"""One question to the model: its messages, its key, how items are cut into questions that fit.

Surprise: the key leaves the nonce out. It is new for every call, and the same words asked again are the same question.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from shared.llm.agent import Agent, Brief
from shared.llm.fence import fence, harmless
from shared.llm.ground import words
from shared.llm.tokens import estimate

_FRAME = 60
"""Tokens that roles, fences and the wish take."""
_NONCE = "0" * 8


@dataclass(frozen=True, slots=True)
class Question:
    """Items of one agent, as they are asked about at once; `faults` is why they are asked about again."""

    agent: Agent[Any, Any]
    brief: Brief
    items: tuple[Any, ...]
    faults: Mapping[int, str] = field(default_factory=dict)
    repair: int = 0
    """How often it was sent back. A model that made the same mistake twice gets the same words, as another question."""

    def lines(self) -> list[str]:
        return [
            *self.agent.lines(self.items),
            *(f"{number} was wrong: {fault}" for number, fault in sorted(self.faults.items())),
        ]

    def key(self, model: str) -> str:
        """The same for the same question to the same model, whichever document or job asks it."""
        said = [
            self.agent.version,
            model,
            self.brief.source,
            self.brief.target,
            self.brief.wish,
            str(self.repair),
            *self.lines(),
        ]
        return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    def messages(self, nonce: str) -> list[dict[str, str]]:
        """System and user message."""
        wish = [f"The learner wants: {harmless(self.brief.wish)[:200]}"] if self.brief.wish else []
        asked = "\n".join((*wish, fence(self.lines(), nonce=nonce)))
        return [
            {"role": "system", "content": self.agent.instructions(self.brief, nonce=nonce)},
            {"role": "user", "content": asked},
        ]

    def sent(self) -> frozenset[str]:
        """The document's words that the model is shown."""
        return frozenset(words("\n".join(self.agent.lines(self.items))))

    def halves(self) -> tuple["Question", "Question"]:
        """Two questions for one whose answer was too long."""
        middle = (len(self.items) + 1) // 2
        return self._with(self.items[:middle]), self._with(self.items[middle:])

    def again(self, faults: Mapping[int, str]) -> "Question":
        """The question about the failed items, and only those."""
        failed = tuple(each for each in self.items if each.number in faults)
        return Question(self.agent, self.brief, failed, faults, self.repair + 1)

    def _with(self, items: tuple[Any, ...]) -> "Question":
        faults = {each.number: self.faults[each.number] for each in items if each.number in self.faults}
        return Question(self.agent, self.brief, items, faults, self.repair)


def cut(
    agent: Agent[Any, Any], items: Sequence[Any], brief: Brief, *, context_tokens: int, output_tokens: int
) -> list[Question]:
    """Questions that fit what one call may send and be answered with; items that stand together stay together."""
    room = context_tokens - _FRAME - estimate(agent.instructions(brief, nonce=_NONCE))
    most = max(1, min(agent.most_items, int(output_tokens * 0.8) // agent.tokens_per_answer))
    questions: list[Question] = []
    batch: list[Any] = []
    used = 0
    for item in items:
        cost = estimate("\n".join(agent.lines([item]))) + 1
        if batch and (len(batch) >= most or used + cost > room):
            questions.append(Question(agent, brief, tuple(batch)))
            batch, used = [], 0
        batch.append(item)
        used += cost
    return [*questions, Question(agent, brief, tuple(batch))] if batch else questions
