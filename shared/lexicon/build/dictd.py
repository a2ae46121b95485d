"""Reads a dictd dictionary (gzip data, base64 index) into entries of headword, part of speech and senses.

Surprise: glosses stand on lines of their own between the senses and look like translations; only what follows a
sense number, or stands directly below the headword, is one.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DIGITS = {char: value for value, char in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}
POS = {
    "n": "noun",
    "v": "verb",
    "adj": "adj",
    "participleAdjective": "adj",
    "ordinalAdjective": "adj",
    "adv": "adv",
    "Adverb": "adv",
    "pronominalAdverb": "adv",
    "pn": "propn",
    "interjection": "intj",
    "numeral": "num",
    "cardinalNumeral": "num",
    "preposition": "adp",
    "conjunction": "conj",
    "phraseologicalUnit": "phrase",
    "idiom": "phrase",
}
GENDERS = {"masc": "m", "fem": "f", "neut": "n"}
HEADER = re.compile(r"^(?P<word>[^/<]+?)\s*(?:/.*/)?\s*(?:<(?P<tags>[^>]*)>)?$")
SENSE = re.compile(r"^\d+\.\s+(?P<text>\S.*)$")
NEXT_NUMBER = re.compile(r"(?:^|\s)\d+\.$")
NOISE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\{[^}]*\}")
LONGEST = 48
"""Translations longer than this many characters are explanations."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A headword as one part of speech; `senses` hold their translations, best first."""

    word: str
    pos: str
    gender: str
    senses: tuple[tuple[str, ...], ...]


def read(index: Path) -> Iterator[Entry]:
    """The entries of the dictionary whose `.index` file is given, in the order of the file."""
    for article in articles(index):
        yield from parse(article)


def articles(index: Path) -> Iterator[str]:
    """Every article once; an index may name the same one under several keys."""
    with gzip.open(index.with_suffix(".dict.dz")) as file:
        data = file.read()
    seen: set[tuple[int, int]] = set()
    for line in index.read_text("utf-8").splitlines():
        key, offset, length = line.split("\t")[:3]
        place = number(offset), number(length)
        if not key.startswith("00") and place not in seen:
            seen.add(place)
            yield data[place[0] : sum(place)].decode("utf-8")


def number(text: str) -> int:
    value = 0
    for char in text:
        value = value * 64 + DIGITS[char]
    return value


def parse(text: str) -> Iterator[Entry]:
    """The entry in one article; nothing where its part of speech is not one that we keep."""
    header, _, body = text.partition("\n")
    match = HEADER.match(header.strip())
    if not match:
        return
    tags = [tag.strip() for tag in (match["tags"] or "").split(",")]
    pos = next((POS[tag] for tag in tags if tag in POS), "")
    gender = next((GENDERS[tag] for tag in tags if tag in GENDERS), "")
    senses = tuple(sense for sense in map(split, senses_of(body)) if sense)
    if senses and (pos or gender):
        yield Entry(fold(match["word"]), pos or "noun", gender, senses)


def senses_of(body: str) -> Iterator[str]:
    lines = body.split("\n")
    for place, line in enumerate(lines):
        match = SENSE.match(line)
        # The number of a sense without a translation of its own trails the line before it.
        if match:
            yield NEXT_NUMBER.sub("", match["text"])
        elif place == 0 and not NEXT_NUMBER.fullmatch(line.strip()):
            yield NEXT_NUMBER.sub("", line)


def glosses(article: str) -> Iterator[str]:
    """The explanations in an article: the lines that are no translations."""
    for place, line in enumerate(article.split("\n")[1:]):
        if place and not SENSE.match(line) and (text := NEXT_NUMBER.sub("", line).strip()):
            yield text


def split(line: str) -> tuple[str, ...]:
    words = (fold(word) for word in re.split(r"[,;]", NOISE.sub("", line)))
    return tuple(dict.fromkeys(word for word in words if usable(word)))


def usable(word: str) -> bool:
    return 0 < len(word) <= LONGEST and "#" not in word and any(char.isalpha() for char in word)


def fold(word: str) -> str:
    """One spelling: stress marks off Cyrillic, spaces single."""
    if any("Ѐ" <= char <= "ӿ" for char in word):
        bare = unicodedata.normalize("NFD", word).replace("\u0301", "").replace("\u0300", "")
        word = bare
    return " ".join(unicodedata.normalize("NFC", word).split())
