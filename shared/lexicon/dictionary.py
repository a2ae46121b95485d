"""Looks translations up: one direction of the shipped lexicon, by lemma and part of speech.

Surprise: a translation found under another part of speech is kept as a last resort, at six tenths of its confidence.
"""

from dataclasses import dataclass
from functools import lru_cache

from shared.errors import UnsupportedLanguage
from shared.lexicon.japanese import is_installed
from shared.lexicon.table import Table
from shared.lexicon.words import DATA

RELATED = {
    "noun": ("propn", "adj"),
    "verb": (),
    "adj": ("adv", "noun"),
    "adv": ("adj",),
    "phrase": ("noun", "verb", "adv", "adj"),
}


@dataclass(frozen=True, slots=True)
class Translation:
    text: str
    confidence: float
    votes: int = 0


class Dictionary:
    """The lexicon from one language into another."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows = lru_cache(maxsize=20_000)(table.rows)

    def translations(self, lemma: str, pos: str) -> tuple[Translation, ...]:
        """What `lemma` means as that part of speech, likeliest first; empty where nothing is known."""
        by_pos: dict[str, tuple[Translation, ...]] = {}
        for found, written, packed in self._rows(lemma.lower()):
            if found not in by_pos or written == lemma:
                by_pos[found] = unpack(packed)
        if pos in by_pos:
            return by_pos[pos]
        for other in RELATED.get(pos, ()):
            if other in by_pos:
                return tuple(Translation(one.text, one.confidence * 0.6, one.votes) for one in by_pos[other])
        return ()

    def part_of_speech(self, phrase: str) -> str:
        """Under what a phrase stands in the lexicon; "" where it does not."""
        rows = self._rows(phrase.lower())
        return min((row[0] for row in rows), key=lambda pos: (pos != "noun", pos), default="")


def unpack(packed: str) -> tuple[Translation, ...]:
    found = []
    for part in packed.split("|"):
        text, percent, votes = part.split("=")
        found.append(Translation(text, int(percent) / 100, int(votes)))
    return tuple(sorted(found, key=lambda one: -one.confidence))


def languages() -> frozenset[tuple[str, str]]:
    """Directions there is a lexicon for."""
    found = listed()
    return found if is_installed() else frozenset(names for names in found if "ja" not in names)


@lru_cache(maxsize=1)
def listed() -> frozenset[tuple[str, str]]:
    """Directions there is a table for, whether or not their language can be read here."""
    names = (path.name.split("-") for path in DATA.iterdir() if "-" in path.name)
    return frozenset((name[0], name[1]) for name in names if len(name) == 2 and len(name[0]) == len(name[1]) == 2)  # noqa: PLR2004


@lru_cache(maxsize=8)
def dictionary(source: str, target: str) -> Dictionary:
    """The lexicon of a direction, opened once a process."""
    check_direction(source, target)
    return Dictionary(Table(DATA / f"{source}-{target}"))


def check_direction(source: str, target: str) -> None:
    """Raises UnsupportedLanguage, naming what would work, where there is no lexicon for the direction."""
    there = languages()
    if (source, target) in there:
        return
    if "ja" in {source, target} and not is_installed():
        raise UnsupportedLanguage("Japanese is an extra that is not installed here; try pip install 'wordmill[ja]'")
    targets = sorted(other for one, other in there if one == source)
    hint = (
        f"from {source!r} the lexicon goes to {', '.join(targets)}"
        if targets
        else (f"the lexicon reads {', '.join(sorted({one for one, _ in there}))}")
    )
    raise UnsupportedLanguage(f"no lexicon from {source!r} to {target!r}; {hint}")
