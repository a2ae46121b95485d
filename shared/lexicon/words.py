"""What is known of single words: how common a form is, what it may be, and which lemma it comes from.

Surprise: a form's lemma depends on its part of speech, so there is no one lemma: `readings` gives one for each part of
speech that the form can be. Endings are tried against the words that are known; the irregular stands in a list.
"""

import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Protocol

from shared.lexicon.forms import Forms
from shared.lexicon.languages import LANGUAGES, Language
from shared.lexicon.level import level_of
from shared.lexicon.table import Table

IN_LAYERS = "lexicon_data"
"""The folder of the data where it comes in Lambda layers, which Python has on its path."""
ENGLISH_PLURALS = ("s", "men", "feet", "teeth", "geese", "mice", "lice", "children", "oxen", "a", "ae", "i")
RARE = 1.0
"""Zipf frequency of what no list knows."""
OPEN = frozenset({"noun", "verb", "adj", "adv", "propn"})


def _data_folder() -> Path:
    beside = Path(__file__).parent / "data"
    places = [beside, *(Path(entry) / IN_LAYERS for entry in sys.path)]
    return next((place for place in places if place.is_dir()), beside)


DATA = _data_folder()


class Lemmas(Protocol):
    """Says which words a form may come from, whatever they are."""

    def of(self, form: str) -> list[str]: ...


class Vocabulary:
    """The words of one language."""

    def __init__(self, language: Language, table: Table, lemmas: Lemmas) -> None:
        self.language = language
        self._table = table
        self._lemmas = lemmas
        self.readings = lru_cache(maxsize=60_000)(self._readings)
        self.facts = lru_cache(maxsize=60_000)(self._facts)

    def zipf(self, form: str) -> float:
        """How common a form is: 7 for "the", 1 for what is not listed."""
        return self.facts(form.lower())[0]

    def parts(self, lemma: str) -> dict[str, tuple[str, str]]:
        """Part of speech -> (lemma as it is written, gender) for a headword."""
        return self.facts(lemma.lower())[1]

    def reading(self, lemma: str) -> str:
        """How a lemma is read aloud, where its signs do not say."""
        return "" if self.language.is_spaced else self._extra(lemma)[0]

    def level(self, lemma: str, zipf: float) -> str:
        """The learner's level that meets a word: listed for Japanese, estimated from `zipf` for the others."""
        return level_of(zipf) if self.language.is_spaced else self._extra(lemma)[1]

    def _extra(self, lemma: str) -> tuple[str, str]:
        return next(((row[2], row[3]) for row in self._table.rows(lemma)), ("", ""))

    def is_known(self, form: str) -> bool:
        zipf, parts = self.facts(form.lower())
        return bool(parts) or zipf > RARE

    def beginning_with(self, start: str) -> Iterator[str]:
        """Every listed form, in small letters, that begins so."""
        return self._table.keys(start.lower())

    def gender(self, lemma: str, pos: str) -> str:
        return self.parts(lemma).get(pos, ("", ""))[1]

    def gender_by_ending(self, noun: str) -> str:
        """The gender that a noun's ending tells, if it is no exception; "" where none is told, or two are possible."""
        key, language = noun.lower(), self.language
        if (exception := language.gender_exceptions.get(key)) is not None:
            return exception
        return next((gender for ending, gender in language.endings_of_genders if key.endswith(ending)), "")

    def _facts(self, key: str) -> tuple[float, dict[str, tuple[str, str]]]:
        zipf, parts = RARE, {}
        for row in self._table.rows(key):
            zipf = float(row[0]) if row[0] else zipf
            for reading in filter(None, row[1].split("|")):
                pos, lemma, gender = reading.split("/")
                # Of "Haus" and "haus" the commoner spelling for a noun is the one the language writes; none is "Caer".
                is_capital = pos == "propn" or (pos == "noun" and self.language.nouns_are_capital)
                if pos not in parts or lemma[:1].isupper() == is_capital:
                    parts[pos] = lemma, gender
        return zipf, parts

    def _readings(self, form: str) -> dict[str, str]:
        """Part of speech -> lemma for everything that `form`, as it is written, may be."""
        return self._listed(form) or self._otherwise(form.lower())

    def _listed(self, form: str) -> dict[str, str]:
        found = {pos: lemma for pos, (lemma, _) in self.parts(form).items() if pos in OPEN}
        for pos in ("noun", "adj", "verb") if self.language.code == "en" else ("noun", "adj"):
            if pos in found and (base := self._base_form(form, pos)):
                found[pos] = base
        key = form.lower()
        self._add_inflected(found, form)
        if self.language.adjectives_follow and found.get("noun", key).lower() != key == found.get("adj"):
            del found["adj"]  # años is no adjective, though "de 20 años" is translated by one
        if self.language.adjectives_follow and "verb" not in found and (verb := self._of_participle(key, found)):
            found["verb"] = verb
        return found

    def _add_inflected(self, found: dict[str, str], form: str) -> None:
        own = set(self.parts(form))
        endings = tuple(self._by_ending(form.lower()))
        for pos, lemma in self._by_list(form):
            if self._has_forms(pos, lemma) or (pos, lemma) in endings:
                found.setdefault(pos, lemma)
        for pos, lemma in reversed(endings):
            # A plural's ending is surer than a list that also turns women into men: ouvrières is ouvrière.
            if pos not in found or (pos == "noun" and pos not in own and not self.language.nouns_are_capital):
                found[pos] = lemma

    def _has_forms(self, pos: str, lemma: str) -> bool:
        """Whether a list may mean this: Romance adverbs have no forms, infinitives as nouns few that endings tell."""
        if not self.language.adjectives_follow:
            return True
        return pos != "adv" and (pos != "noun" or "verb" not in self.parts(lemma))

    def _of_participle(self, key: str, found: dict[str, str]) -> str:
        """The verb of an adjective that is a participle, in a form whose list knows the adjective alone: decise."""
        participle = found.get("adj", "")
        if participle in {"", key}:
            return ""
        verbs = (lemma for pos, lemma in self._by_list(participle) if pos == "verb")
        return next((lemma for lemma in verbs if lemma[:2] == key[:2]), "")

    def _otherwise(self, key: str) -> dict[str, str]:
        """What a form may be that is known with other pronouns, another spelling or less emphasis only."""
        if verb := self._without_pronoun(key):
            return {"verb": verb}
        for old, new in self.language.respellings:
            if old in key and (found := self._listed(key.replace(old, new))):
                return found
        for ending, base in self.language.superlatives:
            plain = key.removesuffix(ending)
            if plain != key and (lemma := self._listed(plain + base).get("adj")):
                return {"adj": lemma}
        return {}

    def _base_form(self, form: str, pos: str) -> str:
        """The lemma of an inflected form that is a headword of its own by accident: flores, but not vacances."""
        # Lists turn women into men, and doors into ports: in Romance only what looks like a plural is another noun.
        is_plural = form.endswith(("s", "x"))
        guesses = self._by_list(form) if pos != "noun" or is_plural or not self.language.adjectives_follow else iter(())
        if not self.language.nouns_are_capital or form.lower() in self.language.plural_forms:
            guesses = chain(guesses, self._by_ending(form.lower()))
        for part, lemma in guesses:
            differs = lemma.lower() != form.lower() and len(lemma) <= len(form) + 1
            if part == pos and differs and self.zipf(lemma) > self.zipf(form) - 0.5:
                return "" if pos == "noun" and self._is_another_noun(form, lemma) else lemma
        return ""

    def _is_another_noun(self, form: str, lemma: str) -> bool:
        """Whether a German noun is no form of the other one: Reise is none of Reisen, Falle of Fall, Reifen of Reif."""
        if not self.language.nouns_are_capital or form.lower() in self.language.plural_forms:
            return False
        own, other = (self.gender(one, "noun") for one in (form, lemma))
        if lemma.endswith(self.language.infinitives) and "verb" in self.parts(lemma):
            return True
        if len(lemma) > len(form):
            return lemma != form + "r" or other != "m"  # Abgeordnete is Abgeordneter
        if form == lemma + "e":
            return own in {"m", "f"} and (own != other or own == "m")
        return form == lemma + "er" or (form in {lemma + "n", lemma + "en"} and own == other == "m")

    def _without_pronoun(self, key: str) -> str:
        """The verb of a form with pronouns at its end: subiéndola is subir, obriga-se obrigar."""
        for pronoun in self.language.enclitics:
            stem = key.removesuffix(pronoun)
            bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", stem).replace("\u0301", ""))
            # Only infinitives, gerunds and what has an accent or a hyphen take one: "modelo" ends in no pronoun.
            is_verbal = pronoun.startswith("-") or stem.endswith(("r", "ndo")) or bare != stem
            if stem != key and len(stem) > 2 and is_verbal:  # noqa: PLR2004
                verbs = (self.readings(one).get("verb", "") for one in (stem, bare, stem + "e", bare + "r"))
                if verb := next(filter(None, verbs), ""):
                    return verb
        return ""

    def _by_ending(self, key: str) -> Iterator[tuple[str, str]]:
        found = (one for start in range(len(key)) for one in self.language.bases.get(key[start:], ()))
        for _, pos, ending, base in sorted(found):
            stem = key.removesuffix(ending)
            if len(stem) != 1:
                for guess in self._bases(stem, base, pos):
                    if pos in (parts := self.parts(guess)):
                        yield pos, parts[pos][0]

    def _bases(self, stem: str, base: str, pos: str) -> Iterator[str]:
        yield stem + base
        if self.language.code == "en" and pos != "noun" and len(stem) > 3 and stem[-1] == stem[-2]:  # noqa: PLR2004
            yield stem[:-1]  # running -> run

    def _by_list(self, form: str) -> Iterator[tuple[str, str]]:
        for lemma in self._lemmas.of(form):
            if lemma.lower() == form.lower():
                continue
            for pos, (written, _) in self.parts(lemma).items():
                if pos in OPEN and pos != "propn" and self._may_be(pos, written, form):
                    yield pos, written

    def _may_be(self, pos: str, lemma: str, form: str) -> bool:
        if self.language.code == "en" and pos == "noun":
            return form.lower().endswith(ENGLISH_PLURALS)  # "span" is no plural of "spin"
        return pos != "verb" or not self.language.infinitives or lemma.endswith(self.language.infinitives)


@lru_cache(maxsize=4)
def vocabulary(code: str) -> Vocabulary:
    """The words of a language, opened once a process."""
    return Vocabulary(LANGUAGES.get(code), Table(DATA / code), Forms(Table(DATA / f"{code}.forms")))
