from pathlib import Path

from shared.lexicon.build.edict import by_word, meanings, read

LINES = """\
　？？？ /EDICT Japanese-English Electronic Dictionary Files/
水車 [すいしゃ] /(n) (1) water wheel/(n) (2) water turbine/hydraulic turbine/(P)/
水車 [みずぐるま] /(n) (1) water wheel/(n) (2) (arch) violent wielding of weapons/
走る [はしる] /(v5r,vi) (1) to run/(v5r,vi) (2) to travel (of a vehicle)/to move/(P)/
必要 [ひつよう] /(adj-na,n) (1) necessary/needed/(n) (2) necessity/(P)/
綺麗 [きれい] /(adj-na) (1) (uk) pretty/(P)/
為る [する] /(oK) (vs-i) (1) (uk) to do/(P)/
一斉に [いっせいに] /(adv) simultaneously/
云々 [うんぬん] /(arch) (n) and so on/
挨拶 [あいさつ] /(n,vs,adj-no) (1) greeting/polite set phrase used when meeting or parting from somebody else/
小屋 [こや] /(n) (1) hut/(animal) pen/(P)/
"""


def entries(folder: Path) -> dict[tuple[str, str], list[str]]:
    path = folder / "edict"
    path.write_bytes(LINES.encode("euc_jp"))
    listed = by_word(read(path))
    return {key: [one.text for one in meanings(found, key[1])] for key, found in listed.items()}


def test_senses_come_before_what_else_they_say(tmp_path: Path):
    assert entries(tmp_path)["水車", "noun"] == ["water wheel", "water turbine", "hydraulic turbine"]


def test_a_verb_loses_its_to_and_a_gloss_its_brackets(tmp_path: Path):
    found = entries(tmp_path)
    assert found["走る", "verb"] == ["run", "travel", "move"]
    assert found["小屋", "noun"] == ["hut", "pen"]


def test_of_a_word_that_is_two_things_each_has_its_own_meanings_first(tmp_path: Path):
    found = entries(tmp_path)
    assert found["必要", "adj"] == ["necessary", "needed"]
    assert found["必要", "noun"][0] == "necessity"


def test_what_is_usually_kana_is_found_by_its_kana(tmp_path: Path):
    found = entries(tmp_path)
    assert found["綺麗", "adj"] == found["きれい", "adj"] == ["pretty"]
    assert found["する", "verb"] == ["do"]
    assert ("為る", "verb") not in found


def test_what_is_out_of_use_and_explanations_stay_out(tmp_path: Path):
    found = entries(tmp_path)
    assert ("云々", "noun") not in found
    assert found["挨拶", "noun"] == ["greeting"]
    assert found["一斉に", "adv"] == ["simultaneously"]
