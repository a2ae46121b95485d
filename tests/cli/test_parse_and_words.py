"""`wordmill parse` and `wordmill words`: one step each, in process."""

import json
import os
import pty
from pathlib import Path

import pytest

from tests.cli.conftest import SAMPLES, Wordmill, one_line, problem, started

ZONE = ["index", "page", "type", "text", "confidence", "bbox"]
PAIR = ["term", "lemma", "pos", "translation", "confidence", "source", "page", "sentence"]
BY_LANGUAGE = {"de": "wassermuehle.pdf", "fr": "pain-au-levain.docx", "es": "aceite-de-oliva.xlsx"}


def test_parse_prints_the_promised_json_without_a_stack(wordmill: Wordmill, tmp_path: Path):
    done = wordmill("parse", SAMPLES / "wassermuehle.pdf", "--json")
    content = json.loads(one_line(done.stdout))
    assert (done.returncode, done.stderr) == (0, "")
    assert list(content)[:3] == ["pages", "zones", "warnings"]
    assert content["pages"] >= 2
    assert all(list(zone)[:6] == ZONE for zone in content["zones"])
    assert [zone["index"] for zone in content["zones"]] == list(range(len(content["zones"])))
    assert list(tmp_path.iterdir()) == []


def test_parse_without_json_is_for_reading(wordmill: Wordmill):
    done = wordmill("parse", SAMPLES / "pain-au-levain.docx")
    assert done.returncode == 0
    assert "heading" in done.stdout
    assert "levain" in done.stdout
    assert "\x1b" not in done.stdout


def test_parse_shows_what_pages_are_called_and_their_language(wordmill: Wordmill):
    content = json.loads(wordmill("parse", SAMPLES / "aceite-de-oliva.xlsx", "--json").stdout)
    assert content["lang"] == "es"
    assert f"1 ({content['page_labels'][0]})" in wordmill("parse", SAMPLES / "aceite-de-oliva.xlsx").stdout


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_words_finds_the_language_and_the_promised_json(wordmill: Wordmill, language: str):
    done = wordmill("words", SAMPLES / BY_LANGUAGE[language], "--to", "en", "--json")
    content = json.loads(one_line(done.stdout))
    assert (done.returncode, done.stderr) == (0, "")
    assert list(content)[:4] == ["engine", "source_lang", "target_lang", "pairs"]
    assert (content["engine"], content["source_lang"], content["target_lang"]) == ("offline", language, "en")
    assert all(list(pair)[:8] == PAIR for pair in content["pairs"])
    assert sum(bool(pair["translation"]) for pair in content["pairs"]) >= 30
    assert all(pair["page"] >= 1 and pair["sentence"] for pair in content["pairs"])


def test_words_shows_what_the_document_calls_its_pages(wordmill: Wordmill):
    sheet = str(SAMPLES / "aceite-de-oliva.xlsx")
    pairs = json.loads(wordmill("words", sheet, "--to", "en", "--json").stdout)["pairs"]
    labels = json.loads(wordmill("parse", sheet, "--json").stdout)["page_labels"]
    assert [pair["page_label"] for pair in pairs] == [labels[pair["page"] - 1] for pair in pairs]
    assert f"1 ({labels[0]})" in wordmill("words", sheet, "--to", "en").stdout


def test_words_takes_its_wishes(wordmill: Wordmill):
    file = SAMPLES / "wassermuehle.pdf"
    content = json.loads(wordmill("words", file, "--to", "FR", "--from", "de", "--max-words", 3, "--json").stdout)
    assert (content["target_lang"], len(content["pairs"])) == ("fr", 3)


def test_words_leaves_out_what_is_known_and_prefers_what_was_asked_for(wordmill: Wordmill):
    def lemmas(*wishes: object) -> list[str]:
        file = SAMPLES / "wassermuehle.pdf"
        done = wordmill("words", file, "--to", "en", "--from", "de", "--max-words", 10, "--json", *wishes)
        return [pair["lemma"] for pair in json.loads(done.stdout)["pairs"]]

    first, second, *_ = lemmas()
    assert not {first, second} & set(lemmas("--known", f"{first}, {second.upper()}"))
    (rare,) = lemmas("--focus", "Fischtreppe", "--max-words", 1)
    assert (rare, "Fischtreppe" in {first, second}) == ("Fischtreppe", False)


def test_control_sequences_of_a_document_never_reach_the_terminal(wordmill: Wordmill, tmp_path: Path):
    file = tmp_path / "evil.txt"
    file.write_text("Die Mühle \x1b]0;harmed\x07 steht [bold]am[/bold] Bach \x1b[2J und mahlt Getreide.\n" * 3)
    for done in (wordmill("words", file, "--to", "en"), wordmill("parse", file)):
        assert done.returncode == 0
        assert "\x1b" not in done.stdout
        assert "\x07" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "works"),
    [
        (["words", "nix.pdf", "--to", "en"], "not_found", "check the name"),
        (["words", "folder", "--to", "en"], "invalid_input", "name the files in it"),
        (["words", "empty.txt", "--to", "en"], "empty", "upload it once more"),
        (["words", "cut.pdf", "--to", "en"], "corrupt", "Save it anew"),
        (["words", "old.doc", "--to", "en"], "legacy_format", "save it as DOCX"),
        (["words", "good.txt", "--to", "xx"], "unsupported_language", "de, en"),
        (["words", "good.txt", "--to", "de"], "unsupported_language", "from 'de'"),
        (["words", "good.txt", "--to", "en", "--from", "xx"], "unsupported_language", "de, en"),
        (["words", "good.txt", "--to", "en", "--max-words", "41"], "invalid_input", "1 to 40"),
        (["words", "good.txt", "--to", "en", "--level", "Z9"], "invalid_input", "a1, a2"),
        (["words", "numbers.txt", "--to", "en"], "invalid_input", "--from de"),
        (["words", "good.txt"], "malformed_request", "wordmill words --help"),
        (["parse"], "malformed_request", "wordmill parse --help"),
        (["parse", "empty.txt"], "empty", "upload it once more"),
        (["grind"], "malformed_request", "wordmill --help"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_work_is_one_line_that_says_what_would(
    wordmill: Wordmill, tmp_path: Path, arguments: list[str], code: str, works: str
):
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.txt").touch()
    (tmp_path / "cut.pdf").write_bytes((SAMPLES / "wassermuehle.pdf").read_bytes()[:400])
    (tmp_path / "old.doc").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\0" * 600
    )
    (tmp_path / "good.txt").write_text("Die Mühle steht am Bach, und der Müller mahlt das Getreide der Bauern.\n")
    (tmp_path / "numbers.txt").write_text("1 2 3 4 5\n")
    plain, for_programs = wordmill(*arguments), wordmill(*arguments, "--json")
    assert (plain.returncode, plain.stdout) == (2, "")
    assert one_line(plain.stderr).startswith("wordmill: ")
    assert works in plain.stderr
    assert (for_programs.returncode, for_programs.stderr) == (2, "")
    assert problem(for_programs.stdout)["code"] == code


@pytest.mark.parametrize(("no_color", "colours"), [("", True), ("1", False)])
def test_colours_are_for_terminals_unless_declined(tmp_path: Path, no_color: str, *, colours: bool):
    ours, theirs = pty.openpty()
    file = SAMPLES / "aceite-de-oliva.xlsx"
    environment = {"TERM": "xterm-256color", "COLUMNS": "120", **({"NO_COLOR": no_color} if no_color else {})}
    with started("words", file, "--to", "en", cwd=tmp_path, stdout=theirs, env_more=environment) as process:
        os.close(theirs)
        text = b""
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:
                break
            if not chunk:
                break
            text += chunk
        assert process.wait(60) == 0
    assert (b"\x1b[32m" in text) is colours


def test_a_terminal_without_umlauts_shows_question_marks(tmp_path: Path):
    only_ascii = {"PYTHONIOENCODING": "ascii"}
    with started("words", SAMPLES / "wassermuehle.pdf", "--to", "en", cwd=tmp_path, env_more=only_ascii) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "M?hle" in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_one_line(tmp_path: Path):
    with Path("/dev/full").open("w") as full:
        arguments = ("words", SAMPLES / "wassermuehle.pdf", "--to", "en")
        with started(*arguments, cwd=tmp_path, stdout=full) as process:
            _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert one_line(err).startswith("wordmill: nothing can be written: No space left on device")
