"""What a call cost, where anybody knows."""

import json
from datetime import date
from pathlib import Path

import pytest

import shared.llm
from shared.llm.pricing import Price, price_of

LIST = json.loads((Path(shared.llm.__file__).parent / "data" / "prices.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 21)


def test_tokens_cost_by_the_million():
    assert Price(0.15, 0.6).of(1_000_000, 500_000) == pytest.approx(0.45)


def test_a_dated_snapshot_costs_what_its_model_costs():
    assert price_of("api.openai.com", "gpt-4o-mini-2024-07-18", day=TODAY) == price_of(
        "api.openai.com", "gpt-4o-mini", day=TODAY
    )


@pytest.mark.parametrize(
    ("host", "model"), [("localhost", "gpt-4o-mini"), ("api.openai.com", "gpt-99"), ("integrate.api.nvidia.com", "x")]
)
def test_an_unknown_price_is_none(host: str, model: str):
    assert price_of(host, model, day=TODAY) is None


def test_a_price_does_not_count_before_its_day():
    assert price_of("api.openai.com", "gpt-4o-mini", day=date(2020, 1, 1)) is None


@pytest.mark.parametrize("row", LIST["prices"], ids=lambda row: row["model"])
def test_every_price_says_where_and_when_it_was_read(row: dict[str, str]):
    assert row["source"].startswith("https://")
    assert date.fromisoformat(row["read"]) >= date.fromisoformat(row["since"])
