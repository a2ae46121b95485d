"""What finds and translates pairs, as a Protocol: the shipped lexicon and language models both fit it.

Surprise: an engine is not told about jobs. It gets a `Work`, through which it stores answers that are dear, shows how
far it is, and learns that it has to stop.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from shared.domain.vocabulary import Vocabulary
from shared.domain.wire import Json
from shared.domain.wordlist import MAX_PAIRS, Pair
from shared.domain.zone import Zone
from shared.registry import Registry

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """What the learner asked for; `source_lang` is known from the cleaning stage on."""

    target_lang: str
    source_lang: str | None = None
    max_words: int = MAX_PAIRS
    level: str = ""
    focus: tuple[str, ...] = ()
    order: str = ""
    known: tuple[str, ...] = ()
    """Lemmas that are left out: those named with the request, and those the learner knows."""
    corrections: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(lemma, part of speech) -> the learner's own translation; never from params."""

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> "Request":
        """The request as it stands in a job's params; what is not set takes its default."""
        given = {key: params[key] for key in cls.__slots__ if key != "corrections" and params.get(key) is not None}
        for key in ("focus", "known"):
            if key in given:
                given[key] = tuple(given[key])  # type: ignore[arg-type]  # a JSON list of strings
        return cls(**given)  # type: ignore[arg-type]  # checked at the door that took them in

    def spoken(self, source_lang: str, vocabulary: Vocabulary) -> "Request":
        """The request for a document in that language, from a learner who says this of its words."""
        known = tuple(dict.fromkeys((*self.known, *sorted(vocabulary.known))))
        return replace(self, source_lang=source_lang, known=known, corrections=vocabulary.corrections)


class Work(Protocol):
    """What a stage lends its engine."""

    def step(self, key: str, compute: Callable[[], T]) -> T:
        """The stored answer under `key`, or a new one, which is stored; both are JSON."""
        ...

    def checkpoint(self) -> None:
        """Raises when the job was cancelled or taken over: stop, and change nothing any more."""
        ...

    def heartbeat(self, fraction: float) -> None:
        """Shows how much of the stage is done, 0 to 1; a checkpoint as well."""
        ...

    def seconds_left(self) -> float:
        """How long this call may go on."""
        ...

    def warn(self, sentence: str) -> None:
        """Tells the learner what was not done as asked; it is kept with the document."""
        ...

    def record_llm_calls(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Keeps a row in llm_metrics for each call, failed ones too."""
        ...


class Engine(Protocol):
    """Three steps from zones to pairs; candidates travel as JSON, since they may wait in the database in between."""

    @property
    def name(self) -> str: ...

    def clean(self, zones: Sequence[Zone], work: Work) -> tuple[Zone, ...]:
        """The zones worth reading, mended; the same zones give the same answer."""
        ...

    def detect_language(self, zones: Sequence[Zone]) -> str | None:
        """ISO 639-1 code of the language most of it is in; None where that is not clear."""
        ...

    def check_direction(self, source_lang: str, target_lang: str) -> None:
        """Raises UnsupportedLanguage where there is nothing to translate with."""
        ...

    def extract(self, zones: Sequence[Zone], request: Request, work: Work) -> list[Json]:
        """The terms worth learning, best first."""
        ...

    def translate(
        self, candidates: Sequence[Json], zones: Sequence[Zone], request: Request, work: Work
    ) -> tuple[Pair, ...]:
        """Pairs for the candidates; one without a translation stays, blank."""
        ...


def tell_source(engine: Engine, zones: Sequence[Zone], *, target_lang: str) -> str | None:
    """The language to learn from: of a mixed document the side that is not the target's."""
    others = [zone for zone in zones if zone.lang not in {None, target_lang}]
    return engine.detect_language(others or zones) or _as_read([zone for zone in zones if zone.lang != target_lang])


def _as_read(zones: Sequence[Zone]) -> str | None:
    """What the readers call most of the text: they know languages that no engine translates, and can name them."""
    signs: Counter[str | None] = Counter()
    for zone in zones:
        signs[zone.lang] += len(zone.text)
    language, most = signs.most_common(1)[0] if signs else (None, 0)
    return language if most > signs.total() / 2 else None


ENGINES: Registry[Engine] = Registry("shared.pipeline.engines", "ENGINE", what="engine")
