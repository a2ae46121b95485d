"""How long a cold process takes for ten pages and for a book, and how much memory.

Surprise: the text is the definitions of a German dictionary, which use more different words than any book: every word
that is met first costs a look-up, so this is the dear case.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.build.dictd import articles, glosses
from tests.benchmarks.lexicon.gold import package
from tests.benchmarks.memory import peak_mb

WORDS_A_PAGE = 300


def pages(count: int) -> list[Zone]:
    zones: list[Zone] = []
    texts = definitions()
    for page in range(1, count + 1):
        words: list[str] = []
        while len(words) < WORDS_A_PAGE:
            words += next(texts).split()
        for start in range(0, len(words), 75):
            text = " ".join(words[start : start + 75])
            zones.append(Zone(len(zones), page, ZoneType.PARAGRAPH, text))
    return zones


def definitions() -> Iterator[str]:
    while True:
        for article in articles(package("deu-fra")):
            yield from (text[:1].upper() + text[1:] + "." for text in glosses(article))


def measure(count: int) -> dict[str, float]:
    """In this process: reading the pages is not counted, importing the engine is."""
    zones = pages(count)
    before, cpu = time.perf_counter(), time.process_time()
    from shared.lexicon.engine import Options, find_pairs

    found = find_pairs(zones, Options("de", "en"))
    return {
        "pages": count,
        "pairs": len(found.pairs),
        "seconds": round(time.perf_counter() - before, 2),
        "cpu": round(time.process_time() - cpu, 2),
        "MB": round(peak_mb()),
    }


def table(counts: tuple[int, ...] = (1, 10, 100, 300, 600)) -> str:
    lines = ["| pages | pairs | seconds | CPU seconds | MB at most |", "|---|---|---|---|---|"]
    for count in counts:
        command = [sys.executable, "-m", "tests.benchmarks.lexicon.speed", str(count)]
        answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        lines.append("| " + " | ".join(str(value) for value in answer.values()) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
