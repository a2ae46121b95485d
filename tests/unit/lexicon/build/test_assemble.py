"""A small lexicon from small dictionaries, built twice."""

import gzip
import random
from pathlib import Path

import pytest

from shared.lexicon.build import assemble as room
from shared.lexicon.build.__main__ import write
from shared.lexicon.build.assemble import Assembly
from shared.lexicon.build.dictd import Entry, read
from shared.lexicon.build.graph import Graph
from shared.lexicon.build.pack import Side, completed
from shared.lexicon.build.packages import licence
from shared.lexicon.build.triangulate import add_hubs, link, mirror
from shared.lexicon.dictionary import Dictionary
from shared.lexicon.table import Table

SMALL = {
    ("deu", "fin"): {"Fluss": ("noun", "joki"), "Bank": ("noun", "pankki, penkki"), "laufen": ("verb", "juosta")},
    ("fin", "eng"): {"joki": ("noun", "river"), "pankki": ("noun", "bank"), "juosta": ("verb", "run")},
    ("deu", "pol"): {"Fluss": ("noun", "rzeka"), "Bank": ("noun", "bank")},
    ("pol", "eng"): {"rzeka": ("noun", "river"), "bank": ("noun", "bank"), "joki": ("verb", "never")},
    ("eng", "fin"): {"bench": ("noun", "penkki"), "run": ("noun", "juosta")},
}


def entries(words: dict[str, tuple[str, str]]) -> list[Entry]:
    return [Entry(word, pos, "", (tuple(text.split(", ")),)) for word, (pos, text) in words.items()]


def assembly(order: list[tuple[str, str]]) -> Assembly:
    graph = Graph()
    for source, target in order:
        graph.add(source, target, entries(SMALL[source, target]))
    there, back = link(graph, "deu", "eng"), link(graph, "eng", "deu")
    seen = {("deu", "eng"): mirror(there, back), ("eng", "deu"): mirror(back, there)}
    sides = {"de": Side(graph.parts["deu"], {"fluss": 4.4}), "en": Side(graph.parts["eng"], {"river": 4.9})}
    return Assembly({("de", "en"): add_hubs(seen, "deu", "eng", hubs=[])}, sides)


def test_the_same_dictionaries_give_the_same_bytes(tmp_path: Path):
    names = sorted(SMALL)
    write(assembly(names), {}, tmp_path / "one")
    random.Random(4).shuffle(names)
    write(assembly(sorted(names)), {}, tmp_path / "two")
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["de", "de-en", "en"]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_languages_that_agree_are_counted(tmp_path: Path):
    links = assembly(sorted(SMALL)).links["de", "en"]
    assert links["Fluss", "noun"]["river"].votes == 2
    assert links["Bank", "noun"]["bank"].votes == 2
    assert links["Bank", "noun"]["bench"].votes == 1


def test_a_path_keeps_to_one_part_of_speech():
    links = assembly(sorted(SMALL)).links["de", "en"]
    assert set(links["laufen", "verb"]) == {"run"}
    assert ("laufen", "noun") not in links


def test_what_is_written_can_be_looked_up(tmp_path: Path):
    write(assembly(sorted(SMALL)), {}, tmp_path)
    known = Dictionary(Table(tmp_path / "de-en"))
    assert [one.text for one in known.translations("Fluss", "noun")] == ["river"]
    assert known.translations("Fluss", "verb") == ()


@pytest.mark.parametrize(("pair", "named"), [("deu-fra", "CC-BY-SA-3.0"), ("deu-eng", "GPL-3+"), ("xxx-yyy", "")])
def test_the_licence_of_each_pair_is_its_own(pair: str, named: str):
    text = "Files: deu-eng/*\nCopyright: a\nLicense: GPL-3+\n\nFiles: deu-fra/*\nCopyright: b\nLicense: CC-BY-SA-3.0\n"
    assert licence(text, pair) == named


def test_articles_named_twice_in_the_index_are_read_once(tmp_path: Path):
    data = b"Fluss <n, masc>\nriver"
    (tmp_path / "d.index").write_text("fluss\tA\tV\nfluß\tA\tV\n", "utf-8")
    with gzip.open(tmp_path / "d.dict.dz", "wb") as file:
        file.write(data)
    assert [entry.word for entry in read(tmp_path / "d.index")] == ["Fluss"]


def test_a_small_dictionary_makes_no_adjective_of_a_verb():
    listed = {"volare": {"adj": ""}, "salvare": {"verb": ""}, "bello": {"adj": ""}, "finché": {"conj": ""}}
    inferred = {"volare": {"noun": "", "verb": ""}, "bello": {"adj": "", "verb": ""}, "pane": {"noun": ""}}
    found = completed(listed, inferred)
    assert found["volare"] == {"noun": "", "verb": ""}
    assert {word: found[word] for word in ("salvare", "bello", "finché")} == {
        word: listed[word] for word in ("salvare", "bello", "finché")
    }
    assert found["pane"] == {"noun": ""}


def test_every_pair_that_is_built_has_a_name_for_both_its_languages():
    assert {code for pair in room.PAIRS for code in pair.split("-")} == set(room.CODES)
