"""Collects the terms of a document: every content word, and phrases of two or three that belong together.

Surprise: a phrase is taken where the lexicon has it or where the document repeats it; whether it is better than its
words is for the ranking to say.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from shared.lexicon.tagger import Tagged, tag
from shared.lexicon.tokens import Sentence
from shared.lexicon.words import Vocabulary

CONTENT = frozenset({"noun", "verb", "adj", "adv"})
NEAR = 8
"""Words to each side that are kept to tell a meaning."""
SHORTEST = 3


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
    surfaces: dict[str, int] = field(default_factory=dict)
    places: list[tuple[float, str, Sentence, tuple[str, ...]]] = field(default_factory=list)
    """The best few (badness as an example, surface, sentence, lemmas around)."""
    parts: tuple[tuple[str, str], ...] = ()
    head: int = 0
    in_lexicon: bool = False
    genders: dict[str, int] = field(default_factory=dict)


Key = tuple[str, str]


def collect(sentences: Iterable[Sentence], words: Vocabulary, knows_phrase: Callable[[str], str]) -> dict[Key, Mention]:
    """Every term with its places; `knows_phrase` gives the part of speech under which the lexicon has a phrase."""
    found: dict[Key, Mention] = {}
    for number, sentence in enumerate(sentences):
        tagged = tag(sentence, words)
        for first, last, parts, head, pos in terms(tagged, words, knows_phrase):
            lemma = " ".join(part.lemma for part in parts) if first == last else phrase_lemma(tagged[first : last + 1])
            mention = found.setdefault((lemma.lower(), pos), Mention(lemma, pos, position=number * 1000 + first))
            if first != last:
                content = [part for part in parts if part.pos in CONTENT]
                mention.parts = tuple((part.lemma, part.pos) for part in content)
                mention.head = min(head, len(content) - 1)
            note(mention, sentence, tagged, first, last, words)
    return found


def phrase_lemma(tagged: list[Tagged]) -> str:
    """How a phrase is looked up: as it stands, in small letters but for nouns that carry a capital."""
    return " ".join(one.token.text if one.pos in {"noun", "propn"} else one.token.lower for one in tagged)


def terms(
    tagged: list[Tagged], words: Vocabulary, knows_phrase: Callable[[str], str]
) -> Iterator[tuple[int, int, list[Tagged], int, str]]:
    """(first, last, words, index of the head, part of speech) of each term in a sentence."""
    for place, one in enumerate(tagged):
        if one.pos in CONTENT and len(one.token.text) >= SHORTEST and one.token.lower not in words.language.tags:
            yield place, place, [one], 0, one.pos
        for length in (2, 3):
            piece = tagged[place : place + length]
            if len(piece) == length and (head := head_of(piece, words)) is not None:
                text = " ".join(part.token.lower for part in piece)
                yield place, place + length - 1, piece, head, knows_phrase(text) or "noun"


def head_of(piece: list[Tagged], words: Vocabulary) -> int | None:
    """The index, among its content words, of the word a phrase is a kind of; None where it is not a noun phrase."""
    if any(not part.token.is_word or len(part.token.text) == 1 for part in piece):
        return None
    tags = [part.pos for part in piece]
    if words.language.adjectives_follow:
        if tags[0] != "noun":
            return None
        link = len(tags) == 3 and piece[1].token.lower.rstrip("'") in words.language.links  # noqa: PLR2004
        good = link and tags[2] == "noun" or (all(tag == "adj" for tag in tags[1:]))
        return 0 if good else None
    if tags[-1] != "noun":
        return None
    if len(tags) == 3 and piece[1].token.lower in words.language.links and tags[0] == "noun":  # noqa: PLR2004
        return 0
    modifiers = {"adj"} if words.language.nouns_are_capital else {"adj", "noun"}
    return len(tags) - 1 if all(tag in modifiers for tag in tags[:-1]) else None


def note(
    mention: Mention, sentence: Sentence, tagged: list[Tagged], first: int, last: int, words: Vocabulary
) -> None:  # fmt: skip
    """Adds one place to what is known of a term."""
    start, end = tagged[first].token.start, tagged[last].token.end
    surface = sentence.text[start:end]
    mention.count += 1
    mention.surfaces[surface] = mention.surfaces.get(surface, 0) + 1
    mention.heading += sentence.type == "heading"
    mention.emphasis += any(surface.lower() in phrase for phrase in sentence.emphasis)
    if first and (gender := words.language.articles.get(tagged[first - 1].token.lower)):
        mention.genders[gender] = mention.genders.get(gender, 0) + 1
    badness = example_badness(sentence)
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
    cost += 0 if sentence.text[-1:] in ".!?" else 1.5
    cost += 0 if sentence.text[:1].isupper() or sentence.text[:1] in '¿¡„«"“' else 0.7
    return cost + (1.0 if sentence.type == "heading" else 0.0)
