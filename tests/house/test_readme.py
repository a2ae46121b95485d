"""What the README tells people to type exists."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    path
    for path in (ROOT / "README.md", ROOT / "deploy" / "README.md", ROOT / "supabase" / "README.md")
    if path.exists()
]


def _code(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"```(\w*)\n(.*?)```", text, re.DOTALL)
    fences = [code for language, code in blocks if language in {"", "sh", "bash", "console"}]
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return "\n".join([*fences, *re.findall(r"`([^`\n]+)`", text)])


def _found(pattern: str) -> list[str]:
    return sorted({found for page in PAGES for found in re.findall(pattern, _code(page), re.MULTILINE)})


@pytest.mark.parametrize("target", _found(r"(?:^|\s)make ([a-z]+)"))
def test_a_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("command", _found(r"(?:^|\s|/)wordmill ([a-z]+)"))
def test_a_wordmill_command_exists(command: str) -> None:
    commands = {path.stem for path in (ROOT / "deploy" / "local" / "cli" / "commands").glob("*.py")}
    assert command in commands


@pytest.mark.parametrize("module", _found(r"python3? -m ([a-z_.]+)"))
def test_a_module_to_run_exists(module: str) -> None:
    assert importlib.util.find_spec(module) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_into_the_project_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_the_readme_tells_both_commands() -> None:
    assert {"demo", "test"} <= set(_found(r"(?:^|\s)make ([a-z]+)"))
