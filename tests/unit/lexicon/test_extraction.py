import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.engine import Options, find_pairs

TEXT = (
    "Der Hund bellt. die Häuser L'eau d' Qu'est-ce aujourd'hui steht auf ! ? ... https://a.b/c x=1; {} [1] "
    "(siehe S. 3) 3.14 Ü ß ﬁ 漢字 Ωμέγα e.V. z.B. -- – „Wort“ «mot» A ’ ' '' -bindestrich- O’Neill ALLES GROSS"
)
PIECES = st.sampled_from([*TEXT.split(), "\t", "\n", "\n\n"])


@settings(max_examples=80, deadline=None)
@given(
    texts=st.lists(st.lists(PIECES, max_size=30).map(" ".join), max_size=4),
    kind=st.sampled_from(list(ZoneType)),
    code=st.sampled_from(["de", "fr", "es", "en"]),
)
def test_any_text_gives_pairs_that_can_be_found_in_it(texts: list[str], kind: ZoneType, code: str):
    zones = [Zone(number, 1, kind, text) for number, text in enumerate(texts)]
    for pair in find_pairs(zones, Options(code, "de" if code == "en" else "en")).pairs:
        assert pair.term in pair.sentence
        assert pair.sentence in " ".join(texts[pair.zone].split())
        assert bool(pair.translation) == (pair.confidence > 0)


def test_a_very_long_sentence_is_cut_around_its_term():
    text = "und ".join(f"die Brücke{'' if number else ' am Fluss'} " for number in range(300)) + "."
    pairs = find_pairs([Zone(0, 1, ZoneType.PARAGRAPH, text)], Options("de", "en")).pairs
    assert pairs
    for pair in pairs:
        assert len(pair.sentence) <= 400
        assert pair.term in pair.sentence
        assert pair.sentence in " ".join(text.split())


@pytest.mark.parametrize("text", ["", "   ", "12 13 14", "!!!"])
def test_a_document_without_words_gives_an_empty_list(text: str):
    assert find_pairs([Zone(0, 1, ZoneType.PARAGRAPH, text)], Options("de", "en")).pairs == ()


def test_a_gender_comes_from_the_articles_of_the_document_before_the_ending():
    text = "La mano recoge aceitunas. El agua cae. Vemos ceniza y cráteres cerca del planeta. El problema crece."
    genders = {
        pair.lemma: pair.gender
        for pair in find_pairs([Zone(0, 1, ZoneType.PARAGRAPH, text)], Options("es", "en")).pairs
    }
    assert genders["mano"] == "f"
    assert genders["aceituna"] == "f"
    assert genders["problema"] == "m"
    assert genders["planeta"] == "m"
    assert genders["cráter"] == ""
