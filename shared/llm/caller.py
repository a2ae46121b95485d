"""One call: asked once, paid once, remembered.

In this order: the job's stored step, the shelf shared by all jobs, the breaker, the purse, the wire.

Surprise: an answer that turns out useless is kept as well, in the job's steps. It was paid for, and a stage that is
run again must take the same way through its repairs or it would pay for new ones. The shelf keeps good ones only.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import cast

import httpx

from shared.llm.endpoint import Endpoint
from shared.llm.fence import new_nonce
from shared.llm.lane import Lane
from shared.llm.ports import JSON, Endpoints, Shelf, guarded
from shared.llm.pricing import Price, price_of
from shared.llm.question import Question
from shared.llm.reply import parse
from shared.llm.verdict import Verdict, judge
from shared.llm.wire import Utterance, Wire


@dataclass(frozen=True, slots=True)
class Reply:
    """A judged answer; `is_cut` when it ended for want of room."""

    verdict: Verdict
    is_cut: bool


class Caller:
    """Calls to one endpoint of one process; safe for threads."""

    def __init__(
        self, endpoint: Endpoint, http: httpx.Client, *, shelf: Shelf, endpoints: Endpoints, price: Price | None = None
    ) -> None:
        self.price = price or price_of(endpoint.host, endpoint.model, day=datetime.now(UTC).date())
        self._endpoint = endpoint
        self._wire = Wire(endpoint, http, endpoints=endpoints, price=self.price)
        self._shelf = shelf
        self._at_once = BoundedSemaphore(endpoint.concurrency)

    def call(self, question: Question, lane: Lane) -> Reply:
        """The answer, from wherever it is had cheapest."""
        key = question.key(self._endpoint.model)
        computed: list[Verdict | None] = []

        def compute() -> JSON:
            known = guarded(lambda: self._shelf.get(key), otherwise=None)
            answer, verdict = ({**known, "paid": [0, 0]}, None) if known else self._ask(question, lane, key)
            computed.append(verdict)
            return answer

        stored = lane.step(f"llm/{key}", compute)
        if not computed:
            # An earlier try of this stage paid for it.
            prompt, completion = cast("list[int]", stored.get("paid") or [0, 0])
            lane.purse.charge(prompt, completion)
        verdict = (computed and computed[0]) or judge(cast("JSON | None", stored["content"]), question)
        return Reply(verdict, bool(stored["is_cut"]))

    def _ask(self, question: Question, lane: Lane, key: str) -> tuple[dict[str, object], Verdict]:
        agent = question.agent
        utterance = Utterance(agent.name, question.messages(new_nonce()), agent.schema, self._room_for(question))
        with self._at_once:
            lane.check()
            self._wire.admit()
            hold = lane.purse.hold(utterance.tokens, utterance.room)
            try:
                said = self._wire.say(utterance, lane)
            finally:
                lane.purse.give_back(hold)
        lane.purse.charge(said.row.prompt_tokens, said.row.completion_tokens)
        content = parse(said.text)
        verdict = judge(content, question)
        status = "invalid" if said.row.status == "ok" and verdict.faults else said.row.status
        row = replace(
            said.row, status=status, confidence=verdict.confidence, prompt_version=agent.version[:12], step=key
        )
        guarded(lambda: lane.meter.record(row), otherwise=None)
        answer = {"content": content, "is_cut": said.is_cut}
        if status == "ok":
            guarded(lambda: self._shelf.put(key, answer, agent=agent.name, model=row.model), otherwise=None)
        return {**answer, "paid": [row.prompt_tokens, row.completion_tokens]}, verdict

    def _room_for(self, question: Question) -> int:
        """What an answer may take: all there is for models that think first, twice the usual for the rest."""
        if self._endpoint.is_reasoning:
            return self._endpoint.output_tokens
        return min(self._endpoint.output_tokens, 200 + 2 * question.agent.tokens_per_answer * len(question.items))
