"""What an export format is, the columns that all of them share, and the one way to write a file.

To add a format, write formats/<name>.py with a `FORMAT`. Surprise: the same wordlist, title and options give the same
bytes, in every format, so that a second try of an export replaces a file by itself.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.domain.wordlist import Pair, Wordlist
from shared.errors import InvalidInput, TooLarge, UnknownFormat
from shared.registry import Registry

MAX_EXPORT_BYTES = 10 * 1024 * 1024
"""The limit of the bucket `wordlist-exports`."""

Value = str | int | float


class Format(Protocol):
    """A way to write a wordlist down."""

    @property
    def name(self) -> str: ...

    @property
    def extension(self) -> str:
        """Without the dot."""
        ...

    @property
    def mime_type(self) -> str: ...

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the options that `write` understands."""
        ...

    def write(self, wordlist: Wordlist, *, title: str, options: Mapping[str, object]) -> bytes:
        """The finished file. `title` is what the learner calls the wordlist, often a file name."""
        ...


FORMATS: Registry[Format] = Registry("shared.exports.formats", "FORMAT", what="export format", missing=UnknownFormat)


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of a pair: `key` as in the JSON, `heading` and `width` for people."""

    key: str
    heading: str
    width: int
    value: Callable[[Pair], Value]


# What a learner looks at first stands first; what serves for checking comes after it.
COLUMNS = (
    Column("term", "Term", 24, lambda pair: pair.term),
    Column("lemma", "Lemma", 22, lambda pair: pair.lemma),
    Column("reading", "Reading", 16, lambda pair: pair.reading),
    Column("pos", "Part of speech", 15, lambda pair: pair.pos),
    Column("gender", "Gender", 9, lambda pair: pair.gender),
    Column("translation", "Translation", 28, lambda pair: pair.translation),
    Column("alternatives", "Other translations", 28, lambda pair: "; ".join(pair.alternatives)),
    Column("sentence", "Sentence", 70, lambda pair: pair.sentence),
    Column("page", "Page", 7, lambda pair: pair.page),
    Column("page_label", "Page label", 12, lambda pair: pair.page_label),
    Column("confidence", "Confidence", 12, lambda pair: round(pair.confidence, 3)),
    Column("source", "Source", 12, lambda pair: str(pair.source)),
    Column("level", "Level", 8, lambda pair: pair.level),
    Column("note", "Note", 30, lambda pair: pair.note),
)


def write_export(
    name: str, wordlist: Wordlist, *, title: str, options: Mapping[str, object] | None = None
) -> tuple[Format, bytes]:
    """Write `wordlist` in the format of that name: the format, and a file within the limit."""
    chosen = FORMATS.get(name)
    given = dict(options or {})
    unknown = sorted(set(given) - set(chosen.options))
    if unknown:
        known = f"it takes {', '.join(chosen.options)}" if chosen.options else "it takes none"
        raise InvalidInput(f"the format {name!r} has no option {unknown[0]!r}; {known}")
    data = chosen.write(wordlist, title=title, options=given)
    if len(data) > MAX_EXPORT_BYTES:
        raise TooLarge(f"the {name} file has {len(data)} bytes; at most {MAX_EXPORT_BYTES} are allowed")
    return chosen, data


def flag(options: Mapping[str, object], name: str, *, default: bool) -> bool:
    """An option that is on or off."""
    value = options.get(name, default)
    if not isinstance(value, bool):
        raise InvalidInput(f"the option {name!r} is true or false, not {value!r}")
    return value


def clean_text(text: str) -> str:
    """`text` without what no file format may hold: control characters, and halves of surrogate pairs."""
    return _FORBIDDEN.sub("", text)


# Tab and the line ends stay; U+FFFE and U+FFFF are no characters to XML.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
