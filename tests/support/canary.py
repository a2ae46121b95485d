"""Birds in the mine: secrets of the test run, none of which may stand in a line that anything writes to a log.

A test fails whose own output holds one; the run fails when a log of a stack does. Both know the fixed secrets of the
tests, every key that a stack of this run made for itself, tokens by their shape, and a word of a document.

Surprise: what was found is told by name and place, not repeated: this message is a log as well.
"""

import json
import os
import re
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

import pytest

DOCUMENT_WORD = "Kanarienzwetschge"
"""Stands in documents, file names and wishes of the journey tests; no log has a use for it."""
LLM_KEY = "sk-canary-5b1d93e07c"
FIXED = {
    "the secret key of the memory gateway": "sb_secret_canary",
    "the shared JWT secret": "the-shared-secret-of-a-test-project",
    "the webhook secret": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "the older webhook secret": "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=",
    "the key of the language model": LLM_KEY,
    "a word of a document": DOCUMENT_WORD,
}
SHAPES = {
    "a token": re.compile(r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}"),
    "a secret key": re.compile(r"sb_secret_[\w-]{16,}"),
    "a webhook secret": re.compile(r"whsec_[\w+/=]{16,}"),
}
# Data, not lines, and some of it is called .log, as a browser's database; a stack's folder has thousands of such files.
NO_LOGS = {"postgres", "storage", "profile", "node_modules", ".git", "__pycache__"}


def secrets_in(text: str, known: Mapping[str, str] = FIXED) -> list[str]:
    """What of ours stands in the text, by name."""
    return [name for name, secret in known.items() if secret in text] + [
        name for name, shape in SHAPES.items() if shape.search(text)
    ]


def leaks_below(folder: Path) -> list[str]:
    """Every log below that holds a secret, and which."""
    files = list(_files(folder))
    known = dict(FIXED)
    for path in files:
        if path.name == "keys.json":
            made = json.loads(path.read_text(encoding="utf-8"))
            known |= {f"{name} of {path.parent}": key for name, key in made.items() if name != "publishable_key"}
    return [
        f"{path} holds {name}"
        for path in files
        if path.suffix == ".log"
        for name in secrets_in(path.read_text(encoding="utf-8", errors="replace"), known)
    ]


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in NO_LOGS]
        yield from (Path(place) / name for name in names)


@pytest.fixture(scope="session", autouse=True)
def no_secret_in_any_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Asked for first, so it looks last: when all stacks have stopped."""
    yield
    leaks = leaks_below(tmp_path_factory.getbasetemp())
    assert not leaks, "\n".join(leaks)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test whose captured output holds a secret fails, whatever it was about."""
    report = yield
    written = "".join(text for name, text in report.sections if name.startswith("Captured"))
    if found := secrets_in(written):
        report.outcome = "failed"
        report.longrepr = f"the output of this test holds {', '.join(found)}"
        report.sections = [("Left out", "it holds a secret")]
    return report
