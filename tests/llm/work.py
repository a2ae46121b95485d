"""What a stage lends its engine, without a stage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class MemoryWork:
    """Steps, warnings and rows of one job."""

    steps: dict[str, Any] = field(default_factory=dict)
    rows: list[Mapping[str, object]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def step(self, key: str, compute: Callable[[], T]) -> T:
        if key not in self.steps:
            self.steps[key] = compute()
        return self.steps[key]

    def checkpoint(self) -> None:
        """Nobody cancels."""

    def heartbeat(self, fraction: float) -> None:
        """Nobody watches."""

    def seconds_left(self) -> float:
        return 60.0

    def warn(self, sentence: str) -> None:
        self.warnings.append(sentence)

    def record_llm_calls(self, rows: Sequence[Mapping[str, object]]) -> None:
        self.rows.extend(rows)
