"""Collects zones in reading order: numbers them, cleans their text, stops at the ceiling.

Surprise: what lies beyond the ceiling is dropped with one warning, for a wordlist needs no twenty million characters.
"""

from shared.documents.clean import clean
from shared.documents.limits import Limits
from shared.domain.zone import Box, Zone, ZoneType

MOST_PHRASES = 100
"""Phrases of one zone that are kept as standing out."""


class Zones:
    """The zones found so far."""

    def __init__(self, limits: Limits, tool: str) -> None:
        self._limits = limits
        self._tool = tool
        self._chars = 0
        self._found: list[Zone] = []
        self.warnings: list[str] = []

    @property
    def is_full(self) -> bool:
        return self._chars >= self._limits.max_chars or len(self._found) >= self._limits.max_zones

    @property
    def found(self) -> tuple[Zone, ...]:
        return tuple(self._found)

    @property
    def has_text(self) -> bool:
        return self._chars > 0

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings and len(self.warnings) < 100:
            self.warnings.append(sentence)

    def add(  # noqa: PLR0913  a zone has that many sides
        self,
        page: int,
        kind: ZoneType,
        text: str,
        *,
        confidence: float = 1.0,
        bbox: Box | None = None,
        emphasis: tuple[str, ...] = (),
        tool: str = "",
    ) -> None:
        """Keep a zone, unless it is blank."""
        if self.is_full:
            return
        text = clean(text).strip("\n ")
        if not text.strip() and kind is not ZoneType.IMAGE:
            return
        self._chars += len(text)
        phrases = map(str.strip, map(clean, emphasis[:MOST_PHRASES]))
        self._found.append(
            Zone(
                index=len(self._found),
                page=page,
                type=kind,
                text=text,
                # One float for all that are sure, instead of one for each.
                confidence=1.0 if confidence == 1.0 else round(confidence, 3),
                bbox=bbox,
                tool=tool or self._tool,
                emphasis=tuple(dict.fromkeys(phrase for phrase in phrases if phrase and phrase in text)),
            )
        )
        self._warn_when_full()

    def _warn_when_full(self) -> None:
        if self.is_full:
            self.warn(f"Only the first {self._chars:,} characters were read; the document is longer than is allowed.")
