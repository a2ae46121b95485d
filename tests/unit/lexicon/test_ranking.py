"""What comes first, and what is left out."""

import pytest

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.engine import Options, find_candidates

FILLER = "They talk about the sluice, the hopper, the millrace and the quern of the castle on the mountain."


def scores(*texts: str, code: str = "en") -> dict[str, float]:
    zones = [Zone(at, 1, ZoneType.PARAGRAPH, text) for at, text in enumerate((*texts, FILLER))]
    return {one.lemma: one.score for one in find_candidates(zones, Options(code, "de" if code == "en" else "en"))}


@pytest.mark.parametrize(
    ("plain", "telling"),
    [
        ("Here the solvent is near.", "This is called a solvent."),
        ("Here stands a solvent.", "A solvent is a liquid."),
        ("Here the solvent evaporates.", "The solvent evaporates."),
    ],
)
def test_a_term_that_the_text_explains_or_speaks_of_counts_for_more(plain: str, telling: str):
    assert scores(telling)["solvent"] > 1.3 * scores(plain)["solvent"]


def test_a_phrase_that_is_met_once_counts_where_it_is_introduced():
    assert "effortful processing" in scores("This is known as effortful processing.")
    assert "effortful processing" not in scores("There is effortful processing here.")


def test_what_is_set_in_bold_counts_for_more_where_it_is_the_term_alone():
    text = "Some say effortful processing is near the solvent here."
    plain, bold = ({one.lemma: one.score for one in
                    find_candidates([Zone(0, 1, ZoneType.PARAGRAPH, text, emphasis=emphasis)], Options("en", "de"))}
                   for emphasis in ((), ("effortful processing", "near the solvent")))  # fmt: skip
    assert "effortful processing" in bold
    assert "effortful processing" not in plain
    assert bold["solvent"] == plain["solvent"]


def test_a_phrase_akin_to_a_better_one_stays():
    found = scores("The galactic latitude and the galactic longitude. Galactic latitude is a galactic coordinate.",
                   "We read the galactic latitude, the galactic longitude and the galactic latitude.")  # fmt: skip
    assert {"galactic latitude", "galactic longitude"} <= set(found)


def test_a_word_is_left_out_only_where_it_never_stands_on_its_own():
    phrase = "The surface tension holds. Surface tension is a force. They see surface tension."
    assert "tension" not in scores(phrase)
    assert "tension" in scores(phrase, "The tension grows.")
