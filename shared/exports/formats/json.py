"""JSON: the wordlist as the API gives it, with its title, for programs.

Option: `indent` (off by default) for people who want to read it.
Surprise: text outside ASCII stays as it is, in UTF-8; nobody wants to read a word as an escape.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.wordlist import Pair, Wordlist
from shared.exports.format import clean_text, flag


@dataclass(frozen=True, slots=True)
class Json:
    """One object; further keys may come, always after those that are there."""

    name: str = "json"
    extension: str = "json"
    mime_type: str = "application/json"
    options: tuple[str, ...] = ("indent",)

    def write(self, wordlist: Wordlist, *, title: str, options: Mapping[str, object]) -> bytes:
        indent = 2 if flag(options, "indent", default=False) else None
        content = {**wordlist_json(wordlist), "title": clean_text(title)}
        return (json.dumps(content, ensure_ascii=False, indent=indent) + "\n").encode()


FORMAT = Json()


def wordlist_json(wordlist: Wordlist) -> dict[str, object]:
    """What programs get for a wordlist, here and on the command line."""
    return {
        "engine": wordlist.engine,
        "source_lang": wordlist.source_lang,
        "target_lang": wordlist.target_lang,
        "pairs": [_pair_json(pair) for pair in wordlist.pairs],
    }


def _pair_json(pair: Pair) -> dict[str, object]:
    return {
        "term": clean_text(pair.term),
        "lemma": clean_text(pair.lemma),
        "pos": pair.pos,
        "translation": clean_text(pair.translation),
        "confidence": round(pair.confidence, 3),
        "source": str(pair.source),
        "page": pair.page,
        "sentence": clean_text(pair.sentence),
        "zone": pair.zone,
        "gender": pair.gender,
        "alternatives": [clean_text(other) for other in pair.alternatives],
        "level": pair.level,
        "note": clean_text(pair.note),
    }
