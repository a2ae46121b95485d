"""Whatever text a stranger sends, a pattern takes time by its length: each is run over what makes patterns start over.

Surprise: patterns are found and not listed: those that modules hold, and those written where they are used. Each is
run by the methods that its users call, for one that is only ever matched at the start may be slow to search for.
"""

import ast
import importlib
import itertools
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

import shared
from shared.documents.hyphens import LONGEST_WORD
from shared.documents.number_format import LONGEST_CODE

ROOT = Path(__file__).parents[2]
METHODS = ("match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split")
LONG = 8_000
FLOOR_SECONDS = 0.02
"""What takes less than this for so many characters is not looked at more closely; linear ones take a tenth of it."""
STEEPEST = 8
"""Four times the text takes four times as long; sixteen would be a square."""
BOUNDED = {
    "shared.documents.hyphens._END": LONGEST_WORD,
    "shared.documents.number_format": LONGEST_CODE,
}
"""What never sees a longer text than this, whoever sends it: by module, or by pattern."""
USUAL = "aA1 \n\t-.é中"


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern, the methods it is used by, and where it stands."""

    pattern: re.Pattern[Any]
    methods: frozenset[str]
    place: str


def modules() -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(shared.__path__, "shared."):
        if not re.search(r"\.(testing|build)(\.|$)|__main__", each.name):
            yield importlib.import_module(each.name)


def held(value: object) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value of a module: alone, or in a tuple, a list, a dict."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from held(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from held(each)


def found() -> dict[str, Found]:
    made: dict[str, Found] = {}
    sources = {module.__name__: Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules()}
    everything = "\n".join(sources.values())
    for name, source in sources.items():
        for key, value in vars(importlib.import_module(name)).items():
            if key.startswith("__") or not (patterns := list(held(value))):
                continue
            users = source if key.startswith("_") else everything
            methods = set(re.findall(rf"\b{key}(?:\[[^\]]*\])?\.(\w+)", users)) & set(METHODS)
            for number, pattern in enumerate(patterns):
                place = f"{name}.{key}" + f"[{number}]" * (not isinstance(value, re.Pattern))
                made[place] = Found(pattern, frozenset(methods or METHODS), place)
        for node in ast.walk(ast.parse(source)):
            if inline := written_in_place(node, name):
                made[inline.place] = inline
    return made


def written_in_place(node: ast.AST, module: str) -> Found | None:
    """re.sub(r"...", ...) and the like, where the pattern is a literal."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS):
        return None
    if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
        return None
    if not isinstance(text := getattr(node.args[0], "value", None), str | bytes):
        return None
    flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(node) else re.NOFLAG
    return Found(re.compile(text, flags), frozenset({node.func.attr}), f"{module}:{node.lineno}")


FOUND = found()


def evil(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """Long runs of one thing and of two by turns, made of what the pattern itself names, with and without an end."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    signs = [sign for sign in dict.fromkeys(text) if not sign.isalnum() and sign not in "\\^$?*+{}"]
    words = re.findall(r"[^\W\d_]{3,}", text)
    parts = list(dict.fromkeys([*USUAL, *signs[:7], *words[:2]]))
    for one, other in itertools.product(parts, repeat=2):
        unit = one if one == other else one + other
        run = (unit * length)[:length]
        yield run[:-1] + "\x01"
        if one == other:
            yield run


def seconds(run: Callable[[Any], object], text: str, pattern: re.Pattern[Any]) -> float:
    subject: Any = text if isinstance(pattern.pattern, str) else text.encode()
    began = time.process_time()
    run(subject)
    return time.process_time() - began


def runner(pattern: re.Pattern[Any], method: str) -> Callable[[Any], object]:
    if method in {"sub", "subn"}:
        return lambda text: pattern.sub(text[:0], text)
    if method == "finditer":
        return lambda text: sum(1 for _ in pattern.finditer(text))
    found: Callable[[Any], object] = getattr(pattern, method)
    return found


@contextmanager
def no_longer_than(limit: float) -> Iterator[None]:
    """Ends a pattern that would run for ever; the engine looks for signals as it goes."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def steep(one: Found) -> str:
    """The text over which a pattern takes more than its length's time; "" where there is none."""
    length = next((most for place, most in BOUNDED.items() if one.place.startswith(place)), LONG)
    for method, text in itertools.product(sorted(one.methods), evil(one.pattern, length)):
        run = runner(one.pattern, method)
        try:
            with no_longer_than(60):
                whole = seconds(run, text, one.pattern)
                if whole <= FLOOR_SECONDS:
                    continue
                # The clock may have run for others: the best of three counts, on both sides.
                whole = min(whole, *(seconds(run, text, one.pattern) for _ in range(2)))
                quarter = min(seconds(run, text[-length // 4 :], one.pattern) for _ in range(3))
        except TimeoutError:
            return f"{method} {text[:12]!r}... does not end"
        if whole > FLOOR_SECONDS and whole > STEEPEST * quarter:
            return f"{method} {text[:12]!r}...{text[-1]!r}: {whole:.3f} s, a quarter of it {quarter:.3f} s"
    return ""


def test_patterns_are_found_in_the_rooms_that_read_hostile_text() -> None:
    rooms = {place.split(".")[1] for place in FOUND}
    assert {"documents", "lexicon", "llm"} <= rooms
    assert len(FOUND) > 80


@pytest.mark.parametrize("place", sorted(FOUND))
def test_a_pattern_takes_time_by_the_length_of_the_text(place: str) -> None:
    assert not steep(FOUND[place])


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"\s+$", r"(?:a|a)*b", r"\w+-\d", r"(?:\.\s?)+x"])
def test_one_that_does_not_is_noticed(pattern: str) -> None:
    assert steep(Found(re.compile(pattern), frozenset({"search"}), "here"))
