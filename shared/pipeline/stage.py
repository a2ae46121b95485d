"""What a stage is, what it is given, and what it gives back.

Surprise: what one stage outputs is kept in memory for the next one of the same call and read from the claim in any
other, so a stage must output JSON that says everything it wants to hand on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar, cast

from shared.documents.limits import Limits
from shared.domain.document import Document
from shared.domain.job import Claim
from shared.domain.vocabulary import Vocabulary
from shared.domain.wire import Json
from shared.domain.zone import Zone, ZoneType
from shared.errors import NotFound
from shared.gateway.ports import Gateway
from shared.pipeline.engine import Engine, Request
from shared.pipeline.step import Steps
from shared.registry import Registry

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StageResult:
    """`output` is handed to later stages, `effects` to the tables; both are stored in one transaction."""

    output: Json
    effects: Mapping[str, object] = field(default_factory=dict)


class Heart(Protocol):
    """What a context needs of its lease."""

    progress: int

    def checkpoint(self) -> None: ...


@dataclass(slots=True)
class Memo:
    """What the stages of one call remember: what was stored since the claim, and what was rebuilt from outputs."""

    zones: tuple[Zone, ...] | None = None
    page_labels: tuple[str, ...] | None = None
    cleaned: tuple[Zone, ...] | None = None
    vocabulary: Vocabulary | None = None


@dataclass(slots=True)
class Context:
    """One stage's view of its job; also the `Work` that it lends its engine."""

    claim: Claim
    gateway: Gateway
    engine: Engine
    heart: Heart
    memo: Memo
    progress_at: Callable[[float], int]
    time_left: Callable[[], float]
    steps: Steps
    limits: Limits = field(default_factory=Limits)
    warnings: list[str] = field(default_factory=list)

    @property
    def document(self) -> Document:
        if self.claim.document is None:
            raise NotFound("the document of this job was deleted")
        return self.claim.document

    @property
    def request(self) -> Request:
        return Request.from_params(self.claim.job.params)

    def spoken_request(self, source_lang: str) -> Request:
        """The request for a document in that language, with what the learner said of its words."""
        if self.memo.vocabulary is None:
            self.memo.vocabulary = self.gateway.vocabularies.of(
                self.claim.job.user_id, source_lang=source_lang, target_lang=self.request.target_lang
            )
        return self.request.spoken(source_lang, self.memo.vocabulary)

    def output(self, stage: str) -> Json:
        """What an earlier stage gave."""
        return cast("Json", self.claim.outputs[stage])

    def zones(self) -> tuple[Zone, ...]:
        """The document's zones as they were parsed."""
        if self.memo.zones is None:
            self.memo.zones = self.gateway.documents.zones(self.document.id)
        return self.memo.zones

    @property
    def page_labels(self) -> tuple[str, ...]:
        """What the document calls its pages, as its newest reading found."""
        return self.document.page_labels if self.memo.page_labels is None else self.memo.page_labels

    def cleaned_zones(self) -> tuple[Zone, ...]:
        """The zones as the cleaning stage left them, rebuilt from what it said it changed."""
        if self.memo.cleaned is None:
            output = self.output("cleaning")
            dropped = frozenset(output["dropped"])
            changed = {index: rest for index, *rest in output["changed"]}
            self.memo.cleaned = tuple(
                _changed(zone, changed[zone.index]) if zone.index in changed else zone
                for zone in self.zones()
                if zone.index not in dropped
            )
        return self.memo.cleaned

    def step(self, key: str, compute: Callable[[], T]) -> T:
        self.checkpoint()
        return self.steps.get(key, compute)

    def checkpoint(self) -> None:
        self.heart.checkpoint()

    def heartbeat(self, fraction: float) -> None:
        self.heart.progress = max(self.heart.progress, self.progress_at(fraction))
        self.heart.checkpoint()

    def seconds_left(self) -> float:
        return self.time_left()

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def warned(self, result: "StageResult") -> "StageResult":
        """The result with what was warned of, after what earlier stages warned of."""
        if not self.warnings:
            return result
        earlier = [*self.document.warnings]  # of the job that read the file, where this one did not
        earlier += [text for output in self.claim.outputs.values() for text in cast("Json", output).get("warnings", [])]
        document = cast("Json", result.effects.get("document", {}))
        told = {"document": {**document, "warnings": list(dict.fromkeys([*earlier, *self.warnings]))}}
        return StageResult({**result.output, "warnings": self.warnings}, {**result.effects, **told})

    def record_llm_calls(self, rows: Sequence[Mapping[str, object]]) -> None:
        job = self.claim.job
        self.gateway.metrics.llm_calls(
            [{"job_id": job.id, "user_id": job.user_id, "stage": job.stage, **row} for row in rows]
        )


def _changed(zone: Zone, facts: list[Any]) -> Zone:
    page, kind, text = facts
    return replace(zone, page=page, type=ZoneType(kind), text=text)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: `share` is its measured part of a job's time, `seconds` what it needs to be begun at all."""

    name: str
    run: Callable[[Context], StageResult]
    share: float
    seconds: float = 5.0


STAGES: Registry[Stage] = Registry("shared.pipeline.stages", "STAGE", what="stage")
