"""Asks simplemma for the lemma of every form it lists, and of every word we know the frequency of.

    python -m shared.lexicon.build.forms       writes these tables alone: after a change of a language's endings

Surprise: most answers are not kept. A row is worth its bytes where the engine would read the form otherwise without it:
where the lemma is a word of ours, and no ending that we know leads there.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from shared.lexicon.build.assemble import CODES
from shared.lexicon.forms import form_row
from shared.lexicon.languages import LANGUAGES, Language
from shared.lexicon.table import Table, write_table
from shared.lexicon.words import DATA, Vocabulary

SLIPS = {
    "de": {"gedacht": "denken", "fällt": "fallen", "Jungen": "Junge"},
    "en": {"worse": "bad"},
}
"""Forms that the library takes for another word's."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of forms, and who knows the lemma of each and of others."""

    spellings: frozenset[str]
    lemma: Callable[[str], str]

    def of(self, form: str) -> list[str]:
        return [self.lemma(spelling) for spelling in sorted({form, form.lower()})]


def simplemma(code: str) -> Listed:
    """The forms of one language as simplemma lists them, and its rules for what it does not."""
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    factory = DefaultDictionaryFactory()
    simple = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=factory))
    slips = SLIPS.get(code, {})
    return Listed(
        frozenset(factory.get_dictionary(code)),
        lambda spelling: slips.get(spelling, slips.get(spelling.lower())) or str(simple.lemmatize(spelling, code)),
    )


class Nothing:
    """No lemmas at all."""

    def of(self, _: str) -> list[str]:
        return []


def form_rows(language: Language, table: Table, listed: Listed) -> Iterator[tuple[str, str, str]]:
    """The rows of one language that the engine needs beside the table of its words."""
    told, untold = Vocabulary(language, table, listed), Vocabulary(language, table, Nothing())
    spelt = {form.lower(): form for form in sorted(listed.spellings, reverse=True) if form[:1].isupper()}
    forms = {form.lower() for form in listed.spellings} | {row[0] for row in table}
    for form in sorted(form for form in forms if not set(form) & set(" \t\n")):
        both = form, spelt.get(form, form[:1].upper() + form[1:])
        small, capital = (useful(listed.lemma(one), form, told) for one in both)
        if (small or capital) and any(differs(told.readings(one), untold.readings(one)) for one in both):
            yield form_row(form, small, capital)


def differs(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether they would be read differently: the first reading counts for more than the others."""
    return list(one.items()) != list(other.items())


def useful(lemma: str, form: str, words: Vocabulary) -> str:
    return lemma if lemma.lower() != form and words.parts(lemma) else ""


def write_forms(codes: Iterable[str], folder: Path) -> None:
    """Writes the tables of these languages beside those of their words."""
    for code in codes:
        write_table(folder / f"{code}.forms", form_rows(LANGUAGES.get(code), Table(folder / code), simplemma(code)))


def source() -> str:
    """What the attribution calls it."""
    return f"simplemma {version('simplemma')}"


if __name__ == "__main__":
    write_forms(sys.argv[1:] or CODES, DATA)
