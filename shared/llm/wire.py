"""One question on the wire, in the dialect the endpoint was found to speak; every attempt leaves a row.

Surprise: what was learnt of an endpoint is kept twice, in the process and through `Endpoints` for the fleet, and the
probe runs under a lock: twenty calls side by side on a cold start still probe once.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Lock

import httpx

from shared.errors import ModelRefused, ModelUnavailable
from shared.llm.capability import Capability
from shared.llm.dialect import DIALECTS
from shared.llm.endpoint import Endpoint
from shared.llm.lane import Lane
from shared.llm.ports import Attempt, Endpoints, guarded
from shared.llm.pricing import Price
from shared.llm.probe import MESSAGES, ROOM, SCHEMA, probe
from shared.llm.tokens import estimate
from shared.llm.transport import Answer, Failure, Rejected, Transport

HANDING_OVER = 3.0
"""Seconds that stay for storing the answer before the platform's time is up."""
_MOST_TOKENS = 100_000_000
"""An endpoint that counts more for one call has miscounted."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is said; `schema` is the shape the answer shall have, `room` the tokens it may take."""

    agent: str
    messages: Sequence[Mapping[str, str]]
    schema: Mapping[str, object]
    room: int

    @property
    def tokens(self) -> int:
        """A guess, never far under."""
        return sum(estimate(each["content"]) + 4 for each in self.messages)


@dataclass(frozen=True, slots=True)
class Said:
    """What came back, and its row, complete but for the verdict."""

    text: str
    is_cut: bool
    row: Attempt


class Wire:
    """One endpoint; safe for threads."""

    def __init__(self, endpoint: Endpoint, http: httpx.Client, *, endpoints: Endpoints, price: Price | None) -> None:
        self._endpoint = endpoint
        self._endpoints = endpoints
        self._price = price
        self._transport = Transport(endpoint, http)
        self._capability: Capability | None = None
        self._probing = Lock()

    def admit(self) -> None:
        """Raises ModelUnavailable while the endpoint is left alone."""
        trial = timedelta(seconds=self._endpoint.patience)
        wait = guarded(lambda: self._endpoints.admit(self._endpoint.name, trial=trial), otherwise=0.0)
        if wait > 0:
            raise ModelUnavailable("the model endpoint failed too often just now", retry_after=wait)

    def say(self, utterance: Utterance, lane: Lane) -> Said:
        """The answer; its row is the caller's to record, the rows of failed attempts are written here."""
        return self._say(utterance, self._known(lane), lane)[0]

    def _known(self, lane: Lane) -> Capability:
        with self._probing:
            if self._capability is None:
                name = self._endpoint.name
                found = Capability.from_json(guarded(lambda: self._endpoints.recall(name), otherwise=None))
                self._capability = found or self._probe(lane)
            return self._capability

    def _probe(self, lane: Lane) -> Capability:
        room = self._endpoint.output_tokens if self._endpoint.is_reasoning else ROOM

        def ask(tried: Capability) -> tuple[str, Capability]:
            said, after = self._say(Utterance("probe", MESSAGES, SCHEMA, room), tried, lane)
            guarded(lambda: lane.meter.record(said.row), otherwise=None)
            return said.text, after

        found = probe(ask)
        guarded(lambda: self._endpoints.learn(self._endpoint.name, found.to_json()), otherwise=None)
        return found

    def _say(self, utterance: Utterance, capability: Capability, lane: Lane) -> tuple[Said, Capability]:
        """The answer; a parameter that a 400 complains of is left out from then on."""
        until = time.monotonic() + lane.seconds_left() - HANDING_OVER
        on_failure = self._failed(utterance.agent, lane)
        while True:
            body = self._body(utterance, capability)
            try:
                answer = self._transport.send(body, until=until, on_failure=on_failure)
            except Rejected as refusal:
                milder = capability.without(refusal.complaint)
                if milder is None:
                    raise
                capability = milder
                if self._capability is not None:
                    self._capability = milder
                continue
            self._report(ok=True)
            return self._heard(answer, utterance), capability

    def _body(self, utterance: Utterance, capability: Capability) -> dict[str, object]:
        shape = DIALECTS.get(capability.dialect).shape(utterance.agent, utterance.schema)
        body: dict[str, object] = {"model": self._endpoint.model, "messages": list(utterance.messages), **shape}
        body[capability.length_field] = utterance.room
        if capability.takes_temperature and self._endpoint.temperature is not None:
            body["temperature"] = self._endpoint.temperature
        return body

    def _heard(self, answer: Answer, utterance: Utterance) -> Said:
        text, is_cut = _text_of(answer.data)
        prompt, completion = _usage_of(answer.data)
        prompt = utterance.tokens if prompt is None else prompt
        completion = estimate(text) if completion is None else completion
        cost = self._price.of(prompt, completion) if self._price else None
        row = self._row(utterance.agent, attempt=answer.attempt, latency_ms=answer.latency_ms)
        row = replace(row, prompt_tokens=prompt, completion_tokens=completion, cost=cost)
        return Said(text, is_cut, replace(row, status="truncated") if is_cut else row)

    def _failed(self, agent: str, lane: Lane) -> Callable[[Failure], None]:
        def note(failure: Failure) -> None:
            row = self._row(agent, attempt=failure.attempt, latency_ms=failure.latency_ms)
            row = replace(row, status="error", error_code=failure.code)
            guarded(lambda: lane.meter.record(row), otherwise=None)
            if failure.is_breakage:
                self._report(ok=False)

        return note

    def _row(self, agent: str, *, attempt: int, latency_ms: int) -> Attempt:
        return Attempt(agent, self._endpoint.host, self._endpoint.model, attempt=attempt, latency_ms=latency_ms)

    def _report(self, *, ok: bool) -> None:
        endpoint = self._endpoint
        pause = timedelta(seconds=endpoint.breaker_seconds)
        failures = endpoint.breaker_failures
        guarded(lambda: self._endpoints.report(endpoint.name, ok=ok, failures=failures, pause=pause), otherwise=None)


def _text_of(data: Mapping[str, object]) -> tuple[str, bool]:
    """What was said, and whether it broke off; `reasoning_content` is nobody's answer."""
    choices = data.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(first, dict) or not isinstance(first.get("message"), dict):
        raise ModelRefused("the model endpoint does not answer as /chat/completions does; check LLM_BASE_URL")
    text = first["message"].get("content")
    return (text if isinstance(text, str) else ""), first.get("finish_reason") == "length"


def _usage_of(data: Mapping[str, object]) -> tuple[int | None, int | None]:
    """Tokens as the endpoint counts them, where it says."""
    usage = data.get("usage")
    counted = usage if isinstance(usage, dict) else {}
    prompt, completion = counted.get("prompt_tokens"), counted.get("completion_tokens")
    return (prompt if _is_count(prompt) else None), (completion if _is_count(completion) else None)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS
