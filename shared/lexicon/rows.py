"""Makes candidates of the rows of a bilingual list.

Surprise: the term is what the cell says, its article and all; the lemma is what the lexicon would look up.
"""

from collections.abc import Sequence

from shared.domain.zone import ZoneType
from shared.lexicon.candidate import Candidate
from shared.lexicon.glossary import Row, bare, gender_in
from shared.lexicon.ranking import COMMON
from shared.lexicon.tokens import analysed
from shared.lexicon.words import OPEN, Vocabulary


def row_candidates(rows: Sequence[tuple[Row, bool]], words: Vocabulary) -> list[Candidate]:
    """A candidate a row, each lemma once."""
    found: dict[str, Candidate] = {}
    for number, (row, is_swapped) in enumerate(rows):
        left, right = (row.right, row.left) if is_swapped else (row.left, row.right)
        lemma = bare(left)
        pos, lemma = reading(lemma, left, words)
        zipf = words.zipf(lemma) if " " not in lemma else min(words.zipf(word) for word in lemma.split())
        one = Candidate(
            term=left,
            lemma=lemma,
            pos=pos,
            score=round(max(COMMON - zipf, 0.2), 4),
            page=row.zone.page,
            zone=row.zone.index,
            sentence=row.text,
            gender=gender_in(left) or (words.gender(lemma, "noun") if pos == "noun" else ""),
            translation=right,
            position=row.zone.index * 1_000_000 + number if row.zone.type == ZoneType.TABLE else number,
            level=words.level(lemma, zipf),
            reading=words.reading(lemma),
        )
        found.setdefault(lemma.lower(), one)
    return list(found.values())


def reading(lemma: str, cell: str, words: Vocabulary) -> tuple[str, str]:
    """Part of speech and lemma of a cell without its sentence: an article makes a noun."""
    if not words.language.is_spaced:
        found = list(analysed(lemma))
        return (found[0].pos, found[0].lemma) if len(found) == 1 else (found[-1].pos, lemma)
    if " " in lemma:
        return ("noun" if gender_in(cell) else "phrase"), lemma
    readings = words.readings(lemma)
    if gender_in(cell) or (words.language.nouns_are_capital and lemma[:1].isupper()):
        return "noun", readings.get("noun", lemma)
    own = {pos: one for pos, one in readings.items() if pos in OPEN and one.lower() == lemma.lower()}
    for pos in ("verb", "noun", "adj", "adv"):
        if pos in own:
            return pos, own[pos]
    return next(iter(readings.items()), ("", lemma))
