"""Genders of German nouns that the dictionaries leave out: those of "der oder das" words, which are common ones.

Surprise: a dictionary drops the gender where its source gives two, and names a second where a river is called like a
vegetable. The list of nouns tells the usual one first, and names apart.
"""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

GERMAN_NOUNS = ("german-nouns", "1.2.5")
COLUMNS = ("genus", "genus 1")
NOUN = "Substantiv"
Genders = Mapping[str, Sequence[str]]
"""Noun -> the usual gender of each word that is spelt so."""


def german(wheel: Path) -> dict[str, tuple[str, ...]]:
    """The genders in the list of nouns; names are left out."""
    found: dict[str, tuple[str, ...]] = {}
    with zipfile.ZipFile(wheel) as archive, archive.open("german_nouns/nouns.csv") as file:
        for row in csv.DictReader(io.TextIOWrapper(file, "utf-8")):
            gender = next((row[column] for column in COLUMNS if row[column]), "")
            if gender and row["pos"] == NOUN:
                found[row["lemma"]] = (*found.get(row["lemma"], ()), gender)
    return found


def settled(listed: str, usual: Sequence[str]) -> str:
    """The gender(s) of a noun: one where the dictionaries name one, else what the list of nouns allows."""
    if len(listed) == 1 or not usual:
        return listed
    return "".join(gender for gender in listed if gender in usual) or usual[0]


def with_genders(parts: Mapping[str, Mapping[str, str]], usual: Genders) -> dict[str, Mapping[str, str]]:
    """What is known of a language's words, its nouns' genders settled."""
    return {
        word: {**tags, "noun": settled(tags["noun"], usual.get(word, ()))} if "noun" in tags else tags
        for word, tags in parts.items()
    }
