"""One folder, one function, one key in serverless.yml, one path in the OpenAPI document."""

import ast
import inspect
import json
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from shared.edge.endpoint import door_of
from shared.limits.rules import RULES
from tests.support.doors import FUNCTIONS, ROOT, load_main

NAMES = sorted(path.parent.name for path in FUNCTIONS.glob("*/main.py"))


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as their text."""


def _short_form(_loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> str:
    return str(getattr(node, "value", node))


_Loader.add_multi_constructor("!", _short_form)


def manifest() -> dict[str, Any]:
    found = yaml.load((ROOT / "serverless.yml").read_text(encoding="utf-8"), _Loader)
    return cast("dict[str, Any]", found)


def test_every_folder_is_a_key_of_the_manifest_and_the_reverse() -> None:
    assert sorted(manifest()["functions"]) == NAMES


def test_every_folder_holds_an_entry_and_nothing_else() -> None:
    strays = [path.name for path in FUNCTIONS.iterdir() if path.is_dir() and path.name not in {*NAMES, "__pycache__"}]
    assert not strays
    for name in NAMES:
        assert {path.name for path in (FUNCTIONS / name).iterdir()} - {"__pycache__"} == {"main.py"}


@pytest.mark.parametrize("name", NAMES)
def test_a_manifest_entry_names_its_own_handler_bundle_and_limits(name: str) -> None:
    entry = manifest()["functions"][name]
    assert entry["handler"] == f"functions/{name}/main.lambda_handler"
    assert entry["package"]["artifact"] == f"build/aws/{name}.zip"
    assert {"memorySize", "timeout", "reservedConcurrency", "url", "description"} <= entry.keys()


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_is_a_plain_function_and_a_lambda_handler(name: str) -> None:
    module = load_main(FUNCTIONS / name)
    assert inspect.isfunction(module.main)
    assert inspect.isfunction(module.lambda_handler)
    assert door_of(module.main).name == name


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_names_a_limit_that_exists_and_fits_its_callers(name: str) -> None:
    policy = door_of(load_main(FUNCTIONS / name).main).policy
    assert policy.limit is None or policy.limit in RULES
    if "user" in policy.callers:
        assert policy.limit is not None, "what users call is limited"
    if "user" in policy.callers and policy.method == "POST":
        assert policy.idempotent, "what makes something takes an Idempotency-Key"


@pytest.mark.parametrize("name", NAMES)
def test_only_what_browsers_call_allows_browsers(name: str) -> None:
    callers = door_of(load_main(FUNCTIONS / name).main).policy.callers
    url = manifest()["functions"][name]["url"]
    assert isinstance(url, dict) == ("user" in callers or "public" in callers)


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_imports_nothing_that_speaks_http_or_supabase_by_itself(name: str) -> None:
    tree = ast.parse((FUNCTIONS / name / "main.py").read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    rooms = {module.split(".")[0] for module in imported}
    assert not rooms & {"flask", "werkzeug", "supabase", "httpx", "os", "functions", "deploy"}


def test_the_manifest_tells_browsers_what_the_other_cloud_tells_them() -> None:
    from shared.edge.middleware.cors import ANSWER_HEADERS, REQUEST_HEADERS

    cors = manifest()["custom"]["cors"]
    assert set(cors["allowedHeaders"]) == {name.lower() for name in REQUEST_HEADERS}
    assert set(cors["exposedResponseHeaders"]) == {name.lower() for name in ANSWER_HEADERS}


def test_every_function_is_a_path_of_the_openapi_document() -> None:
    document = json.loads((ROOT / "functions" / "openapi.json").read_text(encoding="utf-8"))
    assert sorted(document["paths"]) == [f"/functions/v1/{name}" for name in NAMES]


def test_this_file_looks_at_the_projects_functions() -> None:
    assert Path(FUNCTIONS).name == "functions"
    assert "health" in NAMES
