"""Fits what `shared.lexicon.belief` makes of the lexicon's confidences, to all judges there are.

    python -m tests.benchmarks.lexicon.belief       prints the numbers that stand there

Surprise: the words it is fitted to are those that the weights were fitted to; the others stay for measuring.
"""

from collections.abc import Iterator

from shared.lexicon.belief import log_odds
from shared.lexicon.dictionary import unpack
from shared.lexicon.table import Table
from shared.lexicon.words import DATA, vocabulary
from tests.benchmarks.lexicon.calibration import COMMON, JUDGED, fit, is_fitted
from tests.benchmarks.lexicon.gold import gold, plain

DIRECTIONS = (*JUDGED, "es-de", "de-es", "fr-es", "es-fr")


def judged(direction: str, *, fitted: bool) -> Iterator[tuple[str, str, str, float, bool]]:
    """(word, part of speech, first translation, confidence as shipped, right) for one half of what the judges know."""
    source, target = direction.split("-")
    answers, words = gold(source, target), vocabulary(source)
    for key, pos, lemma, packed in Table(DATA / direction):
        right = answers.get(plain(lemma))
        if right and pos in {"noun", "verb", "adj", "adv"} and words.zipf(key) >= COMMON and is_fitted(lemma) == fitted:
            best = unpack(packed)[0]
            yield lemma, pos, best.text, best.confidence, plain(best.text) in right


def main() -> None:
    for direction in DIRECTIONS:
        rows = list(judged(direction, fitted=True))
        shift, slope = fit([[1.0, log_odds(row[3])] for row in rows], [int(row[4]) for row in rows])
        print(f'    "{direction}": ({shift:.2f}, {slope:.2f}),')


if __name__ == "__main__":
    main()
