"""JSON: the wordlist as the API gives it, with its title, for programs.

Option: `indent` (off by default) for people who want to read it.
Surprise: text outside ASCII stays as it is, in UTF-8; nobody wants to read a word as an escape.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.domain.wire import wordlist_to_json
from shared.domain.wordlist import Wordlist
from shared.exports.format import Choice


@dataclass(frozen=True, slots=True)
class Json:
    """One object; further keys may come, always after those that are there."""

    name: str = "json"
    extension: str = "json"
    mime_type: str = "application/json"
    options: Mapping[str, tuple[Choice, ...]] = field(default_factory=lambda: {"indent": (False, True)})

    def write(self, wordlist: Wordlist, *, title: str, options: Mapping[str, Choice]) -> bytes:
        indent = 2 if options["indent"] else None
        content = {**wordlist_to_json(wordlist), "title": title}
        text = json.dumps(content, ensure_ascii=False, indent=indent)
        # Half a surrogate pair is no character in UTF-8; a question mark stands where it stood.
        return f"{text}\n".encode(errors="replace")


FORMAT = Json()
