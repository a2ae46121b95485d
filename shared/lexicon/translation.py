"""From candidates to pairs: what each term means here, and how sure that is.

Surprise: the learner's own corrections come first, then what the document itself says, then the lexicon, and last the
parts of a term put together. What none of them knows stays blank.
"""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from shared.domain.wordlist import MAX_PAIRS, Pair, PairSource
from shared.lexicon.belief import believed
from shared.lexicon.candidate import Candidate, Options
from shared.lexicon.compounds import by_parts
from shared.lexicon.context import Context
from shared.lexicon.dictionary import Dictionary, Translation, dictionary
from shared.lexicon.level import note_on

FROM_DOCUMENT = 0.95
FROM_LEARNER = 1.0
ONE_BLANK_OF = 20
"""A list of so many may hold one term that the lexicon lacks: worth looking up, but no list of riddles."""
WORTH = 0.25
"""The least confidence of an alternative, and its least share of the best one's."""


def translate(candidates: Sequence[Candidate], options: Options) -> tuple[Pair, ...]:
    """The final pairs, at most `max_words`, in the order asked for."""
    known = dictionary(options.source_lang, options.target_lang)
    context = Context({one.lemma: one.pos for one in candidates}, options.source_lang, options.target_lang)
    pairs = ((one, pair(one, known, options, context)) for one in candidates)
    chosen = choose(pairs, max(1, min(options.max_words, MAX_PAIRS)))
    if options.order == "document":
        chosen.sort(key=lambda one: (one[0].position, one[0].lemma))
    return tuple(found for _, found in chosen)


def choose(pairs: Iterable[tuple[Candidate, Pair]], most: int) -> list[tuple[Candidate, Pair]]:
    """The first so many, in their order; of twenty one may be blank, more only where nothing else is left."""
    chosen: list[tuple[int, tuple[Candidate, Pair]]] = []
    left: list[tuple[int, tuple[Candidate, Pair]]] = []
    blanks = 0
    for place, one in enumerate(pairs):
        if len(chosen) == most:
            break
        is_blank = not one[1].translation
        too_many = is_blank and blanks >= most // ONE_BLANK_OF
        (left if too_many else chosen).append((place, one))
        blanks += is_blank
    return [one for _, one in sorted([*chosen, *left][:most], key=itemgetter(0))]


def pair(one: Candidate, known: Dictionary, options: Options, context: Context) -> Pair:
    corrected = options.corrections.get((one.lemma, one.pos)) or options.corrections.get((one.lemma, ""))
    if corrected:
        return build(one, (Translation(corrected, FROM_LEARNER),), PairSource.LEARNER, options)
    if one.translation:
        return build(one, (Translation(one.translation, FROM_DOCUMENT),), PairSource.DOCUMENT, options)
    if found := known.translations(one.lemma, one.pos):
        sure = believed(found, f"{options.source_lang}-{options.target_lang}")
        return build(one, context.choose(one, sure), PairSource.OFFLINE, options)
    if found := by_parts(one.parts, one.head, known, options.target_lang, is_word=" " not in one.lemma):
        return build(one, found, PairSource.COMPOUND, options)
    return build(one, (), PairSource.OFFLINE, options)


def is_worth_showing(other: Translation, best: Translation) -> bool:
    """Whether an alternative helps: what is unlikely is mostly slang for something else."""
    return other.confidence >= max(WORTH, best.confidence * WORTH)


def build(one: Candidate, found: Sequence[Translation], source: PairSource, options: Options) -> Pair:
    best = found[0] if found else Translation("", 0.0)
    return Pair(
        term=one.term,
        lemma=one.lemma,
        pos=one.pos,
        translation=best.text,
        confidence=round(best.confidence, 2),
        source=source,
        page=one.page,
        sentence=one.sentence,
        zone=one.zone,
        gender=one.gender,
        alternatives=tuple(other.text for other in found[1:4] if is_worth_showing(other, best)),
        level=one.level,
        reading=one.reading,
        note=note_on(one.level, is_asked=bool(options.level)),
    )
