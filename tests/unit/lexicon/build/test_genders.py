import zipfile
from pathlib import Path

from shared.lexicon.build.genders import german, settled, with_genders

HEAD = "lemma,pos,genus,genus 1,genus 2\n"


def wheel(folder: Path, rows: str) -> Path:
    path = folder / "german_nouns-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("german_nouns/nouns.csv", HEAD + rows)
    return path


def test_of_variants_the_first_is_usual_and_words_of_one_spelling_stay_apart(tmp_path: Path):
    rows = "Zwiebel,Substantiv,,f,m\nSee,Substantiv,m,,\nSee,Substantiv,f,,\nEltern,Substantiv,,,\n"
    assert german(wheel(tmp_path, rows)) == {"Zwiebel": ("f",), "See": ("m", "f")}


def test_names_have_no_say(tmp_path: Path):
    rows = 'Lauch,Substantiv,m,,\nLauch,"Substantiv,Toponym",f,,\n'
    assert german(wheel(tmp_path, rows)) == {"Lauch": ("m",)}


def test_what_the_dictionaries_are_sure_of_stays():
    assert settled("f", ("m",)) == "f"
    assert settled("mf", ()) == "mf"


def test_what_they_leave_open_is_settled_by_the_list():
    assert settled("mf", ("m",)) == "m"
    assert settled("mf", ("m", "f")) == "mf"
    assert settled("", ("f", "n")) == "f"
    assert settled("mf", ("n",)) == "n"


def test_only_nouns_get_a_gender():
    parts = {"Butter": {"noun": ""}, "buttern": {"verb": ""}}
    assert with_genders(parts, {"Butter": ("f",), "buttern": ("f",)}) == {
        "Butter": {"noun": "f"},
        "buttern": {"verb": ""},
    }
