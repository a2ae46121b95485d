"""What each function is deployed as, and that it runs from there with nothing else installed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from deploy.bundle.make import function_names, lay_out, make_folder, make_zip
from deploy.bundle.packages import distributions_of, pinned
from deploy.bundle.reach import reach_of
from shared.documents.parser import PARSERS
from shared.exports.format import FORMATS
from shared.pipeline.stage import STAGES
from tests.support.doors import ENVIRONMENT, ROOT, signed, url_event

LEAN = ("health", "job_control", "export_generation", "upload_intake")
RUN = """
import json, sys
sys.path[:0] = [sys.argv[1]]
from importlib import import_module
handler = import_module(f"functions.{sys.argv[2]}.main").lambda_handler
print("ANSWER" + json.dumps(handler(json.loads(sys.argv[3]), None)))
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


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the bundles lie, each in a folder of its function's name."""
    return tmp_path_factory.mktemp("bundles")


def run(unpacked: Path, function: str, event: dict[str, object]) -> dict[str, object]:
    """The answer of a handler in an interpreter that has the standard library and the bundle."""
    home = unpacked / function
    if not home.exists():
        lay_out(function, home, source="environment")
    interpreter = Path(os.path.realpath(sys.executable))
    done = subprocess.run(
        [interpreter, "-I", "-S", "-c", RUN, home, function, json.dumps(event)],
        env={"PATH": "/usr/bin:/bin", **ENVIRONMENT},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    answers = [line.removeprefix("ANSWER") for line in done.stdout.splitlines() if line.startswith("ANSWER")]
    assert answers, done.stderr
    found: dict[str, object] = json.loads(answers[0])
    return found


def test_health_runs_from_its_bundle_and_nothing_else(unpacked: Path) -> None:
    answer = run(unpacked, "health", url_event("GET", "/"))
    assert answer["statusCode"] == 503
    assert json.loads(str(answer["body"]))["checks"]["database"]["status"] == "unhealthy"


def test_a_worker_runs_from_its_bundle_up_to_the_database_that_is_not_there(unpacked: Path) -> None:
    hint = {
        "type": "UPDATE",
        "table": "jobs",
        "record": {"id": "1b671a64-40d5-491e-99b0-da01ff1f3341", "stage": "parsing"},
    }
    answer = run(unpacked, "job_advance", url_event("POST", "/", **signed(hint)))
    assert answer["statusCode"] == 503
    assert json.loads(str(answer["body"]))["code"] == "database_unavailable"


def test_a_refusal_comes_from_the_bundle_as_a_problem(unpacked: Path) -> None:
    answer = run(unpacked, "health", url_event("POST", "/", json={}))
    assert answer["statusCode"] == 405


def test_the_same_sources_make_the_same_bytes(tmp_path: Path) -> None:
    first, second = (make_zip("health", tmp_path / f"{turn}.zip", source="environment") for turn in "ab")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.megabytes < 20
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
