"""Collects zones in reading order: numbers them, cleans their text, tells their language, stops at the ceiling.

Surprise: it may hand zones on in batches and forget them, so that a document of 150,000 paragraphs is never whole in
the process that reads it. What lies beyond the ceiling is dropped with one warning.
"""

from collections import Counter
from collections.abc import Callable

from shared.documents.clean import clean
from shared.documents.language import MOST_ZONES, language_of
from shared.documents.limits import Limits
from shared.domain.zone import Box, ParsedDocument, Zone, ZoneType

MOST_PHRASES = 100
"""Phrases of one zone that are kept as standing out."""
BATCH = 200
OnZones = Callable[[list[Zone]], None]
"""Called with the next zones of a document that is still being read."""


class Zones:
    """The zones found so far."""

    def __init__(self, limits: Limits, on_zones: OnZones | None = None) -> None:
        self.limits = limits
        self.tool = ""
        """What reads them, where a zone says nothing else."""
        self.warnings: list[str] = []
        self.is_full = False
        self._on_zones = on_zones
        self._chars = 0
        self._count = 0
        self._kept: list[Zone] = []
        self._letters: Counter[str] = Counter()

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
        if (not text or text.isspace()) and kind is not ZoneType.IMAGE:
            return
        lang = language_of(text) if self._count < MOST_ZONES else None
        if lang:
            self._letters[lang] += len(text)
        # One float for all that are sure, instead of one for each.
        sure = 1.0 if confidence == 1.0 else round(confidence, 3)
        phrases = _phrases(text, emphasis) if emphasis else ()
        self._kept.append(Zone(self._count, page, kind, text, sure, bbox, tool or self.tool, lang, phrases))
        self._count += 1
        self._chars += len(text)
        if self._chars >= self.limits.max_chars or self._count >= self.limits.max_zones:
            self.is_full = True
            self.warn(f"Only the first {self._chars:,} characters were read; the document is longer than is allowed.")
        if self._on_zones and len(self._kept) >= BATCH:
            self._on_zones(self._kept)
            self._kept = []

    def document(self, pages: int, *, page_labels: tuple[str, ...] = ()) -> ParsedDocument:
        """What is known at the end, with the zones that were not handed on."""
        letters = self._letters
        lang = max(letters, key=lambda code: letters[code]) if letters else None
        return ParsedDocument(pages, tuple(self._kept), tuple(self.warnings), page_labels, lang)


def _phrases(text: str, emphasis: tuple[str, ...]) -> tuple[str, ...]:
    phrases = map(str.strip, map(clean, emphasis[:MOST_PHRASES]))
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase and phrase in text))
