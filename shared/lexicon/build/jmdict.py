"""Reads the Japanese dictionaries that FreeDict made of JMdict: Japanese is the pivot that most languages share.

Surprise: the parts of speech are the Japanese word's. A gloss shows its own: German nouns are capital, English verbs
begin with "to".
"""

import re
from collections.abc import Iterator
from pathlib import Path

from shared.lexicon.build.dictd import Entry, articles, fold, usable

POS = (("noun", "noun"), ("verb", "verb"), ("adjective", "adj"), ("adjectival", "adj"), ("adverb", "adv"))
INNER = re.compile(r"\([^()]*\)|\[[^\]]*\]|\{[^}]*\}|/[^/]*/")
NUMBER = re.compile(r"^\s*\d+\.\s*")
SPELLINGS = 2
"""Spellings of a Japanese word that are kept."""
LONGEST = 3
"""Words in the longest gloss that is kept."""


def read(index: Path, target: str) -> Iterator[Entry]:
    """The entries of a dictionary from Japanese into `target`."""
    for article in articles(index):
        header, _, body = article.partition("\n")
        words = [word for word in (fold(part) for part in bare(header).split(",")) if word][:SPELLINGS]
        pos = next((ours for theirs, ours in POS if theirs in body), "")
        grouped: dict[str, list[str]] = {}
        for gloss in glosses(body):
            part, text = own_part(gloss, pos, target)
            if part and usable(text) and len(text.split()) <= LONGEST:
                grouped.setdefault(part, []).append(text)
        for word in words:
            for part in sorted(grouped):
                yield Entry(word, part, "", (tuple(dict.fromkeys(grouped[part])),))


def bare(text: str) -> str:
    """Text without brackets, however deep, and without pronunciations."""
    while (shorter := INNER.sub("", text)) != text:
        text = shorter
    return text


def glosses(body: str) -> Iterator[str]:
    for line in body.split("\n"):
        if "Note:" in line:
            continue
        for gloss in re.split(r"[,;]", NUMBER.sub("", bare(line))):
            if gloss.strip():
                yield fold(gloss)


def own_part(gloss: str, pos: str, target: str) -> tuple[str, str]:
    """The part of speech that a gloss itself shows, and the gloss as a headword would be written."""
    if target == "eng" and gloss.startswith("to "):
        return "verb", gloss[3:]
    if target == "eng" and pos == "verb":
        return "noun", gloss
    if target == "deu" and gloss[:1].isupper():
        return "noun", gloss
    if target == "deu" and pos == "noun":
        return "", gloss
    return pos, gloss
