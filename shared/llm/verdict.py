"""What of a reply can be taken: every item judged by itself, in the shape pydantic asks for and as `ground` demands.

Surprise: one bad item costs only itself. Numbers nobody asked about are dropped and counted, a number answered in two
ways is a fault, and the schema an endpoint promised to honour is checked all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from shared.llm.agent import ItemAnswer
from shared.llm.question import Question

SAME_AT_ONCE = 4
"""Lemmas of one question that get the same translation before that is a fault."""
_MOST_OWN = 10


@dataclass(slots=True)
class Verdict:
    """Accepted answers by number, faults by number, accepted proposals, and how much was dropped."""

    answers: dict[int, ItemAnswer] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)
    own: list[BaseModel] = field(default_factory=list)
    dropped: int = 0
    certainties: list[float] = field(default_factory=list)

    @property
    def confidence(self) -> float | None:
        """How sure the model says it is, on average."""
        return round(sum(self.certainties) / len(self.certainties), 4) if self.certainties else None


def judge(reply: Mapping[str, object] | None, question: Question) -> Verdict:
    """The verdict on a parsed reply; None stands for one that held no JSON."""
    verdict = Verdict()
    items = {each.number: each for each in question.items}
    raw = reply.get("items") if reply else None
    if not isinstance(raw, list):
        verdict.faults = dict.fromkeys(items, 'answer {"items": [...]}')
        return verdict
    sent = question.sent()
    for each in raw:
        _take(each, question, items, verdict, sent=sent)
    for number, fault in question.agent.faults_together(verdict.answers, items, most=SAME_AT_ONCE).items():
        verdict.answers.pop(number)
        verdict.faults[number] = fault
    for number in items.keys() - verdict.answers.keys() - verdict.faults.keys():
        verdict.faults[number] = "was not answered"
    _take_own(reply.get("own") if reply else None, question, verdict)
    return verdict


def _take(raw: object, question: Question, items: Mapping[int, Any], verdict: Verdict, *, sent: frozenset[str]) -> None:
    number = raw.get("i") if isinstance(raw, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or number not in items:
        verdict.dropped += 1
        return
    agent = question.agent
    try:
        answer = agent.answer.model_validate(raw)
    except ValidationError as error:
        verdict.answers.pop(number, None)
        verdict.faults[number] = _shape_fault(error)
        return
    if number in verdict.faults or verdict.answers.get(number, answer) != answer:
        verdict.answers.pop(number, None)
        verdict.faults[number] = "was answered in two ways"
        return
    fault = agent.fault(items[number], answer, brief=question.brief, sent=sent)
    if fault:
        verdict.faults[number] = fault
        return
    verdict.answers[number] = answer
    certainty = agent.confidence(answer)
    if certainty is not None:
        verdict.certainties.append(certainty)


def _take_own(raw: object, question: Question, verdict: Verdict) -> None:
    agent = question.agent
    if agent.own is None or not isinstance(raw, list):
        return
    verdict.dropped += max(0, len(raw) - _MOST_OWN)
    for each in raw[:_MOST_OWN]:
        try:
            own = agent.own.model_validate(each)
        except ValidationError:
            verdict.dropped += 1
            continue
        if agent.fault_of_own(own, brief=question.brief):
            verdict.dropped += 1
        else:
            verdict.own.append(own)


def _shape_fault(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    # The place may be a name the model made up; it is not repeated to it.
    return f"field {place} has the wrong type" if len(place) == 1 else "has a wrong field"
