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
     ("it", "uova", "noun", "uovo"), ("pt", "trouxe", "verb", "trazer"), ("en", "worse", "adj", "bad"),
     ("de", "letzten", "adj", "letzte"), ("de", "fällt", "verb", "fallen")],
)  # fmt: skip
def test_irregular_forms_are_known(code: str, form: str, pos: str, lemma: str):
    assert vocabulary(code).readings(form)[pos] == lemma
    assert vocabulary(code).readings(form.capitalize())[pos] == lemma


@pytest.mark.parametrize(
    ("code", "form", "verb"),
    [("es", "subiéndola", "subir"), ("es", "escurrirlas", "escurrir"), ("es", "ejecútelo", "ejecutar"),
     ("es", "mezclándoselo", "mezclar"), ("it", "codificarli", "codificare"), ("it", "passandogli", "passare"),
     ("pt", "obriga-se", "obrigar"), ("pt", "encontrá-la", "encontrar"), ("pt", "fazê-lo", "fazer")],
)  # fmt: skip
def test_a_verb_is_found_under_the_pronouns_at_its_end(code: str, form: str, verb: str):
    assert vocabulary(code).readings(form) == {"verb": verb}


def test_a_noun_that_ends_like_a_pronoun_is_no_verb():
    assert "verb" not in vocabulary("es").readings("abuelas")
    assert vocabulary("es").readings("zarquelo") == {}


def test_a_plural_is_no_adjective_because_one_translates_it():
    assert vocabulary("es").readings("años") == {"noun": "año"}
    assert vocabulary("es").readings("grises")["adj"] == "gris"


@pytest.mark.parametrize(
    ("code", "form", "readings"),
    [("es", "queremos", {"verb": "querer"}), ("it", "avevamo", {"verb": "avere"}), ("it", "porte", {"noun": "porta"}),
     ("it", "lontani", {"adj": "lontano"}), ("es", "horas", {"noun": "hora"}), ("es", "lombrices", {"noun": "lombriz"}),
     ("it", "divisi", {"verb": "dividere", "adj": "diviso"}), ("it", "scelse", {"verb": "scegliere"}),
     ("it", "gentilissima", {"adj": "gentile"}), ("es", "aburridísimos", {"adj": "aburrido"}),
     ("it", "farlo", {"verb": "fare"}),
     ("pt", "objectivos", {"noun": "objetivo", "adj": "objetivo"}), ("fr", "oesophage", {"noun": "œsophage"}),
     ("pt", "juízes", {"noun": "juiz", "propn": "Juízes"})],
)  # fmt: skip
def test_a_romance_form_is_read_as_what_it_may_be_and_nothing_else(code: str, form: str, readings: dict[str, str]):
    assert vocabulary(code).readings(form) == readings


def test_a_woman_is_not_turned_into_a_man():
    assert vocabulary("pt").readings("avó")["noun"] == "avó"
    assert vocabulary("es").readings("maestra")["noun"] == "maestra"


@pytest.mark.parametrize(
    ("code", "m", "f", "either"),
    [
        ("es", "hermano año problema hospital corazón juez lenguaje", "mano cuestión carta cama ciudad crisis mujer",
         "capital periodista cliente"),
        ("it", "pane falegname poeta cuore brindisi", "legge opinione moneta vittima città crisi", "fine giornalista"),
        ("it", "autobus ristorante bar", "email", "custode"), ("pt", "talismã", "manhã maçã", "fã"),
        ("pt", "mês dia coração homem problema", "comédia mão carta viagem questão cidade", "capital motorista"),
    ],
)  # fmt: skip
def test_a_gender_follows_the_ending_but_for_exceptions(code: str, m: str, f: str, either: str):
    told = vocabulary(code).gender_by_ending
    assert [told(noun) for noun in m.split()] == ["m"] * len(m.split())
    assert [told(noun) for noun in f.split()] == ["f"] * len(f.split())
    assert [told(noun) for noun in either.split()] == [""] * len(either.split())


@pytest.mark.parametrize(
    "noun", ["Zwiebel f", "Butter f", "Lauch m", "Monat m", "Virus n", "Foto n", "Hund m", "Treppenhaus n"]
)
def test_a_german_noun_with_variants_has_its_usual_gender(noun: str):
    word, gender = noun.split()
    assert vocabulary("de").gender(word, "noun") == gender


def test_words_of_one_spelling_keep_both_their_genders():
    assert set(vocabulary("de").gender("See", "noun")) == {"m", "f"}


@pytest.mark.parametrize(
    "own", ["Reise", "Falle", "Reifen", "Bremse", "Planet", "Tat", "Handel", "Hecke", "Russe", "Samen", "Klammer"]
)
def test_a_german_noun_does_not_become_another_one_of_which_it_might_be_a_form(own: str):
    assert vocabulary("de").readings(own)["noun"] == own


@pytest.mark.parametrize(
    ("form", "noun"),
    [("Blicke", "Blick"), ("Körner", "Korn"), ("Fische", "Fisch"), ("Löwen", "Löwe"), ("Reihen", "Reihe"),
     ("Abgeordnete", "Abgeordneter"), ("Blasen", "Blase"), ("Bremsen", "Bremse"), ("Jungen", "Junge")],
)  # fmt: skip
def test_a_german_plural_that_is_a_noun_as_well_is_a_plural(form: str, noun: str):
    assert vocabulary("de").readings(form)["noun"] == noun
