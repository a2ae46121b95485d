"""What holds for every list the engine makes: a term stands where it says, and the same text gives the same list."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from shared.documents.parser import parse
from shared.domain.wordlist import Wordlist
from shared.domain.zone import Zone, ZoneType
from shared.lexicon.cleaning import clean
from shared.lexicon.detection import detect_language
from shared.lexicon.engine import Options, find_pairs
from tests.benchmarks.lexicon.glossaries import chapters

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "deploy/local/samples"
HOSTILE = (
    "Die  Mühle\u00a0am\tBach mahlt\nKorn. " * 30,
    "Ｆｕｌｌｗｉｄｔｈ Mühle. İstanbul'daki DEĞİRMEN: die Mühle, ﬁne ﬂour, Straße, STRASSE.",
    "Die Mu\u0308hle (zerlegt geschrieben) und die Mühle. \u202eelhüM\u202c \u200bMühle\u200b mahlt\ufeff Mehl.",
    "Der Müller" + " sehr" * 400 + " alte Müller mahlt Mehl",
    "Mühle\tmill\nMehl\tflour\nBach\tbrook\nKorn\tgrain\nMüller  \t miller\n",
    "= Mühle =\n• Mühle • Mehl • Bach\n- die Mühle - the mill\n- das Mehl - the flour\n- Bach - brook\n- Korn - grain",
    "Mühle" * 2000,
    "<b>Mühle</b> &amp; Mehl; DROP TABLE zones; {{Mühle}} %s \\u0000 ${Mühle} Mühle-/-Mehl 'Mühle' \"Mehl\"",
)
ONCE = """
import hashlib, json
from shared.domain.wire import wordlist_to_json
from shared.lexicon.engine import Options, find_pairs
from tests.benchmarks.lexicon.glossaries import chapters
lists = [wordlist_to_json(find_pairs(one.zones, Options(one.lang, "de" if one.lang == "en" else "en")))
         for one in chapters()[:3]]
print(hashlib.sha256(json.dumps(lists).encode()).hexdigest())
"""


@lru_cache(maxsize=1)
def documents() -> dict[str, tuple[str, tuple[Zone, ...]]]:
    """Every document at hand: language and zones."""
    found = {one.name: (one.lang, one.zones) for one in chapters()}
    for path in sorted(SAMPLES.iterdir()):
        zones = tuple(parse(path, filename=path.name).zones)
        found[path.name] = detect_language(zones)[0], zones
    for number, text in enumerate(HOSTILE):
        kind = (ZoneType.PARAGRAPH, ZoneType.LIST, ZoneType.TABLE)
        found[f"hostile {number}"] = "de", tuple(Zone(at, at + 3, each, text) for at, each in enumerate(kind))
    return found


def lists() -> Iterator[tuple[str, tuple[Zone, ...], Wordlist]]:
    for name, (language, zones) in documents().items():
        yield name, zones, find_pairs(zones, Options(language, "de" if language == "en" else "en"))


def test_every_term_stands_in_its_sentence_and_every_sentence_on_its_page():
    count = 0
    for name, zones, wordlist in lists():
        for pair in wordlist.pairs:
            (zone,) = (one for one in zones if one.index == pair.zone)
            assert pair.term in pair.sentence, (name, pair)
            assert pair.sentence in " ".join(zone.text.split()), (name, pair)
            assert pair.page == zone.page, (name, pair)
            count += 1
    assert count > 300


@pytest.mark.parametrize("target", ["fr", "es"])
def test_that_holds_for_lists_the_document_brings_itself(target: str):
    rows = "die Mühle\tle moulin\nder  Bach\tle ruisseau\ndas Mehl\tla farine\ndas Korn\tle grain"
    zones = [Zone(0, 7, ZoneType.TABLE, rows)]
    for pair in find_pairs(clean(zones), Options("de", target)).pairs:
        assert pair.term in pair.sentence
        assert (pair.page, pair.sentence in " ".join(zones[0].text.split())) == (7, True)


def test_the_same_documents_give_the_same_bytes_in_every_process():
    """Sets and dicts of strings are ordered by a seed that differs from process to process."""
    answers = {
        subprocess.run(
            [sys.executable, "-c", ONCE], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed},
            check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("0", "4242")
    }  # fmt: skip
    assert len(answers) == 1
