"""What a call cost, in US dollars, by a dated list (`data/prices.json`) or the operator's own price.

Surprise: a price that is not in the list is None and stays None in rows and sums. A model of the same name at
another host is another product, so prices belong to (host, model).
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("data") / "prices.json"
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens, from a day on."""

    input: float
    output: float
    since: date = date.min

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        """What that many tokens cost."""
        return (self.input * prompt_tokens + self.output * completion_tokens) / _MILLION


def price_of(host: str, model: str, *, day: date) -> Price | None:
    """The list price on that day; a dated snapshot of a model costs what the model costs."""
    known = _prices().get((host, model)) or _prices().get((host, _DATED.sub("", model))) or ()
    return max((price for price in known if price.since <= day), key=lambda price: price.since, default=None)


@cache
def _prices() -> dict[tuple[str, str], tuple[Price, ...]]:
    found: dict[tuple[str, str], tuple[Price, ...]] = {}
    for row in json.loads(_LIST.read_text(encoding="utf-8"))["prices"]:
        price = Price(float(row["input"]), float(row["output"]), date.fromisoformat(row["since"]))
        key = (str(row["host"]), str(row["model"]))
        found[key] = (*found.get(key, ()), price)
    return found
