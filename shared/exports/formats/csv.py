"""CSV as RFC 4180 has it: CRLF, quotes where needed, one heading line with the keys of the JSON.

Options: `bom` (on by default: without it Excel reads umlauts as noise; programs ask for `false` or read
`utf-8-sig`) and `delimiter` (`,` by default, `;` for Excel in much of Europe, or a tab).
Surprise: a cell that a spreadsheet would take for a formula gets a `'` in front, also where it is an honest `-heit`.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.wordlist import Wordlist
from shared.errors import InvalidInput
from shared.exports.format import COLUMNS, Value, clean_text, flag

DELIMITERS = (",", ";", "\t")
# The four that spreadsheets take for a formula, the white space they skip before one, and the wide forms of the four.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class Csv:
    """Comma separated values, in UTF-8."""

    name: str = "csv"
    extension: str = "csv"
    mime_type: str = "text/csv"
    options: tuple[str, ...] = ("bom", "delimiter")

    def write(self, wordlist: Wordlist, *, title: str, options: Mapping[str, object]) -> bytes:
        del title  # a CSV file has no place for one
        text = io.StringIO(newline="")
        lines = csv.writer(text, delimiter=_delimiter(options), lineterminator="\r\n")
        lines.writerow([column.key for column in COLUMNS])
        lines.writerows([_cell(column.value(pair)) for column in COLUMNS] for pair in wordlist.pairs)
        return text.getvalue().encode("utf-8-sig" if flag(options, "bom", default=True) else "utf-8")


FORMAT = Csv()


def _cell(value: Value) -> str:
    if not isinstance(value, str):
        return str(value)
    text = clean_text(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _delimiter(options: Mapping[str, object]) -> str:
    wanted = options.get("delimiter", ",")
    if wanted not in DELIMITERS:
        raise InvalidInput(f"the delimiter cannot be {wanted!r}; try ',', ';' or a tab")
    return str(wanted)
