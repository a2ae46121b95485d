"""Collects the terms of a document: every content word, and phrases of two or three that belong together.

Surprise: a phrase is taken where the lexicon has it or where the document repeats it; whether it is better than its
words is for the ranking to say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shared.lexicon.definitions import is_defined, is_subject
from shared.lexicon.phrases import Phrase, Phrases
from shared.lexicon.tagger import Tagged, tag
from shared.lexicon.tokens import Sentence
from shared.lexicon.verbs import join_verbs
from shared.lexicon.words import Vocabulary

CONTENT = frozenset({"noun", "verb", "adj", "adv"})
EDGES = frozenset({"noun", "adj", "propn"})
"""What a phrase begins and ends with."""
LONGEST_PHRASE = 4
NEAR = 8
"""Words to each side that are kept to tell a meaning."""
LONGEST = 60
"""Letters of a word; what is longer is none."""


@dataclass(slots=True)
class Mention:
    """A term wherever it was met: its lemma and part of speech are one for all places."""

    lemma: str
    pos: str
    count: int = 0
    position: int = 0
    heading: int = 0
    emphasis: int = 0
    defined: int = 0
    subject: int = 0
    surfaces: dict[str, int] = field(default_factory=dict)
    places: list[tuple[float, str, Sentence, tuple[str, ...]]] = field(default_factory=list)
    """The best few (badness as an example, surface, sentence, lemmas around)."""
    parts: tuple[tuple[str, str], ...] = ()
    head: int = 0
    is_listed: bool = False
    """A phrase that the lexicon has as one."""
    compound: tuple[tuple[str, str], ...] = ()
    genders: dict[str, int] = field(default_factory=dict)


Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last token of a term in its sentence."""

    first: int
    last: int


def collect(sentences: Iterable[Sentence], words: Vocabulary, phrases: Phrases) -> dict[Key, Mention]:
    """Every term with its places, by its key and part of speech."""
    found: dict[Key, Mention] = {}
    for number, sentence in enumerate(sentences):
        tagged = join_verbs(tag(sentence, words), words, phrases.is_listed)
        described = with_participles(tagged, words)
        for place, one in enumerate(tagged):
            position = number * 1000 + place
            if is_content(one, words):
                mention = found.setdefault((one.lemma.lower(), one.pos), Mention(one.lemma, one.pos, position=position))
                note(mention, sentence, tagged, Span(place, place), words)
            for piece in pieces(described, place):
                if phrase := phrases.find(piece):
                    mention = found.setdefault((phrase.key, phrase.pos), of_phrase(phrase, piece, position, words))
                    note(mention, sentence, tagged, Span(place, place + len(piece) - 1), words)
    return found


def pieces(tagged: list[Tagged], place: int) -> Iterator[list[Tagged]]:
    """What may be a phrase from this place on: two to four words."""
    if tagged[place].pos in EDGES:
        for last in range(place + 1, min(place + LONGEST_PHRASE, len(tagged))):
            if tagged[last].pos in EDGES:
                yield tagged[place : last + 1]


def with_participles(tagged: list[Tagged], words: Vocabulary) -> list[Tagged]:
    """The sentence with participles that describe a noun as adjectives: derived units, but not "has derived units"."""
    if not words.language.participles:
        return tagged
    found = list(tagged)
    for place, one in enumerate(tagged[:-1]):
        if one.pos != "verb" or tagged[place + 1].pos != "noun" or one.lemma == one.token.lower:
            continue
        before = tagged[place - 1].pos if place else "start"
        ending = next((end for end in words.language.participles if one.token.lower.endswith(end)), "")
        if ending and before in words.language.participles[ending]:
            found[place] = Tagged(one.token, "adj", one.token.lower)
    return found


def is_content(one: Tagged, words: Vocabulary) -> bool:
    if words.language.numerals and one.token.lower.endswith(words.language.numerals):
        return False
    is_word = words.language.shortest <= len(one.token.text) <= LONGEST
    return one.pos in CONTENT and is_word and one.token.lower not in words.language.tags


def of_phrase(phrase: Phrase, piece: list[Tagged], position: int, words: Vocabulary) -> Mention:
    content = tuple((one.lemma, one.pos) for one in piece if one.pos in CONTENT or one.pos == "propn")
    head = min(phrase.head, len(content) - 1)
    if not head and not words.language.adjectives_follow:
        # "Number of days" is none of one day: what the plural means elsewhere is not known.
        content = (*content[:-1], (piece[-1].token.lower, piece[-1].pos))
    return Mention(
        phrase.lemma, phrase.pos, position=position, parts=content, head=head, is_listed=phrase.is_listed
    )  # fmt: skip


def note(mention: Mention, sentence: Sentence, tagged: list[Tagged], span: Span, words: Vocabulary) -> None:
    """Adds one place to what is known of a term."""
    first, last = span.first, span.last
    start, end = tagged[first].token.start, tagged[last].token.end
    surface = sentence.text[start:end]
    mention.count += 1
    mention.surfaces[surface] = mention.surfaces.get(surface, 0) + 1
    mention.heading += sentence.type == "heading"
    mention.emphasis += surface.lower() in sentence.emphasis
    mention.defined += is_defined(tagged, first, last, words)
    mention.subject += is_subject(tagged, first, last)
    if first and (gender := words.language.articles.get(tagged[first - 1].token.lower)):
        mention.genders[gender] = mention.genders.get(gender, 0) + 1
    badness = example_badness(sentence) + (0.0 if surface.lower() == mention.lemma.lower() else 0.4)
    if len(mention.places) < 3 or badness < mention.places[-1][0]:  # noqa: PLR2004
        near = tuple(
            one.lemma.lower()
            for place, one in enumerate(tagged)
            if one.pos in CONTENT and not first <= place <= last and abs(place - first) <= NEAR
        )
        mention.places = sorted([*mention.places, (badness, surface, sentence, near)], key=lambda one: one[0])[:3]


def example_badness(sentence: Sentence) -> float:
    """How little a sentence is worth as an example; a whole sentence of some twelve words is best."""
    length = sum(token.is_word for token in sentence.tokens)
    cost = abs(length - 12) / 12
    cost += 0 if sentence.text[-1:] in ".!?。！？" else 1.5
    cost += 0 if sentence.text[:1].isupper() or sentence.text[:1] in '¿¡„«"“' else 0.7
    return cost + (1.0 if sentence.type == "heading" else 0.0)
