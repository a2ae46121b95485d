import gzip
from pathlib import Path

from shared.lexicon.build.jmdict import read

ARTICLE = """ [ichi1]  走る /ɽˈɯᵝ/, 奔る /ɽˈɯᵝ/, はしる /häɕˈiɽɯᵝ/
1. (Godan verb with `ru' ending)
 (intransitive verb)
to run
2. to travel (movement of vehicles), flow"""


def test_glosses_show_their_own_part_of_speech(tmp_path: Path):
    data = ARTICLE.encode()
    (tmp_path / "d.index").write_text(f"走る\tA\t{encode(len(data))}\n", "utf-8")
    with gzip.open(tmp_path / "d.dict.dz", "wb") as file:
        file.write(data)
    found = {(entry.word, entry.pos): entry.senses for entry in read(tmp_path / "d.index", "eng")}
    assert found["走る", "verb"] == (("run", "travel"),)
    assert found["走る", "noun"] == (("flow",),)
    assert ("奔る", "verb") in found
    assert ("はしる", "verb") not in found


def encode(value: int) -> str:
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return digits[value // 64] + digits[value % 64]
