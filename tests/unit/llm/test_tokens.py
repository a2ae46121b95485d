"""The estimator against counts of two byte-pair encodings, and against `tiktoken` where it has its tables."""

import json
from pathlib import Path

import pytest

from shared.llm.tokens import estimate

COUNTED = json.loads((Path(__file__).parent / "token_counts.json").read_text(encoding="utf-8"))["texts"]
LEAST = 0.95


@pytest.mark.parametrize("row", COUNTED, ids=lambda row: row["name"])
def test_the_estimate_is_never_more_than_five_percent_under(row: dict[str, object]):
    guess = estimate(str(row["text"]))
    assert guess >= LEAST * max(int(str(row["o200k"])), int(str(row["cl100k"])))


@pytest.mark.parametrize("row", COUNTED, ids=lambda row: row["name"])
def test_the_estimate_is_not_twice_the_truth(row: dict[str, object]):
    assert estimate(str(row["text"])) <= 2 * int(str(row["o200k"]))


@pytest.mark.parametrize("encoding", ["o200k_base", "cl100k_base"])
def test_tiktoken_agrees_where_it_is_installed(encoding: str):
    tiktoken = pytest.importorskip("tiktoken")
    try:
        counter = tiktoken.get_encoding(encoding)
    except Exception as error:  # noqa: BLE001 - it downloads its tables, and unit tests speak to nobody
        pytest.skip(f"tiktoken has no tables here: {type(error).__name__}")
    for row in COUNTED:
        assert estimate(row["text"]) >= LEAST * len(counter.encode(row["text"]))


def test_nothing_costs_nothing():
    assert estimate("") == 0
    assert estimate("   ") == 0
