from pathlib import Path

import pytest

from shared.lexicon.build.glosses import content, gloss_rows
from shared.lexicon.build.wordnet import FOLDER, explaining

LICENCE = "  1 This software and database is being provided to you, the LICENSEE\n"
DATA = {
    "noun": (
        "00000010 04 n 02 defence 0 defense 0 002 @ 00000020 n 0000 + 00000040 v 0101 "
        '| protection against harm; "the defense of Troy"\n'
        "00000020 04 n 01 activity 0 001 ! 00000030 n 0000 | any kind of behavior\n"
        "00000030 04 n 01 inactivity 0 000 | idle rest\n"
        "00000050 04 n 01 defence 0 000 | lawyers in court\n"
    ),
    "verb": "00000040 29 v 01 shield 0 000 01 + 08 00 | keep safe\n",
    "adj": "",
    "adv": "",
}
INDEX = {
    "noun": "defence n 2 2 @ + 2 1 00000010 00000050\nactivity n 1 0 1 0 00000020\n",
    "verb": "shield v 1 0 1 0 00000040\n",
    "adj": "",
    "adv": "",
}


@pytest.fixture
def fetched(tmp_path: Path) -> Path:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    for part, text in DATA.items():
        (folder / f"data.{part}").write_text(LICENCE + text, "utf-8")
        (folder / f"index.{part}").write_text(LICENCE + INDEX[part], "utf-8")
    return tmp_path


def test_a_word_is_explained_by_what_stands_beside_it_and_its_commoner_senses_count_more(fetched: Path):
    found = explaining(fetched, content)["defence"]
    first = {"defense", "protection", "harm", "activity", "shield"}
    assert {word for word, count in found.items() if count == 1.0} == first
    assert {word: count for word, count in found.items() if word not in first} == pytest.approx(
        {"lawyer": 1 / 1.5, "court": 1 / 1.5}
    )


def test_an_opposite_and_an_example_explain_nothing(fetched: Path):
    found = explaining(fetched, content)
    assert "inactivity" not in found["activity"]
    assert "troy" not in found["defence"]


def test_only_wanted_words_become_rows_with_an_explanation(fetched: Path):
    rows = {key: words for key, words, _ in gloss_rows([], explaining(fetched, content), {"shield"})}
    assert rows["shield"] == "safe"
    assert not rows.get("defence")
