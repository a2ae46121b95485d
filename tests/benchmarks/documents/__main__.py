"""Measures reading, ours beside its peers, in one run:

    python -m tests.benchmarks.documents [PART...]    # phrases, hyphens, big, imports, hostile

Writes results/documents.md. Surprise: processor seconds, not the clock, so that a busy machine changes little; peak
memory is of a fresh process for each reader and file.
"""

import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from shared.documents.parser import parse
from shared.errors import WordmillError
from tests.benchmarks.documents.corpus import Case, big_files, hyphen_cases, phrase_cases
from tests.benchmarks.documents.readers import IN_CHILD, READERS
from tests.support.hostile_cases import CASES

ROOT = Path(__file__).resolve().parents[3]
RESULTS = ROOT / "tests" / "benchmarks" / "results" / "documents.md"
Answer = dict[str, object]


def run(reader: str, paths: list[Path], *, seconds: float = 600, memory_mb: int = 0) -> list[Answer]:
    """What a reader answers to each file, in a process of its own."""

    def limit() -> None:
        if memory_mb:
            resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))

    command = [sys.executable, "-m", "tests.benchmarks.documents.readers", reader, *map(str, paths)]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, timeout=seconds, preexec_fn=limit, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return []
    return [json.loads(line) for line in done.stdout.splitlines()]


def phrases(folder: Path) -> list[str]:
    rows = []
    cases = phrase_cases()
    for kind, readers in READERS.items():
        own = [case for case in cases if case.name.endswith(kind)]
        total = sum(len(page) for case in own for page in case.pages)
        for reader in readers:
            answers = run(reader, _written(own, folder))
            found = sum(_found(case, answer) for case, answer in zip(own, answers, strict=False))
            cost = answers[-1] if answers else {}
            cells = [
                kind,
                reader,
                f"{found} of {total}",
                f"{_number(cost, 'cpu')} s",
                f"{_number(cost, 'peak_mb', 0)} MB",
            ]
            rows.append(f"| {' | '.join(cells)} |")
    return ["| type | reader | phrases, right page and order | CPU | peak memory |", "|---|---|---|---|---|", *rows]


def _found(case: Case, answer: Answer) -> int:
    pages = answer.get("pages")
    if not isinstance(pages, list):
        return 0
    # A sample's phrases are given for the whole file where its pages were not counted by hand.
    texts = [" ".join(pages)] if len(case.pages) == 1 else pages
    count = 0
    for text, wanted in zip(texts, case.pages, strict=False):
        plain, at = _plain(text), 0
        for phrase in wanted:
            place = plain.find(_plain(phrase), at)
            if place >= 0:
                count, at = count + 1, place
    return count


def _plain(text: str) -> str:
    text = " ".join(text.replace("\ufeff", "").split())
    return re.sub("(?<=[\u3000-\u9fff]) (?=[\u3000-\u9fff])", "", text)


def hyphens(folder: Path) -> list[str]:
    rows = []
    for reader in READERS["pdf"]:
        cells = []
        for lang, (data, wanted) in hyphen_cases().items():
            (folder / f"{lang}.pdf").write_bytes(data)
            answers = run(reader, [folder / f"{lang}.pdf"] * 2)
            pages = answers[0].get("pages") if answers else None
            text = _plain(" ".join(pages)) if isinstance(pages, list) else ""
            cells.append(
                f"{sum(text.count(_plain(phrase)) >= count for phrase, count in wanted.items())} of {len(wanted)}"
            )
        rows.append(f"| {reader} | {' | '.join(cells)} |")
    return [f"| reader | {' | '.join(hyphen_cases())} |", "|---|---|---|---|---|", *rows]


def big(folder: Path) -> list[str]:
    rows = []
    for name, make in big_files().items():
        path = folder / name
        path.write_bytes(make())
        for reader in (*READERS[path.suffix[1:]], IN_CHILD):
            answers = run(reader, [path], seconds=900)
            cost = answers[0] if answers else {}
            failed = cost.get("error") or ("" if answers else "no answer in 900 s")
            rows.append(
                f"| {path.stem} | {reader} | {_number(cost, 'cpu')} s | {_number(cost, 'peak_mb', 0)} MB {failed} |"
            )
    return [
        "| file | reader | CPU, import included | peak memory, of both processes where there are two |",
        "|---|---|---|---|",
        *rows,
    ]


def _code_of(path: Path) -> str:
    try:
        parse(path, filename=path.name)
    except WordmillError as error:
        return error.code
    return ""


def hostile(folder: Path) -> list[str]:
    """Safe: an answer within 20 s and 512 MB, without a crash or a MemoryError."""
    safe: dict[tuple[str, str], int] = {}
    totals: dict[str, int] = {}
    for number, (filename, make) in enumerate(CASES.values()):
        kind = filename.rpartition(".")[2]
        if kind not in READERS:
            continue
        totals[kind] = totals.get(kind, 0) + 1
        path = folder / f"hostile-{number}.{kind}"
        path.write_bytes(make())
        # Text alone is read in the same child: no case of its own.
        for reader in [name for name in READERS[kind] if name != "ours, text only"]:
            is_safe = (
                _ours_is_safe(path)
                if reader == "ours"
                else bool(_answered(run(reader, [path], seconds=20, memory_mb=512)))
            )
            safe[kind, reader] = safe.get((kind, reader), 0) + is_safe
        path.unlink()
    rows = [f"| {kind} | {reader} | {count} of {totals[kind]} |" for (kind, reader), count in safe.items()]
    return ["| type | reader | hostile files safe |", "|---|---|---|", *rows]


def _answered(answers: list[Answer]) -> bool:
    return bool(answers) and not answers[0].get("memory")


def _ours_is_safe(path: Path) -> bool:
    began = time.monotonic()
    return _code_of(path) != "internal" and time.monotonic() - began < 20


def imports(_folder: Path) -> list[str]:
    rows = []
    for kind in ("pdf", "docx", "xlsx", "txt"):
        code = (
            "import time; t = time.perf_counter()\n"
            f"from shared.documents.parsers.{kind} import PARSER\n"
            + {"pdf": "import pypdfium2", "txt": "pass"}.get(kind, "import lxml.etree")
            + "\nprint(time.perf_counter() - t)"
        )
        times = [
            float(
                subprocess.run(
                    [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
                ).stdout
            )
            for _ in range(7)
        ]
        rows.append(f"| {kind} | {sorted(times)[3] * 1000:.0f} ms |")
    return ["| type | import, median of 7 |", "|---|---|", *rows]


def _written(cases: list[Case], folder: Path) -> list[Path]:
    for case in cases:
        (folder / case.name).write_bytes(case.data)
    return [folder / case.name for case in cases]


def _number(answer: Answer, key: str, digits: int = 1) -> str:
    value = answer.get(key)
    return f"{value:.{digits}f}" if isinstance(value, float) else "-"


PARTS = {
    "phrases": ("Phrases", phrases),
    "hyphens": ("Words divided at line ends, put right (readers that leave line ends as they are have none)", hyphens),
    "big": ("Big files", big),
    "imports": ("Imports", imports),
    "hostile": ("Hostile files: answered within 20 s and 512 MB, no crash, no MemoryError", hostile),
}


def main() -> None:
    found = _earlier()
    with tempfile.TemporaryDirectory(prefix="wordmill-bench-") as folder:
        for name in sys.argv[1:] or PARTS:
            title, measure = PARTS[name]
            found[title] = measure(Path(folder))
            _write(found)
    print(RESULTS.read_text(encoding="utf-8"))


def _earlier() -> dict[str, list[str]]:
    """The parts that stand there already; those that are measured anew replace them."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    parts = (part.partition("\n\n") for part in text.split("## ")[1:])
    titles = [title for title, _ in PARTS.values()]
    return {title: rows.strip().split("\n") for title, _, rows in parts if title in titles}


def _write(found: dict[str, list[str]]) -> None:
    """What is known so far; a run that is cut short leaves its first parts."""
    head = (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end, by "
        "`python -m tests.benchmarks.documents`. Files are made by code, see `corpus.py`; CPU is processor time."
    )
    sections = [f"## {title}\n\n" + "\n".join(rows) for title, _ in PARTS.values() if (rows := found.get(title))]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n\n".join(["# Reading documents", head, *sections]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
