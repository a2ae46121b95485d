"""Options that several commands share, checked before anything is started.

Surprise: a direction is asked of the lexicon itself, so the command line never lists languages that it does not know.
"""

from dataclasses import dataclass

from shared.domain.wordlist import MAX_PAIRS
from shared.errors import InvalidInput, UnsupportedLanguage
from shared.exports.format import FORMATS

LEVELS = ("a1", "a2", "b1", "b2", "c1", "c2", "n5", "n4", "n3", "n2", "n1")
"""Of the JLPT for Japanese, else of the CEFR; which it has to be shows when the language is known."""


@dataclass(frozen=True, slots=True)
class Taste:
    """Which of a document's words the learner wants."""

    level: str = ""
    focus: str = ""
    known: str = ""
    """Both comma separated."""


def checked_wishes(*, to: str, source: str, max_words: int, taste: Taste) -> dict[str, object]:
    """The params of a job; whatever cannot work raises with what would."""
    target, given = to.strip().lower(), source.strip().lower()
    check_languages(target=target, source=given)
    if not 1 <= max_words <= MAX_PAIRS:
        raise InvalidInput(f"a wordlist has 1 to {MAX_PAIRS} pairs, not {max_words}")
    if taste.level and taste.level.lower() not in LEVELS:
        raise InvalidInput(f"no level {taste.level!r}; try one of {', '.join(LEVELS)}")
    wishes: dict[str, object] = {"target_lang": target, "source_lang": given, "max_words": max_words}
    wishes |= {"level": taste.level.lower(), "focus": listed(taste.focus), "known": listed(taste.known)}
    return {name: value for name, value in wishes.items() if value}


def checked_formats(text: str) -> list[str]:
    """The export formats of a comma separated list, each once."""
    names = listed(text.lower())
    for name in names:
        FORMATS.get(name)
    return names


def listed(text: str) -> list[str]:
    """What stands between commas, each once."""
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def check_languages(*, target: str, source: str) -> None:
    """Raises unless there is something to translate with, from `source` or from any language at all."""
    from shared.lexicon.engine import check_direction, languages  # not for --help

    if source:
        check_direction(source, target)
        return
    targets = sorted({to for _, to in languages()})
    if target not in targets:
        raise UnsupportedLanguage(f"cannot translate to {target!r}; try --to with one of {', '.join(targets)}")
