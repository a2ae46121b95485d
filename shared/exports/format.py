"""What an export format is, the columns that all of them share, and the one way to write a file.

To add a format, write formats/<name>.py with a `FORMAT`. Surprise: the same wordlist, title and options give the same
bytes, in every format, so that a second try of an export replaces a file by itself.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from shared.domain.wordlist import Pair, Wordlist
from shared.errors import InvalidInput, TooLarge, UnknownFormat
from shared.registry import Registry

MAX_EXPORT_BYTES = 10 * 1024 * 1024
"""The limit of the bucket `wordlist-exports`."""

Value = str | int | float
Choice = str | bool


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
    def options(self) -> "Mapping[str, tuple[Choice, ...]]":
        """What each option that `write` understands may be; the first is what it is when nobody says."""
        ...

    def write(self, wordlist: Wordlist, *, title: str, options: Mapping[str, Choice]) -> bytes:
        """The finished file. `title` is what the learner calls the wordlist; every option has a value."""
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
    chosen, chosen_options = choose(name, options or {})
    data = chosen.write(wordlist, title=title, options=chosen_options)
    if len(data) > MAX_EXPORT_BYTES:
        raise TooLarge(f"the {name} file has {len(data)} bytes; at most {MAX_EXPORT_BYTES} are allowed")
    return chosen, data


def choose(name: str, options: Mapping[str, object]) -> tuple[Format, dict[str, Choice]]:
    """The format of that name, and a value for each of its options; InvalidInput for a value that it cannot be."""
    chosen = FORMATS.get(name)
    for option, value in options.items():
        if option not in chosen.options:
            known = f"it takes {', '.join(chosen.options)}" if chosen.options else "it takes none"
            raise _refused(option, "unknown_option", f"the format {name!r} has no option {option!r}; {known}")
        allowed = chosen.options[option]
        # 1 equals True, and is none.
        if not any(value == one and type(value) is type(one) for one in allowed):
            ways = " or ".join(json.dumps(one) for one in allowed)
            raise _refused(option, "bad_option", f"the option {option!r} cannot be {value!r}; try {ways}")
    given = cast("Mapping[str, Choice]", options)
    return chosen, {option: given.get(option, allowed[0]) for option, allowed in chosen.options.items()}


def describe_options(schema: dict[str, Any]) -> None:
    """Say in the JSON schema of something with a `format` and `options` which options each format takes."""
    schema["anyOf"] = [
        {
            "properties": {
                "format": {"const": name},
                "options": {
                    "properties": {option: {"enum": values} for option, values in FORMATS.get(name).options.items()},
                    "additionalProperties": False,
                },
            }
        }
        for name in FORMATS
    ]


def _refused(option: str, code: str, detail: str) -> InvalidInput:
    pointer = "/options/" + option.replace("~", "~0").replace("/", "~1")
    return InvalidInput(detail, details={"errors": [{"pointer": pointer, "code": code, "detail": detail}]})


def clean_text(text: str) -> str:
    """`text` without what no file format may hold: control characters, and halves of surrogate pairs."""
    return _FORBIDDEN.sub("", text)


# Tab and the line ends stay; U+FFFE and U+FFFF are no characters to XML.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
