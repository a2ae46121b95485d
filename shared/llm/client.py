"""Asks an agent's items side by side, sends back only what failed, and says what it could not get.

Surprise: what a caller receives may be less than it asked for and never more. Ceiling, breaker and repairs all end in
items without an answer, and those are the offline engine's.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

import httpx
from pydantic import BaseModel

from shared.errors import ModelUnavailable
from shared.llm.agent import Agent, Brief, ItemAnswer
from shared.llm.budget import SHARES, BudgetSpent, Purse
from shared.llm.caller import Caller
from shared.llm.endpoint import Endpoint, WhenDown
from shared.llm.lane import Lane, Step, Stopped
from shared.llm.ports import Endpoints, Meter, Shelf
from shared.llm.pricing import Price
from shared.llm.question import Question, cut

A = TypeVar("A", bound=ItemAnswer)

REPAIRS = 2
SAME_IN_ALL = 8
"""Lemmas of a whole job that get the same translation before none of them counts."""
_BEAT = 0.5


@dataclass(slots=True)
class Outcome(Generic[A]):
    """What came of a question."""

    answers: dict[int, A] = field(default_factory=dict)
    own: list[BaseModel] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)
    """Items without an answer, and why."""
    dropped: int = 0
    """Answers nobody asked for and proposals without ground."""
    calls: int = 0
    stopped: str | None = None
    """budget_spent or model_unavailable, where not everything was asked."""

    def add(self, other: "Outcome[A]") -> None:
        self.answers |= other.answers
        self.own += other.own
        self.faults |= other.faults
        self.dropped += other.dropped
        self.calls += other.calls
        self.stopped = self.stopped or other.stopped


@dataclass(frozen=True, slots=True)
class Stage:
    """What the pipeline lends: stored steps, metrics, a clock and a place to show progress."""

    step: Step
    meter: Meter
    seconds_left: Callable[[], float]
    beat: Callable[[float], None]


class Client:
    """The model, for everything above this room."""

    def __init__(
        self, endpoint: Endpoint, http: httpx.Client, *, shelf: Shelf, endpoints: Endpoints, price: Price | None = None
    ) -> None:
        self.endpoint = endpoint
        self._caller = Caller(endpoint, http, shelf=shelf, endpoints=endpoints, price=price)

    def ask(self, agent: Agent[Any, A], items: Sequence[Any], *, brief: Brief, stage: Stage) -> Outcome[A]:
        """Answers to the items, as many as could be had."""
        questions = cut(
            agent,
            items,
            brief,
            context_tokens=self.endpoint.context_tokens,
            output_tokens=self.endpoint.output_tokens,
        )
        lane = Lane(stage.step, stage.meter, self._purse(agent.name), stage.seconds_left)
        outcome: Outcome[A] = Outcome()
        for part in self._side_by_side(questions, lane, stage):
            outcome.add(cast("Outcome[A]", part))
        for number, fault in agent.faults_together(
            outcome.answers, {each.number: each for each in items}, most=SAME_IN_ALL
        ).items():
            outcome.answers.pop(number)
            outcome.faults[number] = fault
        return outcome

    def _purse(self, agent: str) -> Purse:
        share = SHARES[agent]
        most = self.endpoint.max_cost_per_job
        return Purse(
            max_tokens=self.endpoint.max_tokens_per_job * share,
            max_cost=None if most is None else most * share,
            price=self._caller.price,
        )

    def _side_by_side(self, questions: list[Question], lane: Lane, stage: Stage) -> list[Outcome[ItemAnswer]]:
        if not questions:
            return []
        pool = ThreadPoolExecutor(min(len(questions), self.endpoint.concurrency), thread_name_prefix="llm")
        futures = [pool.submit(self._settle, question, lane) for question in questions]
        try:
            _watch(futures, stage)
            return [future.result() for future in futures]
        finally:
            # After an error nothing new begins; what is under way ends by itself and finds its lease gone.
            lane.stop("over")
            pool.shutdown(wait=all(future.done() for future in futures), cancel_futures=True)

    def _settle(self, question: Question, lane: Lane) -> Outcome[ItemAnswer]:
        """One batch, repaired and halved as needed; what is in its way ends in faults."""
        outcome: Outcome[ItemAnswer] = Outcome()
        try:
            self._ask_until_right(question, lane, outcome, repairs=REPAIRS)
        except Stopped:
            outcome.stopped = lane.reason
        except BudgetSpent:
            # Others may still fit: a smaller question, a repair, one that an earlier try of the stage has paid for.
            outcome.stopped = "budget_spent"
        except ModelUnavailable:
            lane.stop("model_unavailable")
            if self.endpoint.when_down is WhenDown.WAIT:
                raise
            outcome.stopped = "model_unavailable"
        for item in question.items:
            if item.number not in outcome.answers:
                outcome.faults.setdefault(item.number, outcome.stopped or "was not answered")
        return outcome

    def _ask_until_right(self, question: Question, lane: Lane, outcome: Outcome[ItemAnswer], *, repairs: int) -> None:
        reply = self._caller.call(question, lane)
        outcome.calls += 1
        if reply.is_cut and len(question.items) > 1:
            for half in question.halves():
                self._ask_until_right(half, lane, outcome, repairs=repairs)
            return
        verdict = reply.verdict
        outcome.answers |= verdict.answers
        outcome.own += verdict.own
        outcome.dropped += verdict.dropped
        for number in verdict.answers:
            outcome.faults.pop(number, None)
        outcome.faults |= verdict.faults
        if verdict.faults and repairs:
            self._ask_until_right(question.again(verdict.faults), lane, outcome, repairs=repairs - 1)


def _watch(futures: list[Future[Outcome[ItemAnswer]]], stage: Stage) -> None:
    """Waits for all, showing progress, and stops at the first error: the lease's or a call's."""
    pending = set(futures)
    while pending:
        done, pending = wait(pending, timeout=_BEAT, return_when=FIRST_COMPLETED)
        stage.beat(1 - len(pending) / len(futures))
        for future in done:
            future.result()
