"""What the engine knows of each language by heart: its small words and how its forms are made. One file a language.

Surprise: lists are plain text. They serve three times: to tag, to leave words out, and to tell a text's language.
"""

from dataclasses import dataclass, field
from functools import cached_property

from shared.errors import UnsupportedLanguage
from shared.registry import Registry


@dataclass(frozen=True)
class Language:
    """The closed classes of a language and the endings of its open ones."""

    code: str
    closed: dict[str, str]
    """Part of speech -> its closed-class words, separated by spaces."""
    dull: str = ""
    """Open-class words too light to learn from a document, as lemmas."""
    articles: dict[str, str] = field(default_factory=dict)
    """Article -> gender of the noun after it."""
    elisions: tuple[str, ...] = ()
    """What an apostrophe joins to the next word, without the apostrophe."""
    abbreviations: str = ""
    """Words whose full stop ends no sentence."""
    endings: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Part of speech -> (ending of a form, ending of its lemma) to try against the words known."""
    guesses: tuple[tuple[str, str], ...] = ()
    """(ending, part of speech) of words not known, first match wins."""
    nouns_are_capital: bool = False
    adjectives_follow: bool = False
    infinitives: tuple[str, ...] = ()
    """Endings of a verb's lemma; empty where they say nothing."""
    enclitics: tuple[str, ...] = ()
    """Pronouns that are written as one word with the verb before them."""
    respellings: tuple[tuple[str, str], ...] = ()
    """(letters, those that the lexicon writes instead) of words that it lacks: soeur, objectivo."""
    superlatives: tuple[tuple[str, str], ...] = ()
    """(ending, ending of the adjective) of words that it lacks: bellissima."""
    links: frozenset[str] = frozenset()
    """Small words that may stand inside a term: "medio de transporte"."""
    plurals: str = ""
    """Forms of nouns that look like nouns of their own: Blicke is also a fish."""
    months: str = ""
    subject_pronouns: str = ""
    formal: str = ""
    """Pronouns with a capital letter wherever they stand."""
    particles: str = ""
    """Prefixes that a verb may leave behind at the end of its clause."""

    genders: dict[str, str] = field(default_factory=dict)
    """Gender -> nouns whose ending tells another one, or none; "" of those that may have two."""
    gender_endings: dict[str, str] = field(default_factory=dict)
    """Gender -> endings of all other nouns, the longest counts; "" of those that do not tell it."""
    numerals: tuple[str, ...] = ()
    """Endings of numbers in words."""
    being: str = ""
    """Forms of "to be", after which no verb stands as in a dictionary; of Romance languages the verbs."""
    having: str = ""
    """The verb that makes the perfect of others with their participles: "ho deciso"."""
    participle: tuple[str, tuple[str, ...]] = ("", ())
    """(ending of the commonest verbs, endings of their participles), which alone of their forms stand after "to be"."""
    plural_vowels: tuple[str, ...] = ()
    """Last letters of plural adjectives, in a language where a verb's past may have them too: decise."""
    singulars: str = ""
    """Small words that only a singular follows, where its ending may be a plural's: "ogni vite" is no life."""
    after_verbs: str = ""
    """Adverbs that the word before them is likelier a verb for: "pump up"."""
    copulas: str = ""
    """Words between a term and its definition: "a verb is a ..."."""
    explains: str = ""
    """Verbs of definitions, which need no article after them: "work refers to", "se define como"."""
    naming: str = ""
    """Words before a term that is being introduced: "called", "known as"."""
    participles: dict[str, frozenset[str]] = field(default_factory=dict)
    """Ending of a verb that may describe the noun after it -> the parts of speech it then stands after."""
    agreement: dict[str, tuple[tuple[str, str | None], ...]] = field(default_factory=dict)
    """Gender of a noun -> (ending of an adjective, ending beside that noun), first match wins; None where only a
    grammar would tell."""
    reflexive_pronouns: str = ""
    is_spaced: bool = True
    """Whether spaces stand between words; where they do not, `japanese.py` finds the words."""
    shortest: int = 3
    """Letters of the shortest word worth learning."""

    @cached_property
    def tags(self) -> dict[str, str]:
        """Closed-class word -> part of speech; of several, the one that is listed first."""
        found: dict[str, str] = {}
        for pos, words in self.closed.items():
            for word in words.split():
                found.setdefault(word, pos)
        return found

    @cached_property
    def plural_forms(self) -> frozenset[str]:
        return frozenset(self.plurals.split())

    @cached_property
    def bases(self) -> dict[str, list[tuple[int, str, str, str]]]:
        """Ending -> (place among all, part of speech, itself, ending of the lemma): few are tried for a form."""
        found: dict[str, list[tuple[int, str, str, str]]] = {}
        every = ((pos, *pair) for pos, endings in self.endings.items() for pair in endings)
        for place, (pos, ending, base) in enumerate(every):
            found.setdefault(ending, []).append((place, pos, ending, base))
        return found

    @property
    def gap(self) -> str:
        """What stands between two words."""
        return " " if self.is_spaced else ""

    @cached_property
    def dull_words(self) -> frozenset[str]:
        return frozenset(f"{self.dull} {self.months}".split())

    @cached_property
    def stops(self) -> frozenset[str]:
        return frozenset(self.abbreviations.split())

    @cached_property
    def beings(self) -> frozenset[str]:
        return frozenset(self.being.split())

    @cached_property
    def before_singular(self) -> frozenset[str]:
        return frozenset(self.singulars.split())

    @cached_property
    def verb_followers(self) -> frozenset[str]:
        return frozenset(self.after_verbs.split())

    @cached_property
    def gender_exceptions(self) -> dict[str, str]:
        """Noun -> its gender, where its ending tells another one."""
        return inverted(self.genders)

    @cached_property
    def endings_of_genders(self) -> list[tuple[str, str]]:
        """(ending, gender), the longest first."""
        return sorted(inverted(self.gender_endings).items(), key=lambda item: -len(item[0]))

    @cached_property
    def formal_words(self) -> frozenset[str]:
        return frozenset(self.formal.split())

    @cached_property
    def subjects(self) -> frozenset[str]:
        return frozenset(self.subject_pronouns.split())

    @cached_property
    def reflexives(self) -> frozenset[str]:
        return frozenset(self.reflexive_pronouns.split())

    @cached_property
    def defining(self) -> frozenset[str]:
        return frozenset(self.copulas.split())

    @cached_property
    def explaining(self) -> frozenset[str]:
        return frozenset(self.explains.split())

    @cached_property
    def introducing(self) -> frozenset[str]:
        return frozenset(self.naming.split())

    @cached_property
    def separable(self) -> frozenset[str]:
        return frozenset(self.particles.split())


def inverted(listed: dict[str, str]) -> dict[str, str]:
    """Each word -> what it is listed under."""
    return {word: name for name, words in listed.items() for word in words.split()}


LANGUAGES: Registry[Language] = Registry(
    "shared.lexicon.languages", "LANGUAGE", what="language", missing=UnsupportedLanguage
)
