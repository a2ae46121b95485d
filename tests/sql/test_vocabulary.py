"""What a learner says of words: only theirs, only once a word, and true in the list at hand as in later ones."""

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support.world import World, call, refusal

PAIRS = [
    {"term": "Mühlen", "lemma": "Mühle", "pos": "noun", "translation": "mill", "confidence": 0.9, "source": "offline"},
    {"term": "mahlt", "lemma": "mahlen", "pos": "verb", "translation": "grind", "confidence": 0.8, "source": "offline"},
]
ADD = "insert into public.vocabulary (source_lang, target_lang, lemma, pos, translation, known) values "


def listed(here: World) -> str:
    """Ada's wordlist, with an export of it that was written."""
    job = here.upload(here.ada)["job"]["id"]
    here.run(job)
    made = here.value(
        "update public.wordlists set pairs = %s where job_id = %s returning id",
        Jsonb(PAIRS),
        job,
    )
    here.do(
        "insert into public.exports (user_id, wordlist_id, format, status, storage_path, expires_at) "
        "values (%s, %s, 'csv', 'completed', %s, now() + interval '1 hour')",
        here.ada, made, f"{here.ada}/{made}.csv",
    )  # fmt: skip
    return str(made)


def said(here: World) -> object:
    return here.call("vocabulary_of", user_id=here.ada, source_lang="de", target_lang="en")


def test_a_correction_stands_in_the_list_and_in_the_vocabulary(here: World):
    wordlist = listed(here)
    with here.database.acting_as("authenticated", here.ada) as ada:
        for text in ("flour mill", "  corn mill "):
            pairs = call(ada, "correct_pair", wordlist_id=wordlist, lemma="Mühle", pos="noun", translation=text)
    assert [(pair["translation"], pair["source"], float(pair["confidence"])) for pair in pairs] == [
        ("corn mill", "learner", 1.0), ("grind", "offline", 0.8),
    ]  # fmt: skip
    assert here.value("select pairs from public.wordlists where id = %s", wordlist) == pairs
    assert said(here) == [["Mühle", "noun", "corn mill", False]]


def test_after_a_correction_the_next_export_is_written_anew(here: World):
    wordlist = listed(here)
    with here.database.acting_as("authenticated", here.ada) as ada:
        call(ada, "correct_pair", wordlist_id=wordlist, lemma="Mühle", pos="noun", translation="flour mill")
    assert here.call("request_export", user_id=here.ada, wordlist_id=wordlist, format="csv")["status"] == "queued"


def test_nobody_corrects_somebody_elses_list(here: World):
    wordlist = listed(here)
    with here.database.acting_as("authenticated", here.ben) as ben, refusal(404, "not_found"):
        call(ben, "correct_pair", wordlist_id=wordlist, lemma="Mühle", pos="noun", translation="Ben was here")
    theirs = ADD.replace("(source_lang", "(user_id, source_lang") + "(%s, 'de', 'en', 'x', '', 'y', false)"
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with here.database.acting_as("authenticated", here.ben) as ben, refused:
        ben.execute(theirs, (here.ada,))
    assert said(here) == []


@pytest.mark.parametrize(("lemma", "text"), [("Mühle", " "), ("Mühle", "x" * 201), ("Esel", "donkey")])
def test_what_is_no_correction_is_refused(here: World, lemma: str, text: str):
    wordlist = listed(here)
    with here.database.acting_as("authenticated", here.ada) as ada, refusal(422, "invalid_input"):
        call(ada, "correct_pair", wordlist_id=wordlist, lemma=lemma, pos="noun", translation=text)
    assert said(here) == []


@pytest.mark.parametrize(
    "values",
    [
        "('de', 'en', 'Mühle', 'noun', null, false)",
        "('German', 'en', 'Mühle', 'noun', 'mill', false)",
        "('de', 'en', ' ', 'noun', 'mill', false)",
        "('de', 'en', repeat('x', 101), 'noun', 'mill', false)",
        "('de', 'en', 'Mühle', 'noun', repeat('x', 201), false)",
    ],
)
def test_an_entry_is_a_word_with_something_said_of_it(here: World, values: str):
    with here.database.acting_as("authenticated", here.ada) as ada, pytest.raises(psycopg.errors.CheckViolation):
        ada.execute((ADD + values).encode())


def test_only_the_newest_are_read_of_somebody_who_says_very_much(here: World):
    here.do(
        "insert into public.vocabulary (user_id, source_lang, target_lang, lemma, known, updated_at) "
        "select %s, 'de', 'en', 'Wort' || n, true, now() - make_interval(secs => n) from generate_series(1, 5001) as n",
        here.ada,
    )
    words = {row[0] for row in said(here)}  # type: ignore[attr-defined]  # JSON
    assert len(words) == 5000
    assert "Wort5001" not in words
