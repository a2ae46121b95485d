import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.wordlist import Pair, PairSource
from shared.domain.zone import Zone, ZoneType, in_language
from shared.errors import InvalidInput, UnsupportedLanguage
from shared.lexicon.engine import (
    Options,
    check_direction,
    clean,
    detect_language,
    find_candidates,
    find_pairs,
    languages,
)
from shared.lexicon.japanese import MOST_AT_ONCE, analyse
from shared.lexicon.languages import LANGUAGES
from shared.lexicon.tokens import sentences, split_by_signs
from tests.benchmarks.lexicon.glossaries import load

ROOT = Path(__file__).parents[3]
TEXTS = {name: load(ROOT / f"tests/data/japanese/{name}.txt") for name in ("mill", "miso")}
OPTIONS = Options("ja", "en")
# Read by hand: what each text is about, and what that is called in English.
EXPECTED = {
    "mill": {
        "水車小屋": "water mill", "水車": "water wheel", "歯車": "gear", "水路": "waterway", "製粉": "milling",
        "穀物": "grain", "粉": "flour", "回転": "rotation", "川": "river", "再生可能エネルギー": "renewable energy",
        "小麦粉": "wheat flour", "摩擦": "friction", "蒸気機関": "steam engine",
        "漏斗": "funnel", "水門": "sluice gate",
    },
    "miso": {
        "味噌": "miso", "麹": "koji", "発酵": "fermentation", "熟成": "aging", "酵母": "yeast", "酵素": "enzyme",
        "樽": "cask", "塩分": "salt", "調味料": "seasoning", "微生物": "microbe", "豆腐": "tofu", "大豆": "soybean",
        "消化": "digestion", "たんぱく質": "protein", "味噌汁": "miso soup",
    },
}  # fmt: skip
ORDER = """
import json
from pathlib import Path
from shared.domain.wire import wordlist_to_json
from shared.lexicon.engine import Options, find_pairs
from tests.benchmarks.lexicon.glossaries import load
print(json.dumps(wordlist_to_json(find_pairs(load(Path("tests/data/japanese/mill.txt")).zones, Options("ja", "en")))))
"""
SAMPLE = "水車小屋は川のそばにあり、粉屋も。「はい」！？（）走った ― ・ 々 ヶ ー ん が ABC 12 ３月 １００個 ｶﾅ 𠮷 する"
PIECES = st.sampled_from([*SAMPLE.split(" "), " ", "\n", "\t"])


def paragraph(text: str, kind: ZoneType = ZoneType.PARAGRAPH) -> Zone:
    return Zone(0, 1, kind, text)


def pairs_of(text: str, options: Options = OPTIONS) -> dict[str, Pair]:
    return {pair.lemma: pair for pair in find_pairs([paragraph(text)], options).pairs}


def words(text: str) -> list[str]:
    return [f"{one.text}/{one.pos}/{one.lemma}" for one in analyse(text) if one.is_word and one.pos != "adp"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自動車が走った。", "自動車/noun/自動車 走った/verb/走る"),
        ("美しかった町を歩いている。", "美しかった/adj/美しい 町/noun/町 歩いて/verb/歩く いる/aux/いる"),
        ("静かな湖が必要だ。", "静か/adj/静か な 湖/noun/湖 必要/adj/必要 だ"),
        ("水車のしくみと人の働きが分かる。", "水車/noun/水車 しくみ 人/noun/人 働き/noun/働き"),
        ("リンゴを三個、日本語で数える。", "リンゴ/noun/リンゴ 個/num/個 日本語/noun/日本語 数える/verb/数える"),
        ("彼は急に本を読み始めた。", "急に/adv/急に 本/noun/本 読み/verb/読む 始め/aux/始める"),
    ],
)
def test_words_are_those_a_learner_looks_up(text: str, expected: str):
    found = words(text)
    assert {item for item in expected.split() if "/" in item} <= set(found)


def test_words_stand_where_they_say_also_across_a_line_end():
    text = "水 車は穀\u3000物を回 す。"
    for one in analyse(text):
        assert text[one.start : one.end] == one.text
    assert {"水車", "回す"} <= {one.lemma for one in analyse(text)}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("水車は回る。石臼も回る！本当か？はい", 4),
        ("「水車は回る。石臼も回る。」と粉屋は言った。春が来た。", 2),
        ("（注。）終わり。", 1),
        ("なんと！？驚いた。", 2),
    ],
)
def test_sentences_end_at_their_signs_but_not_within_brackets(text: str, count: int):
    found = list(split_by_signs(text))
    assert len(found) == count
    assert "".join(found) == text


def test_a_bracket_that_nobody_closes_does_not_swallow_the_text():
    assert len(list(split_by_signs("「" + "水車は回る。" * 100))) > 40


def test_a_text_longer_than_sudachi_takes_at_once_is_read_whole():
    text = "水車小屋と石臼" * (2 * MOST_AT_ONCE // 7 + 1)
    assert sum(one.lemma == "石臼" for one in analyse(text)) >= len(text) // 7 - 2
    assert find_pairs([paragraph(text)], OPTIONS).pairs


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_list_is_what_a_reader_would_mark(name: str):
    found = {pair.lemma: pair for pair in find_pairs(TEXTS[name].zones, OPTIONS).pairs}
    assert len(found) == 40
    meant = {
        lemma: {found[lemma].translation, *found[lemma].alternatives} for lemma in EXPECTED[name] if lemma in found
    }
    assert len(meant) >= len(EXPECTED[name]) - 1
    right = [lemma for lemma, said in meant.items() if found[lemma].translation == EXPECTED[name][lemma]]
    assert len(right) >= len(EXPECTED[name]) - 2
    assert all(EXPECTED[name][lemma] in said for lemma, said in meant.items())
    assert sum(bool(pair.translation) for pair in found.values()) >= 38


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_pair_stands_in_a_sentence_of_its_zone_and_page(name: str):
    zones = {zone.index: zone for zone in TEXTS[name].zones}
    for pair in find_pairs(TEXTS[name].zones, OPTIONS).pairs:
        assert pair.term in pair.sentence
        assert pair.sentence in " ".join(zones[pair.zone].text.split())
        assert pair.page == zones[pair.zone].page
        assert len(pair.alternatives) <= 3


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.lists(PIECES, max_size=25).map("".join), max_size=3), kind=st.sampled_from(list(ZoneType)))
def test_any_text_gives_pairs_that_can_be_found_in_it(texts: list[str], kind: ZoneType):
    zones = [Zone(number, 1, kind, text) for number, text in enumerate(texts)]
    for pair in find_pairs(clean(zones), OPTIONS).pairs:
        assert pair.term in pair.sentence
        assert pair.sentence in " ".join(texts[pair.zone].split())
        assert bool(pair.translation) == (pair.confidence > 0)


def test_names_numbers_particles_and_latin_letters_are_left_out():
    found = pairs_of("東京大学の田中さんは3月に100個のリンゴをABCスーパーで買ったので、とても喜んだ。")
    assert {"リンゴ", "買う", "喜ぶ"} <= found.keys()
    assert not {"東京大学", "東京", "田中", "さん", "3", "月", "個", "ABC", "は", "を", "ので"} & found.keys()


def test_a_word_is_given_as_the_text_has_it_with_its_plain_form_and_reading():
    pair = pairs_of("粉屋は石臼を取り付けなければならなかった。")["取り付ける"]
    assert (pair.term, pair.pos, pair.reading) == ("取り付けなければ", "verb", "とりつける")
    assert pairs_of("小さなカビ。")["カビ"].reading == ""


def test_what_the_text_defines_counts_for_more():
    for plain, defined in (("麹は発酵に使う。", "麹とは発酵に使うものだ。"), ("目立てを行う。", "目立てという作業。")):
        lemma = plain[:1] if plain[0] == "麹" else plain[:3]
        scores = [
            {one.lemma: one.score for one in find_candidates([paragraph(text)], OPTIONS)} for text in (plain, defined)
        ]
        assert scores[1][lemma] > 1.2 * scores[0][lemma]


@pytest.mark.parametrize("separator", [" - ", "\t", " | ", "："])
def test_a_bilingual_list_brings_its_own_pairs(separator: str):
    rows = [("犬", "dog"), ("猫", "cat"), ("食べる", "to eat"), ("図書館", "library"), ("本を読む", "to read a book")]
    text = "\n".join(separator.join(row) for row in rows)
    zone = paragraph(text, ZoneType.TABLE if separator == "\t" else ZoneType.PARAGRAPH)
    assert detect_language([zone])[0] == "ja"
    found = {pair.term: pair for pair in find_pairs([zone], OPTIONS).pairs}
    assert {term: found[term].translation for term, _ in rows} == dict(rows)
    assert {pair.source for pair in found.values()} == {PairSource.DOCUMENT}
    assert (found["食べる"].pos, found["犬"].reading, found["犬"].level) == ("verb", "いぬ", "n5")


def test_levels_are_of_the_jlpt_and_called_unofficial():
    pairs = find_pairs(TEXTS["miso"].zones, OPTIONS).pairs
    assert {pair.level for pair in pairs} - {""} <= {"n1", "n2", "n3", "n4", "n5"}
    assert all((pair.note == "JLPT level, unofficial") == bool(pair.level) for pair in pairs)
    hard = find_pairs(TEXTS["miso"].zones, Options("ja", "en", level="N2")).pairs
    assert {pair.level for pair in hard} == {"", "n2", "n1"}


@pytest.mark.parametrize(("lang", "level"), [("ja", "b1"), ("de", "n3")])
def test_a_level_of_the_other_scale_is_refused(lang: str, level: str):
    with pytest.raises(InvalidInput, match="n5, n4" if lang == "ja" else "a1, a2"):
        find_candidates([paragraph("水車")], Options(lang, "en", level=level))


def test_a_heading_of_chinese_signs_alone_is_read_with_the_rest():
    zones = [
        Zone(0, 1, ZoneType.HEADING, "水車小屋", lang="zh"),
        Zone(1, 1, ZoneType.PARAGRAPH, "川のそば。", lang="ja"),
    ]
    assert in_language(zones, "ja") == zones


def test_the_same_document_gives_the_same_list_in_every_process():
    answers = {
        subprocess.run(
            [sys.executable, "-c", ORDER],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(answers) == 1
    assert len(json.loads(answers.pop())["pairs"]) == 40


@pytest.mark.parametrize("missing", ["sudachipy", "sudachidict_small"])
def test_without_the_extra_the_direction_is_not_offered_and_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, missing: str
):
    assert ("ja", "en") in languages()
    monkeypatch.setitem(sys.modules, missing, None)
    assert ("ja", "en") not in languages()
    assert ("de", "en") in languages()
    with pytest.raises(UnsupportedLanguage, match=r"pip install 'wordmill\[ja\]'"):
        check_direction("ja", "en")


def test_japanese_is_read_and_not_written():
    with pytest.raises(UnsupportedLanguage, match="from 'en' the lexicon goes to de, es, fr, it, pt"):
        check_direction("en", "ja")


def test_lines_of_a_list_are_sentences_of_their_own():
    zone = paragraph("水車\n石臼を回す", ZoneType.LIST)
    assert [one.text for one in sentences(zone, LANGUAGES.get("ja"))] == ["水車", "石臼を回す"]
