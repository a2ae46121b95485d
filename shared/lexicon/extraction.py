"""From zones to ranked candidates: more than a wordlist needs, so that whoever translates may choose.

Surprise: the direction matters here already. A phrase counts as one where the lexicon can translate it as one, and a
document that is a bilingual list brings its own translations.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from shared.domain.zone import Zone, ZoneType, in_language
from shared.errors import InvalidInput
from shared.lexicon import glossary
from shared.lexicon.candidate import Candidate, Options
from shared.lexicon.compounds import by_parts, split
from shared.lexicon.dictionary import Dictionary, dictionary
from shared.lexicon.level import is_easier, levels_of
from shared.lexicon.mentions import Mention, collect
from shared.lexicon.phrases import Phrases
from shared.lexicon.ranking import commonness, rank
from shared.lexicon.rows import row_candidates
from shared.lexicon.tokens import LONGEST, Sentence, sentences
from shared.lexicon.words import Vocabulary, vocabulary

OnZone = Callable[[int, int], None]

FOCUSED = 2.5
NEAR_FOCUS = 1.4


def find_candidates(
    zones: Sequence[Zone], options: Options, *, limit: int = 160, on_zone: OnZone | None = None
) -> tuple[Candidate, ...]:
    """The terms worth learning, best first. `on_zone(done, total)` is called before each zone is read."""
    levels = levels_of(options.source_lang)
    if options.level and options.level.lower() not in levels:
        raise InvalidInput(f"no level {options.level!r} in {options.source_lang!r}; try one of {', '.join(levels)}")
    known = dictionary(options.source_lang, options.target_lang)
    words = vocabulary(options.source_lang)
    rows = glossary.document_pairs(zones, words, vocabulary(options.target_lang), known)
    listed = row_candidates(rows, words)
    # Only now: a bilingual list may stand in a zone of either language.
    own = in_language(without_rows(zones, rows), options.source_lang)
    read = all_sentences(own, words, on_zone)
    found = collect(read, words, Phrases(words, known.part_of_speech))
    for mention in found.values():
        take_apart(mention, words, known)
    found = {key: mention for key, mention in found.items() if not is_name(mention, words, known)}
    ranked = rank(found, words, lambda mention: translates(mention, known, options.target_lang))
    ranking = [candidate(value, mention, words) for value, mention in ranked[: 3 * limit]]
    best = max((one.score for one in ranking), default=0.0)
    lifted = [replace(one, score=round(one.score + best, 4)) for one in listed]
    taken = {one.lemma.lower() for one in lifted}
    everything = [*lifted, *(one for one in ranking if one.lemma.lower() not in taken)]
    known_lemmas = {lemma.lower() for lemma in options.known}
    wanted = (focus(one, options) for one in everything
              if one.lemma.lower() not in known_lemmas and not is_too_easy(one, options))  # fmt: skip
    return tuple(sorted(wanted, key=lambda one: (-one.score, one.position, one.lemma))[:limit])


def all_sentences(zones: Sequence[Zone], words: Vocabulary, on_zone: OnZone | None = None) -> Iterator[Sentence]:
    for done, zone in enumerate(zones):
        if on_zone:
            on_zone(done, len(zones))
        yield from sentences(zone, words.language)


def without_rows(zones: Sequence[Zone], rows: Sequence[tuple[glossary.Row, bool]]) -> list[Zone]:
    """The zones less what was recognised as a bilingual list: half of that is in another language."""
    texts: dict[int, set[str]] = {}
    for row, _ in rows:
        texts.setdefault(row.zone.index, set()).add(row.text)
    kept = []
    for zone in zones:
        gone = texts.get(zone.index, set())
        if zone.type == ZoneType.TABLE and gone:
            continue
        lines = [line for line in zone.text.split("\n") if " ".join(line.split()) not in gone]
        if lines:
            kept.append(replace(zone, text="\n".join(lines)) if gone else zone)
    return kept


def take_apart(mention: Mention, words: Vocabulary, known: Dictionary) -> None:
    """Finds the parts of a compound that the lexicon lacks."""
    if mention.parts or mention.pos != "noun" or not words.language.nouns_are_capital:
        return
    if not known.translations(mention.lemma, "noun") and (parts := split(mention.lemma, words)):
        mention.compound = tuple((part, part_of(part)) for part in parts)


def part_of(part: str) -> str:
    return "noun" if part[:1].isupper() else "verb" if part.endswith("n") else "adj"


def is_name(mention: Mention, words: Vocabulary, known: Dictionary) -> bool:
    """Whether a German noun is a name: other languages write only those with a capital."""
    if not words.language.nouns_are_capital or mention.pos != "noun" or mention.parts:
        return False
    found = known.translations(mention.lemma, "noun")
    return bool(found) and found[0].text[:1].isupper() and not found[0].text.isupper()


def translates(mention: Mention, known: Dictionary, target: str) -> bool:
    """Whether something can be said of a term, as a whole or from its parts."""
    if known.translations(mention.lemma, mention.pos):
        return True
    parts = mention.parts or mention.compound
    head = mention.head if mention.parts else len(parts) - 1
    return bool(parts and by_parts(parts, head, known, target, is_word=" " not in mention.lemma))


def candidate(value: float, mention: Mention, words: Vocabulary) -> Candidate:
    _, surface, sentence, near = mention.places[0]
    parts = mention.parts or mention.compound
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
        parts=parts,
        head=mention.head if mention.parts else max(len(parts) - 1, 0),
        near=near,
        level=words.level(mention.lemma, commonness(mention, words)),
        reading=words.reading(mention.lemma),
    )


def gender_of(mention: Mention, words: Vocabulary) -> str:
    """As a list has it, else as the document's articles say, else by its ending; of a compound, its head's."""
    if mention.pos != "noun":
        return ""
    name = mention.parts[mention.head][0] if mention.parts else mention.lemma
    listed = words.gender(name, "noun") or head_gender(name, words) or words.language.gender_exceptions.get(name, "")
    if len(listed) == 1:
        return listed
    told = {gender: count for gender, count in mention.genders.items() if not listed or gender in listed}
    if not told:
        return "" if listed else words.gender_by_ending(name)
    return max(sorted(told), key=lambda gender: told[gender])


def head_gender(noun: str, words: Vocabulary) -> str:
    """The gender of a German compound, which is its last part's."""
    parts = split(noun, words) if words.language.nouns_are_capital else ()
    return words.gender(parts[-1], "noun") if parts else ""


def is_too_easy(one: Candidate, options: Options) -> bool:
    return bool(options.level and one.level and is_easier(one.level, options.level))


def focus(one: Candidate, options: Options) -> Candidate:
    """Lifts what the learner asked for, and a little what stands near it."""
    wanted = {word.lower() for phrase in options.focus for word in phrase.split()}
    if not wanted:
        return one
    own = {*one.lemma.lower().split(), *(part.lower() for part, _ in one.parts), one.term.lower()}
    lift = FOCUSED if own & wanted else NEAR_FOCUS if wanted & set(one.near) else 1.0
    return replace(one, score=round(one.score * lift, 4))


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
