"""From candidates and pairs to the numbered words of a question, and back.

Surprise: what a question may cost follows from the document. All agents together send at most about a third of the
tokens that the document itself has, so a short document has fewer of its words asked about, the doubtful ones first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from shared.domain.wire import Json
from shared.domain.wordlist import Pair, PairSource
from shared.domain.zone import Zone
from shared.llm.agents.extracting import Choice, Proposal
from shared.llm.agents.translating import Translation
from shared.llm.fence import fold
from shared.llm.ground import words
from shared.llm.tokens import estimate
from shared.llm.word import Word

SHARE = 0.155
"""Of the document's tokens, as we estimate them, for each of extracting and translating: together under a third."""
_FRAME = 30
"""Tokens of roles and fences."""
MOST_CERTAIN = 0.9
"""What a model says of its own certainty counts up to here."""
SETTLED = frozenset({PairSource.LEARNER, PairSource.DOCUMENT})


def allowance(zones: Sequence[Zone], *, share: float, instructions: str) -> float:
    """Tokens for the items of one agent's questions."""
    return share * sum(estimate(zone.text) for zone in zones) - estimate(instructions) - _FRAME


def words_of_candidates(candidates: Sequence[Json], *, most: int) -> list[Word]:
    """Candidates as words. Whether the one at the border of the wordlist belongs in is the open question."""
    return [
        Word(
            number=number,
            term=one["term"],
            lemma=one["lemma"],
            pos=one["pos"],
            sentence=one["sentence"],
            page=one["page"],
            doubt=1 / (1 + abs(number - most)),
        )
        for number, one in enumerate(candidates, 1)
    ]


def words_of_pairs(pairs: Sequence[Pair]) -> list[Word]:
    """Pairs as words; what the learner or the document settled is not asked about."""
    return [
        Word(
            number=number,
            term=pair.term,
            lemma=pair.lemma,
            pos=pair.pos,
            sentence=pair.sentence,
            page=pair.page,
            guess=pair.translation,
            own=(pair.translation, *pair.alternatives),
            doubt=1 - pair.confidence,
        )
        for number, pair in enumerate(pairs, 1)
        if pair.source not in SETTLED
    ]


def chosen(candidates: Sequence[Json], choices: Mapping[int, Choice], *, knows: Callable[[str], bool]) -> list[Json]:
    """Candidates in their order without those the model would drop, mended, each lemma once.

    A lemma is only taken from the model where every word of it is known to be one.
    """
    kept: dict[tuple[str, str], Json] = {}
    for number, one in enumerate(candidates, 1):
        choice = choices.get(number)
        if choice and not choice.k:
            continue
        lemma = choice.l if choice and choice.l and all(map(knows, words(choice.l))) else one["lemma"]
        mended = {**one, "lemma": lemma, "pos": (choice and choice.p) or one["pos"]}
        kept.setdefault((mended["lemma"].casefold(), mended["pos"]), mended)
    return list(kept.values())


def proposed(own: Sequence[Proposal], zones: Sequence[Zone]) -> list[Json]:
    """Proposals as candidates, where their quote stands, each lemma once."""
    found: dict[tuple[str, str], Json] = {}
    for each in own:
        zone = next((zone for zone in zones if fold(each.q) in fold(zone.text)), None)
        if zone is None:
            continue
        row: Json = {"term": fold(each.t), "lemma": fold(each.l), "pos": each.p, "score": 0.0, "page": zone.page}
        place = {"zone": zone.index, "sentence": fold(each.q), "position": zone.index * 10_000}
        found.setdefault((row["lemma"].casefold(), each.p), {**row, **place})
    return list(found.values())


def mended(pair: Pair, answer: Translation, *, note: str) -> Pair:
    """The pair with the model's translation. It was shown the lexicon's, so agreeing with it is not a second vote."""
    confidence = min(answer.c, MOST_CERTAIN)
    if answer.t.casefold() == pair.translation.casefold():
        confidence = max(pair.confidence, confidence)
    others = [
        text for text in (pair.translation, *pair.alternatives) if text and text.casefold() != answer.t.casefold()
    ]
    return replace(
        pair,
        translation=answer.t,
        confidence=round(confidence, 2),
        source=PairSource.LLM,
        alternatives=tuple(others[:3]),
        note=note or pair.note,
    )
