"""Reads EDICT, the Japanese-English dictionary of the EDRDG, into what each word means as each part of speech.

Surprise: a line is a spelling with one reading, so a word has as many lines as it is read; the common ones, marked
(P), silence the others. Words usually written in kana are listed under their kana too.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.lexicon.build.dictd import usable
from shared.lexicon.build.pack import MOST, is_kept

LINE = re.compile(r"^(?P<word>\S+)(?: \[(?P<reading>\S+)\])? /(?P<body>.*)/$")
GROUP = re.compile(r"\(([^()]*)\)\s*")
PARTS = {
    "n": "noun", "n-adv": "noun", "n-t": "noun", "adj-no": "noun", "vs": "noun",
    "adj-i": "adj", "adj-ix": "adj", "adj-na": "adj", "adj-t": "adj", "adj-f": "adj",
    "adv": "adv", "adv-to": "adv", "exp": "phrase",
}  # fmt: skip
VERB = re.compile(r"v[1-5zk][a-z-]*|vs-[a-z]")
BESIDE = re.compile(r"vt|vi|aux(?:-v|-adj)?|n-suf|n-pref|suf|pref|int|conj|prt|pn|adj-pn|ctr|num|unc")
DATED = frozenset({"arch", "obs", "obsc", "rare", "vulg", "X", "ok", "iK", "ik", "io", "male-sl"})
"""Marks of what a learner should not be offered: out of use, rude, misspelt."""
NEITHER = re.compile(r"[A-Za-z-]{1,8}:?")
BRACKETS = re.compile(r"\([^()]*\)")
LONGEST = 10
"""Characters of the longest word that is kept."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning: its parts of speech, the main one first, its translations and what they are marked with."""

    parts: tuple[str, ...]
    glosses: tuple[str, ...]
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    word: str
    reading: str
    senses: tuple[Sense, ...]
    is_common: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """A translation, and where it stands: which sense of how many, which of the glosses that say the same."""

    text: str
    sense: int
    senses: int
    gloss: int
    glosses: tuple[str, ...]
    is_common: bool


def read(path: Path) -> Iterator[Entry]:
    """The entries of the file, those out of use left out."""
    for line in path.read_text("euc_jp").splitlines():
        match = LINE.match(line)
        if match and len(match["word"]) <= LONGEST and is_kept(match["word"]):
            body = match["body"].removesuffix("/(P)")
            senses = tuple(sense for sense in senses_of(body) if sense.glosses and not sense.marks & DATED)
            if senses:
                reading = match["reading"] or match["word"]
                if "oK" in senses[0].marks and "uk" not in senses[0].marks:
                    continue
                # する is common, its spelling 為る is not: the mark is the spelling's.
                word = reading if {"uk", "oK"} <= senses[0].marks else match["word"]
                yield Entry(word, reading, senses, is_common=body != match["body"])


def senses_of(body: str) -> Iterator[Sense]:
    parts: tuple[str, ...] = ()
    marks: set[str] = set()
    glosses: list[str] = []
    for piece in body.split("/"):
        rest, begins, own = piece, False, set[str]()
        while group := GROUP.match(rest):
            found = parts_in(group[1])
            if not (found is not None or group[1].isdigit() or NEITHER.fullmatch(group[1])):
                break
            begins = begins or found is not None or group[1].isdigit()
            if begins and glosses:
                yield Sense(parts, tuple(dict.fromkeys(glosses)), frozenset(marks))
                marks, glosses = set(), []
            parts = parts if found is None else found
            own |= set() if found is not None else {group[1]}
            rest = rest[group.end() :]
        marks |= own
        if text := clean(rest):
            glosses.append(text)
    if glosses:
        yield Sense(parts, tuple(dict.fromkeys(glosses)), frozenset(marks))


def parts_in(group: str) -> tuple[str, ...] | None:
    """Our parts of speech for a group of theirs; None where the group is about something else."""
    tags = group.split(",")
    if not all(tag in PARTS or VERB.fullmatch(tag) or BESIDE.fullmatch(tag) for tag in tags):
        return None
    found = list(dict.fromkeys(PARTS.get(tag, "verb" if VERB.fullmatch(tag) else "") for tag in tags))
    kept = [part for part in found if part]
    return tuple(part for part in kept if part != "phrase" or len(kept) == 1)


def clean(gloss: str) -> str:
    """A gloss without brackets and without the "to" of a verb; "" where it is an explanation."""
    while (shorter := BRACKETS.sub("", gloss)) != gloss:
        gloss = shorter
    text = " ".join(gloss.split()).strip(" .;,").removeprefix("to ")
    return text if usable(text) and is_kept(text) else ""


def by_word(entries: Iterable[Entry]) -> dict[tuple[str, str], list[Entry]]:
    """(word, part of speech) -> its entries: the common ones where there are any."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        spellings = [entry.word, entry.reading] if "uk" in entry.senses[0].marks else [entry.word]
        for word in dict.fromkeys(spellings):
            for part in dict.fromkeys(part for sense in entry.senses for part in sense.parts):
                found.setdefault((word, part), []).append(entry)
    for key, listed in found.items():
        found[key] = [entry for entry in listed if entry.is_common] or listed
    return found


def meanings(entries: Iterable[Entry], part: str) -> list[Meaning]:
    """The best translations of a word's entries: the first of its first senses, then what else these say."""
    ordered: list[tuple[tuple[int, int, int], Meaning]] = []
    for place, entry in enumerate(entries):
        own = [sense for sense in entry.senses if part in sense.parts]
        # Where a word is an adjective first and a noun besides, the noun's meanings stand in senses of their own.
        own.sort(key=lambda sense: sense.parts.index(part))
        for number, sense in enumerate(own):
            for rank, text in enumerate(sense.glosses[:MOST]):
                meaning = Meaning(text, number, len(own), rank, sense.glosses, entry.is_common)
                ordered.append(((2 * rank + number, rank, place), meaning))
    kept: dict[str, Meaning] = {}
    for _, meaning in sorted(ordered, key=lambda item: item[0]):
        kept.setdefault(meaning.text.lower(), meaning)
    return list(kept.values())[:MOST]
