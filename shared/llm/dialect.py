"""How an endpoint is asked for a certain shape of answer; one file per way in `dialects/`.

Surprise: the order of trying is by `rank`, strictest first. What an endpoint really does is found by `probe`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.registry import Registry


@dataclass(frozen=True, slots=True)
class Dialect:
    """`shape` gives the fields of the request that carry a schema."""

    rank: int
    shape: Callable[[str, Mapping[str, object]], dict[str, object]]
    holds_schema: bool = True
    """False: all one can hope for is JSON."""


DIALECTS: Registry[Dialect] = Registry("shared.llm.dialects", "DIALECT", what="dialect")


def by_rank() -> list[str]:
    """Names of all dialects, strictest first."""
    return sorted(DIALECTS.names, key=lambda name: DIALECTS.get(name).rank)
