import pytest

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.belief import LOG_ODDS, believed
from shared.lexicon.candidate import Options
from shared.lexicon.dictionary import Translation, languages
from shared.lexicon.engine import find_candidates, translate

FOUND = tuple(Translation(str(percent), percent / 100) for percent in range(98, 10, -4))


@pytest.mark.parametrize("direction", sorted("-".join(names) for names in languages()))
def test_belief_keeps_the_order_and_stays_a_probability(direction: str):
    values = [one.confidence for one in believed(FOUND, direction)]
    assert values == sorted(values, reverse=True)
    assert all(0 < value < 1 for value in values)


def test_a_direction_that_nobody_judged_is_left_as_it_is():
    assert "de-fr" not in LOG_ODDS
    assert believed(FOUND, "de-fr") == FOUND


def test_what_a_list_says_is_what_is_believed():
    zones = [Zone(0, 1, ZoneType.PARAGRAPH, "The mill.")]
    options = Options("en", "es")
    (pair,) = translate(find_candidates(zones, options), options)
    assert pair.translation == "molino"
    assert pair.confidence > 0.85
