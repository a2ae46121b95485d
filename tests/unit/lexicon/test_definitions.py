"""Where a sentence introduces a term, and where it only speaks of it."""

import pytest

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.definitions import is_defined, is_subject
from shared.lexicon.tagger import tag
from shared.lexicon.tokens import sentences
from shared.lexicon.words import vocabulary


def look(code: str, text: str, term: str) -> tuple[bool, bool]:
    words = vocabulary(code)
    (sentence,) = sentences(Zone(0, 1, ZoneType.PARAGRAPH, text), words.language)
    tagged = tag(sentence, words)
    first = next(at for at, one in enumerate(tagged) if one.token.start == text.index(term))
    last = next(at for at, one in enumerate(tagged) if one.token.end == text.index(term) + len(term))
    return is_defined(tagged, first, last, words), is_subject(tagged, first, last)


@pytest.mark.parametrize(
    ("code", "text", "term"),
    [
        ("en", "A quern is a small mill for the house.", "quern"),
        ("en", "Short-term memory (STM) is a store for a few seconds.", "Short-term memory"),
        ("en", "Work refers to what a force does.", "Work"),
        ("en", "Specific heat is defined as the heat for one gram.", "Specific heat"),
        ("en", "Sluice: a gate in the leat.", "Sluice"),
        ("en", "Such a compound is referred to as a solvent.", "solvent"),
        ("en", "This is known as automatic processing by all.", "automatic processing"),
        ("es", "La materia se define como todo lo que ocupa espacio.", "materia"),
        ("es", "Una mezcla así se denomina mezcla homogénea.", "mezcla homogénea"),
        ("fr", "Le travail désigne ce que fait une force.", "travail"),
        ("de", "Eine Mühle ist eine Anlage zum Mahlen.", "Mühle"),
        ("it", "La forza è una causa del moto.", "forza"),
        ("pt", "A matéria é a substância das coisas.", "matéria"),
    ],
)
def test_a_definition_is_seen(code: str, text: str, term: str):
    assert look(code, text, term)[0]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Water is essential to life.", "Water"),
        ("He called yesterday from a mill.", "mill"),
        ("We think that a quern is a small mill.", "quern"),
        ("They called the owner of a mill.", "mill"),
    ],
)
def test_what_is_only_said_of_a_term_defines_nothing(text: str, term: str):
    assert not look("en", text, term)[0]


def test_a_subject_opens_its_sentence():
    assert look("en", "Buffers readily absorb what is too much.", "Buffers") == (False, False)
    assert look("en", "Buffers absorb what is too much.", "Buffers") == (False, True)
    assert look("en", "Now the buffers absorb it.", "buffers") == (False, False)
