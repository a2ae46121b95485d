"""CSV as RFC 4180 has it: CRLF, quotes where needed, one heading line with the keys of the JSON.

Options: `bom` (on by default: without it Excel reads umlauts as noise; programs ask for `false` or read
`utf-8-sig`) and `delimiter` (`,` by default, `;` for Excel in much of Europe, or a tab).
Surprise: a cell that a spreadsheet would take for a formula gets a `'` in front, also where it is an honest `-heit`.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.domain.wordlist import Wordlist
from shared.exports.format import COLUMNS, Choice, Value, clean_text

DELIMITERS = (",", ";", "\t")
# The four that spreadsheets take for a formula, the white space they skip before one, and the wide forms of the four.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class Csv:
    """Comma separated values, in UTF-8."""

    name: str = "csv"
    extension: str = "csv"
    mime_type: str = "text/csv"
    options: Mapping[str, tuple[Choice, ...]] = field(
        default_factory=lambda: {"bom": (True, False), "delimiter": DELIMITERS}
    )

    def write(self, wordlist: Wordlist, *, title: str, options: Mapping[str, Choice]) -> bytes:
        del title  # a CSV file has no place for one
        text = io.StringIO(newline="")
        lines = csv.writer(text, delimiter=str(options["delimiter"]), lineterminator="\r\n")
        lines.writerow([column.key for column in COLUMNS])
        lines.writerows([_cell(column.value(pair)) for column in COLUMNS] for pair in wordlist.pairs)
        return text.getvalue().encode("utf-8-sig" if options["bom"] else "utf-8")


FORMAT = Csv()


def _cell(value: Value) -> str:
    if not isinstance(value, str):
        return str(value)
    text = clean_text(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text
