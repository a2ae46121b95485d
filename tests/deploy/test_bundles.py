"""What each function is deployed as, and that it runs from there with nothing else installed."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from deploy.bundle.layers import DATA, LAYERS, LICENCES, make_layer
from deploy.bundle.make import function_names, lay_out, make_folder, make_zip, needed_layers
from deploy.bundle.packages import distributions_of, pinned
from deploy.bundle.reach import reach_of
from deploy.bundle.zips import Bundle
from shared.documents.parser import PARSERS
from shared.exports.format import FORMATS
from shared.pipeline.stage import STAGES
from tests.support.doors import ENVIRONMENT, ROOT, signed, url_event

LEAN = ("health", "job_control", "export_generation", "upload_intake")
FIND = """
import json, sys
sys.path[:0] = [sys.argv[1], sys.argv[2] + "/python"]  # as Lambda's Python has /var/task and /opt/python
"""
RUN = """
from importlib import import_module
from os import environ
handler = import_module(f"functions.{environ['FUNCTION']}.main").lambda_handler
print("ANSWER" + json.dumps(handler(json.loads(sys.argv[3]), None)))
"""
TRANSLATE = """
from shared.lexicon.dictionary import dictionary, languages
from shared.lexicon.words import vocabulary
known = sorted("-".join(each) for each in languages())
words = [word.text for word in dictionary("de", "fr").translations("Mühle", "noun")]
print("ANSWER" + json.dumps([known, vocabulary("de").is_known("Mühle"), words]))
"""


def names(function: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in reach_of(function).files}


@pytest.mark.parametrize("function", function_names())
def test_a_bundle_holds_its_own_function_and_none_of_the_workshop(function: str) -> None:
    found = names(function)
    assert {name for name in found if name.startswith("functions/")} == {f"functions/{function}/main.py"}
    strangers = ("tests/", "deploy/", "shared/testing/", "shared/lexicon/build/", "supabase/")
    assert not [name for name in found if name.startswith(strangers)]


@pytest.mark.parametrize("function", LEAN)
def test_a_function_that_makes_no_wordlists_carries_no_lexicon_and_no_parsers(function: str) -> None:
    rooms = {name.split("/")[1] for name in names(function) if name.startswith("shared/")}
    assert not rooms & {"lexicon", "llm"}
    carried = set(distributions_of(reach_of(function).packages))
    assert not {"pypdf", "pypdfium2", "boto3"} & carried
    # Word's sheets are written through lxml; who knows no export format does not carry it.
    assert ("lxml" in carried) == ("exports" in rooms)


def test_what_is_imported_by_name_is_carried_too() -> None:
    found = names("job_advance")
    for registry, folder in ((PARSERS, "documents/parsers"), (STAGES, "pipeline/stages")):
        assert {f"shared/{folder}/{name}.py" for name in registry} <= found
    assert {f"shared/exports/formats/{name}.py" for name in FORMATS} <= names("export_generation")
    assert "shared/documents/child.py" in found
    assert any(name.startswith("shared/lexicon/data/") for name in found)


@pytest.mark.parametrize("function", function_names())
def test_every_package_of_a_bundle_is_locked(function: str) -> None:
    carried = distributions_of(reach_of(function).packages)
    assert {"werkzeug", "apig-wsgi"} <= set(carried)
    assert set(carried) <= pinned().keys()
    assert all("--hash=sha256:" in pinned()[name] for name in carried)


def test_japanese_is_carried_only_when_asked_for(tmp_path: Path) -> None:
    plain, asked = reach_of("job_advance"), reach_of("job_advance", ["ja"])
    extra = {"sudachipy", "sudachidict_small"}
    assert not extra & plain.packages
    assert asked.packages == plain.packages | extra
    data = {path.name for path in asked.files} - {path.name for path in plain.files}
    assert data == {"ja", "ja-en"}
    assert all("--hash=sha256:" in pinned()[name] for name in ("sudachipy", "sudachidict-small"))
    assert not extra & reach_of("health", ["ja"]).packages
    made = make_folder("job_advance", tmp_path / "job_advance", extras=["ja"])
    assert "sudachidict-small==" in (made.path / "requirements.txt").read_text(encoding="utf-8")


JAPANESE = """
import sys
sys.path[:0] = [sys.argv[1]]
from shared.domain.zone import Zone, ZoneType
from shared.lexicon.engine import Options, find_pairs, languages
print(("ja", "en") in languages())
print(find_pairs([Zone(0, 1, ZoneType.PARAGRAPH, "水車は回る。")], Options("ja", "en")).pairs[0].translation)
"""


@pytest.mark.parametrize("extras", [[], ["ja"]])
def test_a_bundle_reads_japanese_where_it_was_asked_to(tmp_path: Path, extras: list[str]) -> None:
    home = tmp_path / "bundle"
    lay_out("job_advance", home, source="environment", extras=extras)
    command = [os.path.realpath(sys.executable), "-I", "-S", "-X", "utf8", "-c", JAPANESE, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if extras:
        assert done.stdout.split("\n")[:2] == ["True", "water wheel"], done.stderr
    else:
        assert done.stdout.startswith("False")
        assert "pip install 'wordmill[ja]'" in done.stderr


@dataclass(frozen=True)
class Packaged:
    """The zips as they would be deployed, and what Lambda makes of them on its disk."""

    home: Path

    def zip(self, name: str) -> Bundle:
        target = self.home / f"{name}.zip"
        if target.exists():
            return Bundle(target, target.stat().st_size)
        return make_layer(name, target) if name in LAYERS else make_zip(name, target, source="environment")

    def task(self, function: str) -> Path:
        """/var/task of a function."""
        return self._unpacked(self.home / function, [function])

    def opt(self, function: str) -> Path:
        """/opt of a function: all its layers in one folder."""
        return self._unpacked(self.home / f"{function}.opt", needed_layers()[function])

    def _unpacked(self, folder: Path, names: list[str]) -> Path:
        if not folder.exists():
            folder.mkdir()
            for name in names:
                with ZipFile(self.zip(name).path) as bundle:
                    bundle.extractall(folder)
        return folder


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    """Each is made by the first test that wants it."""
    return Packaged(tmp_path_factory.mktemp("packaged"))


def run(packaged: Packaged, function: str, event: dict[str, object]) -> dict[str, object]:
    """The answer of a handler in an interpreter that has the standard library, the bundle and its layers."""
    found: dict[str, object] = json.loads(told(packaged, function, RUN, json.dumps(event)))
    return found


def told(packaged: Packaged, function: str, script: str, *arguments: str) -> str:
    interpreter = Path(os.path.realpath(sys.executable))
    done = subprocess.run(
        [interpreter, "-I", "-S", "-c", FIND + script, packaged.task(function), packaged.opt(function), *arguments],
        env={"PATH": "/usr/bin:/bin", **ENVIRONMENT, "FUNCTION": function},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    answers = [line.removeprefix("ANSWER") for line in done.stdout.splitlines() if line.startswith("ANSWER")]
    assert answers, done.stderr
    return answers[0]


def test_health_runs_from_its_bundle_and_nothing_else(packaged: Packaged) -> None:
    answer = run(packaged, "health", url_event("GET", "/"))
    assert answer["statusCode"] == 503
    assert json.loads(str(answer["body"]))["checks"]["database"]["status"] == "unhealthy"


def test_a_worker_runs_from_its_bundle_up_to_the_database_that_is_not_there(packaged: Packaged) -> None:
    hint = {
        "type": "UPDATE",
        "table": "jobs",
        "record": {"id": "1b671a64-40d5-491e-99b0-da01ff1f3341", "stage": "parsing"},
    }
    answer = run(packaged, "job_advance", url_event("POST", "/", **signed(hint)))
    assert answer["statusCode"] == 503
    assert json.loads(str(answer["body"]))["code"] == "database_unavailable"


def test_a_refusal_comes_from_the_bundle_as_a_problem(packaged: Packaged) -> None:
    answer = run(packaged, "health", url_event("POST", "/", json={}))
    assert answer["statusCode"] == 405


@pytest.mark.parametrize("name", [*function_names(), *LAYERS])
def test_every_zip_is_under_20_mb_and_what_lambda_unpacks_under_its_limit(name: str, packaged: Packaged) -> None:
    assert packaged.zip(name).megabytes < 20
    if name not in LAYERS:
        files = (*packaged.task(name).rglob("*"), *packaged.opt(name).rglob("*"))
        assert sum(path.stat().st_size for path in files if path.is_file()) < 250 * 2**20


def test_the_layers_hold_the_lexicon_whole_each_file_once_and_the_zips_none_of_it(packaged: Packaged) -> None:
    held = [name for layer in LAYERS for name in ZipFile(packaged.zip(layer).path).namelist()]
    data = {path.name for path in DATA.iterdir()} - {"ja", "ja-en"}
    assert sorted(held) == sorted(
        f"python/lexicon_data/{name}" for name in data for _ in range(len(LAYERS) if name in LICENCES else 1)
    )
    assert not [name for name in ZipFile(packaged.zip("job_advance").path).namelist() if "lexicon/data" in name]


def test_a_layer_holds_an_extra_language_where_it_is_asked_for(tmp_path: Path) -> None:
    asked = [make_layer(layer, tmp_path / f"{layer}.zip", ["ja"]) for layer in LAYERS]
    held = {name for made in asked for name in ZipFile(made.path).namelist()}
    assert {"python/lexicon_data/ja", "python/lexicon_data/ja-en"} <= held
    assert all(made.megabytes < 20 for made in asked)


def test_a_worker_finds_the_lexicon_in_its_layers(packaged: Packaged) -> None:
    known, is_known, words = json.loads(told(packaged, "job_advance", TRANSLATE))
    assert known == sorted({path.name for path in DATA.iterdir() if re.fullmatch("..-..", path.name)} - {"ja-en"})
    assert is_known
    assert "moulin" in words


def test_the_same_sources_make_the_same_bytes(tmp_path: Path) -> None:
    first, second = (make_zip("health", tmp_path / f"{turn}.zip", source="environment") for turn in "ab")
    assert first.path.read_bytes() == second.path.read_bytes()
    with ZipFile(first.path) as bundle:
        inside = bundle.namelist()
    assert "functions/health/main.py" in inside
    assert not [name for name in inside if "__pycache__" in name or "/tests/" in name or name.endswith(".pyi")]


def test_cloud_run_gets_sources_and_locked_requirements(tmp_path: Path) -> None:
    made = make_folder("job_control", tmp_path / "job_control")
    listed = (made.path / "requirements.txt").read_text(encoding="utf-8")
    assert "functions-framework==" in listed
    assert "pypdf" not in listed
    assert (made.path / "functions" / "job_control" / "main.py").is_file()
