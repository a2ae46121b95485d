"""`python -m tests.benchmarks.llm [--tables o200k.json]` writes tests/benchmarks/results/llm.md."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.llm.alarms import false_alarms
from tests.benchmarks.llm.calls import abreast, overhead
from tests.benchmarks.llm.sent import Sent, book, counter, measure, samples

RESULTS = Path(__file__).parents[1] / "results" / "llm.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.llm", description=__doc__)
    parser.add_argument("--tables", type=Path, help="tables of o200k_base, as JSON")
    count, how = counter(parser.parse_args().tables)
    rows = [measure(name, document, lang, count) for name, (document, lang) in samples().items()]
    rows.append(measure("600 pages, see below", book(), "de", count))
    added, side = overhead(), abreast()
    RESULTS.write_text(_page(rows, how, added, side) + _alarms(), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def _page(rows: list[Sent], how: str, added: dict[str, float], side: dict[str, float]) -> str:
    day = datetime.now(UTC).date().isoformat()
    three = rows[:-1]
    whole = sum(sum(row.ours.values()) for row in three) / sum(row.naive for row in three)
    lines = [
        "# Asking a language model",
        "",
        f"{day}, {os.cpu_count()} cores shared with other work; the endpoint is `tests/support/llm_server`.",
        "`python -m tests.benchmarks.llm`",
        "",
        f"## Tokens sent, counted by {how}",
        "",
        "| document | pages | naive | ours | share | a page, naive / ours | by agent | pairs from the model |",
        "|---|--:|--:|--:|--:|--:|---|--:|",
        *map(_row, rows),
        "",
        f"The three samples together: {whole:.0%} of the naive prompt (the whole text, one sentence of instructions).",
        "Messages only: schemas travel beside them. The long text repeats the German sample's paragraphs.",
        "",
        "## Time",
        "",
        f"- One call of 40 items: {added['ours']:.1f} ms; a bare httpx call of the same body: {added['bare']:.1f} ms;",
        f"  client and validation add {added['added']:.1f} ms (medians of 100).",
        f"- 20 calls of 2 s each, 5 abreast: {side['took']:.2f} s, ideal {side['ideal']:.0f}: {side['over']:.1%} over.",
        "",
        "## Kill -9",
        "",
        "`tests/journey/test_llm.py` kills the functions' process amid the calls of a job on the whole stack: no call",
        "that had answered was asked again (the endpoint counts), and at most the three under way were.",
        "",
    ]
    return "\n".join(lines)


def _alarms() -> str:
    texts, taken = false_alarms()
    return (
        "\n## Honest text taken for orders\n\n"
        f"{taken} of {texts} paragraphs of installed packages' descriptions ({taken / texts:.2%}): technical English\n"
        "with code in it, far from what learners read. Of the samples' paragraphs: none (a unit test).\n"
    )


def _row(row: Sent) -> str:
    ours = sum(row.ours.values())
    agents = ", ".join(f"{name} {tokens}" for name, tokens in row.ours.items())
    each = f"{row.naive / max(1, row.pages):.0f} / {ours / max(1, row.pages):.1f}"
    cells = (row.name, row.pages, row.naive, ours, f"{row.share:.0%}", each, agents, f"{row.by_model} of {row.pairs}")
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
