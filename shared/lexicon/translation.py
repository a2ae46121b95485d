"""From candidates to pairs: what each term means here, and how sure that is.

Surprise: the learner's own corrections come first, then what the document itself says, then the lexicon.
"""

from collections.abc import Sequence

from shared.domain.wordlist import MAX_PAIRS, Pair, PairSource
from shared.lexicon.candidate import Candidate, Options
from shared.lexicon.dictionary import Dictionary, Translation, dictionary


def translate(candidates: Sequence[Candidate], options: Options) -> tuple[Pair, ...]:
    """The final pairs, at most `max_words`, in the order asked for."""
    known = dictionary(options.source_lang, options.target_lang)
    most = max(1, min(options.max_words, MAX_PAIRS))
    chosen = list(candidates)[:most]
    if options.order == "document":
        chosen.sort(key=lambda one: (one.position, one.lemma))
    return tuple(pair(one, known, options) for one in chosen)


def pair(one: Candidate, known: Dictionary, options: Options) -> Pair:
    corrected = options.corrections.get((one.lemma, one.pos)) or options.corrections.get((one.lemma, ""))
    if corrected:
        return build(one, (Translation(corrected, 1.0),), PairSource.LEARNER)
    if one.translation:
        return build(one, (Translation(one.translation, 0.95),), PairSource.DOCUMENT)
    return build(one, known.translations(one.lemma, one.pos), PairSource.OFFLINE)


def build(one: Candidate, found: Sequence[Translation], source: PairSource) -> Pair:
    best = found[0] if found else Translation("", 0.0)
    return Pair(
        term=one.term, lemma=one.lemma, pos=one.pos, translation=best.text, confidence=round(best.confidence, 2),
        source=source, page=one.page, sentence=one.sentence, zone=one.zone, gender=one.gender,
        alternatives=tuple(other.text for other in found[1:4]), level=one.level,
    )  # fmt: skip
