"""What a learner says of words: translations that win over the engine's, and words that need no teaching.

Surprise: a correction names lemma and part of speech, but one without a part of speech is good for any.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A learner's words of one direction."""

    known: frozenset[str] = frozenset()
    """Lemmas."""
    corrections: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(lemma, part of speech) -> translation."""

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[object]]) -> "Vocabulary":
        """Of rows of lemma, part of speech, translation or None, and whether the word is known."""
        entries = [(str(lemma), str(pos), text, bool(known)) for lemma, pos, text, known in rows]
        return cls(
            frozenset(lemma for lemma, _, _, known in entries if known),
            {(lemma, pos): str(text) for lemma, pos, text, _ in entries if text},
        )
