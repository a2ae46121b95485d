"""An Anki package: a deck with a card per translated pair, the term and its sentence in front.

Surprise: a note is known by its languages, lemma and part of speech, so a word that comes again in another document
is no second card; learning goes on where it was. A pair without a translation makes no card.
"""

import hashlib
import html
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shared.domain.wordlist import Pair, Wordlist
from shared.exports.format import Choice, clean_text
from shared.exports.packing import packed

# Anki's notes carry times; one moment for all keeps the bytes the same whenever a package is written.
MOMENT = 1_500_000_000
MODEL_ID = 1_500_000_000_001
FIELDS = ("Term", "Translation", "Grammar", "Sentence", "Others")
FRONT = '<div class="term">{{Term}}</div><div class="sentence">{{Sentence}}</div>'
BACK = """{{FrontSide}}<hr id="answer"><div class="term">{{Translation}}</div>
<div class="more">{{Grammar}}</div><div class="more">{{Others}}</div>"""
STYLE = """.card { font-family: sans-serif; font-size: 20px; text-align: center; }
.term { font-size: 30px; } .sentence { margin-top: 1em; } .more { margin-top: .5em; opacity: .7; font-size: 16px; }"""

# Anki's schema 11, which every version since 2.0 imports.
SCHEMA = """
create table col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
    ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
    models text not null, decks text not null, dconf text not null, tags text not null);
create table notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
    usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
    flags integer not null, data text not null);
create table cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
    mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null,
    ivl integer not null, factor integer not null, reps integer not null, lapses integer not null,
    left integer not null, odue integer not null, odid integer not null, flags integer not null, data text not null);
create table revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null,
    ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null,
    type integer not null);
create table graves (usn integer not null, oid integer not null, type integer not null);
"""


@dataclass(frozen=True, slots=True)
class Apkg:
    """For Anki on every platform."""

    name: str = "apkg"
    extension: str = "apkg"
    mime_type: str = "application/octet-stream"
    options: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    def write(self, wordlist: Wordlist, *, title: str, options: Mapping[str, Choice]) -> bytes:
        del options  # it takes none
        return packed([("collection.anki2", _collection(wordlist, clean_text(title))), ("media", b"{}")])


FORMAT = Apkg()


def _collection(wordlist: Wordlist, title: str) -> bytes:
    deck_id = MOMENT * 1000 + _number(title, 9)
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(SCHEMA)
        connection.execute("insert into col values (1,?,?,?,11,0,0,0,?,?,?,?,'{}')", _settings(deck_id, title))
        for number, (guid, fields) in enumerate(_notes(wordlist)):
            note_id = MOMENT * 1000 + _number(guid, 9)
            row = (note_id, guid, MODEL_ID, MOMENT, -1, "", "\x1f".join(fields), fields[0], _checksum(fields[0]), 0, "")
            connection.execute("insert into notes values (?,?,?,?,?,?,?,?,?,?,?)", row)
            card = (note_id, note_id, deck_id, 0, MOMENT, -1, 0, 0, number, *[0] * 8, "")
            connection.execute(f"insert into cards values ({','.join('?' * 18)})", card)  # noqa: S608 - question marks
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def _notes(wordlist: Wordlist) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Identity and fields of each card, every identity once."""
    seen: set[str] = set()
    for pair in wordlist.pairs:
        direction = f"{wordlist.source_lang} {wordlist.target_lang}"
        guid = hashlib.sha256(f"wordmill {direction} {pair.pos} {pair.lemma}".encode(errors="replace")).hexdigest()[:20]
        if pair.translation and guid not in seen:
            seen.add(guid)
            yield guid, _fields(pair)


def _fields(pair: Pair) -> tuple[str, ...]:
    lemma = pair.lemma if pair.lemma != pair.term else ""
    grammar = ", ".join(filter(None, (lemma, pair.reading, pair.pos, pair.gender, pair.level)))
    return (
        _markup(pair.term),
        _markup(pair.translation),
        _markup(grammar),
        _emphasised(pair.sentence, pair.term),
        _markup("; ".join(pair.alternatives)),
    )


def _markup(text: str) -> str:
    """Anki's fields are HTML: what a document says must not become any, nor one of Anki's own brackets."""
    return html.escape(clean_text(text)).replace("{", "&#123;").replace("}", "&#125;").replace("\n", "<br>")


def _emphasised(sentence: str, term: str) -> str:
    parts = re.split(f"({re.escape(term)})", sentence, flags=re.IGNORECASE) if term else [sentence]
    return "".join(f"<b>{_markup(part)}</b>" if place % 2 else _markup(part) for place, part in enumerate(parts))


def _settings(deck_id: int, title: str) -> tuple[object, ...]:
    deck = {
        "id": deck_id, "name": title.replace("::", ":") or "Wordmill", "desc": "", "mod": MOMENT, "usn": -1,
        "collapsed": False, "browserCollapsed": False, "dyn": 0, "conf": 1, "extendNew": 0, "extendRev": 0,
        "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0],
    }  # fmt: skip
    model = {
        "id": MODEL_ID, "name": "Wordmill", "type": 0, "mod": MOMENT, "usn": -1, "sortf": 0, "did": deck_id,
        "flds": [
            {"name": name, "ord": place, "font": "Arial", "size": 20, "sticky": False, "rtl": False, "media": []}
            for place, name in enumerate(FIELDS)
        ],
        "tmpls": [{"name": "Card 1", "ord": 0, "qfmt": FRONT, "afmt": BACK, "did": None, "bqfmt": "", "bafmt": ""}],
        "css": STYLE, "latexPre": "", "latexPost": "", "req": [[0, "any", [0]]], "tags": [], "vers": [],
    }  # fmt: skip
    options = {"id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0,
               "replayq": True, "dyn": False,
               "new": {"delays": [1, 10], "ints": [1, 4, 7], "initialFactor": 2500, "order": 1, "perDay": 20},
               "rev": {"perDay": 200, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500},
               "lapse": {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 0}}  # fmt: skip
    default = {**deck, "id": 1, "name": "Default"}
    shown = [{"curModel": str(MODEL_ID), "nextPos": 1, "curDeck": 1, "activeDecks": [1]}, {str(MODEL_ID): model}]
    shown += [{"1": default, str(deck_id): deck}, {"1": options}]
    return (MOMENT, MOMENT * 1000, MOMENT * 1000, *(json.dumps(value) for value in shown))


def _checksum(text: str) -> int:
    """Anki's own mark of a first field, by which it finds duplicates; no secret hangs on it."""
    plain = re.sub(r"<[^<>]*>", "", text)
    return int(hashlib.sha1(plain.encode(), usedforsecurity=False).hexdigest()[:8], 16)


def _number(text: str, digits: int) -> int:
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big") % int(f"1{'0' * digits}")
