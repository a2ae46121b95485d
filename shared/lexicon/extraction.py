"""From zones to ranked candidates: more than a wordlist needs, so that whoever translates may choose.

Surprise: the direction matters here already. A phrase counts as one where the lexicon can translate it as one.
"""

from collections.abc import Iterable, Iterator, Sequence

from shared.domain.zone import Zone
from shared.lexicon.candidate import Candidate, Options
from shared.lexicon.dictionary import dictionary
from shared.lexicon.mentions import Mention, collect
from shared.lexicon.ranking import rank
from shared.lexicon.tokens import LONGEST, Sentence, sentences
from shared.lexicon.words import Vocabulary, vocabulary


def find_candidates(zones: Sequence[Zone], options: Options, *, limit: int = 80) -> tuple[Candidate, ...]:
    """The terms worth learning, best first."""
    known_pairs = dictionary(options.source_lang, options.target_lang)
    words = vocabulary(options.source_lang)
    found = collect(all_sentences(zones, words), words, known_pairs.part_of_speech)

    def translates(mention: Mention) -> bool:
        return bool(known_pairs.translations(mention.lemma, mention.pos))

    skip = {lemma.lower() for lemma in options.known}
    ranked = [(value, one) for value, one in rank(found, words, translates) if one.lemma.lower() not in skip]
    return tuple(candidate(value, mention, words) for value, mention in ranked[:limit])


def all_sentences(zones: Iterable[Zone], words: Vocabulary) -> Iterator[Sentence]:
    for zone in zones:
        yield from sentences(zone, words.language)


def candidate(value: float, mention: Mention, words: Vocabulary) -> Candidate:
    _, surface, sentence, near = mention.places[0]
    return Candidate(
        term=surface,
        lemma=mention.lemma,
        pos=mention.pos,
        score=round(value, 4),
        page=sentence.page,
        zone=sentence.zone,
        sentence=shorten(sentence.text, surface),
        gender=gender_of(mention, words),
        count=mention.count,
        position=mention.position,
        parts=mention.parts,
        head=mention.head,
        near=near,
    )


def gender_of(mention: Mention, words: Vocabulary) -> str:
    """As the lexicon has it; else as the articles of the document say."""
    if mention.pos != "noun":
        return ""
    name = mention.parts[mention.head][0] if mention.parts else mention.lemma
    listed = words.gender(name, "noun")
    if len(listed) == 1 or not mention.genders:
        return listed if len(listed) == 1 else ""
    return max(sorted(mention.genders), key=lambda gender: mention.genders[gender])


def shorten(text: str, term: str) -> str:
    """The part of a very long sentence around the term, cut between words; still found in its zone."""
    if len(text) <= LONGEST:
        return text
    middle = text.find(term)
    start = max(0, middle - LONGEST // 2)
    end = min(len(text), start + LONGEST)
    if start:
        start = text.find(" ", start, middle) + 1 or start
    if end < len(text):
        end = text.rfind(" ", middle + len(term), end) if " " in text[middle + len(term) : end] else end
    return text[start:end].strip()
