import gzip
from pathlib import Path

from shared.lexicon.build.glosses import gloss_rows
from shared.lexicon.build.packages import Package


def package(folder: Path, source: str, article: str) -> Package:
    data = article.encode()
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    (folder / f"{source}.index").write_text(f"river\tA\t{digits[len(data) // 64]}{digits[len(data) % 64]}\n", "utf-8")
    with gzip.open(folder / f"{source}.dict.dz", "wb") as file:
        file.write(data)
    return Package("p", "1", source, "bul", folder / f"{source}.index")


def test_explanations_become_content_words_and_translations_do_not(tmp_path: Path):
    found = package(
        tmp_path, "eng", "river <n>\n1. река\nany large flow of a liquid\n2. поток\nlarge streams which drain"
    )
    rows = {key: words for key, words, _ in gloss_rows([found], {}, {"river"})}
    assert rows.pop("river") == "drain flow liquid stream"
    assert not any(rows.values())


def test_a_word_is_kept_with_how_many_words_it_explains(tmp_path: Path):
    (tmp_path / "other").mkdir()
    river = package(tmp_path, "eng", "river <n>\n1. река\nany large flow of a liquid")
    milk = package(tmp_path / "other", "eng", "milk <n>\n1. мляко\na white liquid")
    counts = {key: count for key, _, count in gloss_rows([river, milk], {}, {"river", "milk"})}
    assert (counts["liquid"], counts["flow"], counts["river"]) == ("2", "1", "")


def test_only_dictionaries_from_english_explain(tmp_path: Path):
    assert list(gloss_rows([package(tmp_path, "deu", "Fluss <n>\n1. река\nflowing water")], {}, {"fluss"})) == []
