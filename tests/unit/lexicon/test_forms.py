"""The shipped lists of forms, against the library that they were made from."""

import zlib

import pytest

from shared.lexicon.build.forms import simplemma
from shared.lexicon.languages import LANGUAGES
from shared.lexicon.table import Table
from shared.lexicon.words import DATA, Vocabulary, vocabulary


@pytest.mark.parametrize("code", ["de", "en", "es", "fr", "it", "pt"])
def test_every_form_is_read_as_with_the_whole_library(code: str):
    """Fails where endings have changed since: `python -m shared.lexicon.build.forms` writes the lists anew."""
    listed = simplemma(code)
    whole = Vocabulary(LANGUAGES.get(code), Table(DATA / code), listed)
    few = sorted(form for form in listed.spellings if zlib.crc32(form.encode()) % 997 == 0)
    assert len(few) > 100
    # Some German spellings have capitals inside ("GmbHs"); the lists know capitals at the front only.
    plain = [form for form in few if form[1:] == form[1:].lower()]
    assert len(plain) > 0.9 * len(few)
    # Where the library's lemma is no word of ours, neither has an answer, and only guesses are left.
    plain = [form for form in plain if any(whole.parts(lemma) for lemma in listed.of(form))]
    assert len(plain) > 40
    told = {form: list(whole.readings(form).items()) for form in plain}
    assert {form: list(vocabulary(code).readings(form).items()) for form in plain} == told


@pytest.mark.parametrize(
    ("code", "form", "pos", "lemma"),
    [("en", "went", "verb", "go"), ("en", "mice", "noun", "mouse"), ("de", "Häuser", "noun", "Haus"),
     ("de", "trug", "verb", "tragen"), ("fr", "yeux", "noun", "œil"), ("es", "hizo", "verb", "hacer"),
     ("it", "uova", "noun", "uovo"), ("pt", "trouxe", "verb", "trazer")],
)  # fmt: skip
def test_irregular_forms_are_known(code: str, form: str, pos: str, lemma: str):
    assert vocabulary(code).readings(form)[pos] == lemma
    assert vocabulary(code).readings(form.capitalize())[pos] == lemma


@pytest.mark.parametrize(
    ("code", "form", "verb"),
    [("es", "subiéndola", "subir"), ("es", "escurrirlas", "escurrir"), ("es", "ejecútelo", "ejecutar"),
     ("es", "mezclándoselo", "mezclar"), ("it", "codificarli", "codificare"), ("it", "passandogli", "passare")],
)  # fmt: skip
def test_a_verb_is_found_under_the_pronouns_at_its_end(code: str, form: str, verb: str):
    assert vocabulary(code).readings(form) == {"verb": verb}


def test_a_noun_that_ends_like_a_pronoun_is_no_verb():
    assert "verb" not in vocabulary("es").readings("abuelas")
    assert vocabulary("es").readings("zarquelo") == {}
