"""Anki packages, opened as Anki opens them: a zip with an SQLite database of schema 11."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager

from shared.domain.wordlist import Wordlist
from shared.exports.format import write_export
from tests.unit.exports.wordlists import HOSTILE, MILL, STRANGE, pair, wordlist

FULL_STOP = "\x1f"


@contextmanager
def collection(content: Wordlist, title: str = "Die Mühle") -> Iterator[sqlite3.Connection]:
    archive = zipfile.ZipFile(io.BytesIO(write_export("apkg", content, title=title)[1]))
    assert archive.namelist() == ["collection.anki2", "media"]
    assert json.loads(archive.read("media")) == {}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(archive.read("collection.anki2"))
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        yield connection


def fields(connection: sqlite3.Connection) -> list[list[str]]:
    return [row[0].split(FULL_STOP) for row in connection.execute("select flds from notes order by rowid")]


def guids(content: Wordlist, title: str = "x") -> list[str]:
    with collection(content, title) as connection:
        return [row[0] for row in connection.execute("select guid from notes order by guid")]


def test_a_translated_pair_is_a_card_and_a_blank_one_is_none():
    with collection(MILL) as connection:
        assert fields(connection) == [["Mühle", "mill", "noun, f, B1", "Satz: <b>Mühle</b>", "mills; grinder"]]
        assert connection.execute("select count(*) from cards join notes on nid = notes.id").fetchone() == (1,)


def test_the_deck_is_called_like_the_wordlist_and_never_becomes_a_tree():
    with collection(MILL, "a::b") as connection:
        decks = json.loads(connection.execute("select decks from col").fetchone()[0])
    assert sorted(deck["name"] for deck in decks.values()) == ["Default", "a:b"]


def test_every_card_has_its_deck_and_its_model():
    with collection(STRANGE) as connection:
        decks, models = (json.loads(value) for value in connection.execute("select decks, models from col").fetchone())
        assert {str(row[0]) for row in connection.execute("select did from cards")} <= set(decks)
        (model,) = models.values()
        assert {row[0] for row in connection.execute("select mid from notes")} == {model["id"]}
        assert {len(found) for found in fields(connection)} == {len(model["flds"])}


def test_a_word_is_the_same_card_in_whatever_document_it_stands():
    first = wordlist(pair("Mühle", sentence="Die Mühle steht."))
    second = wordlist(pair("Mühle", "grinder", sentence="Eine andere Mühle.", page=9))
    assert guids(first, "one") == guids(second, "two")
    assert guids(first) != guids(wordlist(pair("Bach")))


def test_a_word_that_comes_twice_is_one_card():
    assert len(guids(wordlist(pair("Mühle"), pair("Mühle", "grinder")))) == 1


def test_words_of_a_document_are_text_to_anki():
    evil = "<script>alert(1)</script>{{Term}}\x1fmore"
    with collection(wordlist(pair(evil, evil))) as connection:
        (found,) = fields(connection)
    assert len(found) == 5
    for field in found:
        assert "<script" not in field
        assert "{{" not in field


def test_hostile_terms_all_arrive():
    with collection(STRANGE) as connection:
        assert len(fields(connection)) == len(HOSTILE)
