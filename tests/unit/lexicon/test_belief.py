import itertools
import math

import pytest

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.belief import CURVES, believed, corrected
from shared.lexicon.candidate import Options
from shared.lexicon.dictionary import Translation, dictionary, languages
from shared.lexicon.engine import find_candidates, translate
from tests.benchmarks.lexicon.belief import FOLDS, Judged, curve, fold, outcomes
from tests.benchmarks.lexicon.reading import READ, estimate, verdicts
from tests.benchmarks.lexicon.synonyms import read
from tests.benchmarks.lexicon.translations import cell, is_far

FOUND = tuple(Translation(str(percent), percent / 100) for percent in range(98, 10, -4))


@pytest.mark.parametrize("direction", sorted("-".join(names) for names in languages()))
def test_belief_keeps_the_order_and_stays_a_probability(direction: str):
    values = [one.confidence for one in believed(FOUND, direction)]
    assert values == sorted(values, reverse=True)
    assert all(0 < value < 1 for value in values)


def test_a_direction_that_nobody_judged_is_left_as_it_is():
    assert "de-fr" not in CURVES
    assert believed(FOUND, "de-fr") == FOUND


def test_what_a_list_says_is_what_is_believed():
    zones = [Zone(0, 1, ZoneType.PARAGRAPH, "The mill.")]
    options = Options("en", "es")
    (pair,) = translate(find_candidates(zones, options), options)
    assert pair.translation == "molino"
    assert pair.confidence > 0.85


def test_a_curve_can_bend_where_a_line_in_the_log_odds_cannot():
    assert corrected(0.5, (0.0, 1.0, 1.0)) == pytest.approx(0.5)
    assert corrected(0.9, (0.0, 1.0, 1.0)) == pytest.approx(0.9)
    # Twice as trusting below as above.
    assert corrected(0.2, (0.0, 2.0, 1.0)) == pytest.approx(0.04 / (0.04 + 0.8))
    assert corrected(0.8, (0.0, 2.0, 1.0)) == pytest.approx(0.64 / (0.64 + 0.2))


def rows_of(share: float, confidence: float, count: int = 400) -> list[Judged]:
    return [Judged(f"word{place}", "noun", "", confidence, place % 100 < 100 * share) for place in range(count)]


def test_the_fit_finds_what_is_right_how_often():
    rows = [*rows_of(0.35, 0.4), *rows_of(0.55, 0.65), *rows_of(0.8, 0.9)]
    fitted = curve(rows)
    assert [corrected(value, fitted) for value in (0.4, 0.65, 0.9)] == pytest.approx([0.35, 0.55, 0.8], abs=0.03)


def test_no_word_is_measured_by_numbers_that_were_fitted_to_it():
    """Where only the words of one fold are right, they are stated low, and the others as often right as those are."""
    words = [f"word{place}" for place in range(1000)]
    rows = [Judged(word, "noun", "", 0.5 + place % 40 / 100, fold(word) == 0) for place, word in enumerate(words)]
    for (stated, is_right), word in zip(outcomes(rows), words, strict=True):
        assert is_right == (fold(word) == 0)
        assert stated < 0.02 if is_right else 0.15 < stated < 0.3  # a quarter of the others


def test_a_bucket_tells_what_is_stated_and_measured_and_what_chance_may_add():
    found = [(0.55, place < 48) for place in range(100)] + [(0.65, True)]
    assert cell(found, 0.5, 0.6) == "0.55 -> 0.48 ±0.10 (100)"
    assert is_far(found, 0.5, 0.6)
    assert not is_far([(0.55, place < 51) for place in range(100)], 0.5, 0.6)
    assert cell(found, 0.8, 0.9) == "-"


def test_a_word_stays_in_its_fold_however_it_is_written():
    assert {fold(word) for word in ("State", "state", "STATE")} == {fold("state")}
    assert {fold(f"word{place}") for place in range(100)} == set(range(FOLDS))


def test_what_was_read_is_counted_with_what_is_confirmed():
    right, width = estimate(0.5, [True] * 75 + [False] * 25)
    assert right == pytest.approx(0.875)
    assert width == pytest.approx(0.5 * 1.96 * math.sqrt(0.25 * 0.75 / 100), abs=0.001)
    assert estimate(0.9, [True] * 10)[1] > 0


def test_a_thesaurus_gives_words_of_one_sense_and_not_kinds_or_opposites():
    found = read(b"UTF-8\ncar|2\n(noun)|auto|machine|vehicle (generic term)\n-|Wagen|truck (antonym)\n")
    assert found["car"] == {"auto", "machine", "wagen"}
    assert found["auto"] == {"car"}


def shares_read() -> dict[float, float]:
    """What a reader calls right, by stated confidence, of the pairs of all directions that are still ours."""
    said: dict[float, list[bool]] = {0.0: [], 0.5: [], 0.8: []}
    for path in sorted(READ.glob("*.txt")):
        source, target = path.stem.split("-")
        known = dictionary(source, target)
        for (word, pos, text), right in verdicts(path.stem).items():
            best = believed(known.translations(word, pos)[:1], path.stem)
            if best and best[0].text == text:
                said[max(low for low in said if low <= best[0].confidence)].append(right)
    assert min(map(len, said.values())) > 300
    return {low: sum(marks) / len(marks) for low, marks in said.items()}


def test_what_is_stated_high_is_what_a_reader_calls_right():
    """Most of these pairs are such as no judge confirms, so the shares are below those of all pairs."""
    shares = shares_read()
    assert shares[0.8] > 0.9
    assert all(higher > lower + 0.05 for lower, higher in itertools.pairwise(shares[low] for low in sorted(shares)))
