"""The rate limits by name, and how a call is counted against one.

Surprise: a limit that cannot be counted does not stop the call. Whatever keeps the counter from answering will stop
the handler as well; a door that shuts whenever its counter is away makes one fault into two.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from shared.errors import Unavailable
from shared.observability.log import described, log

if TYPE_CHECKING:
    from shared.domain.allowance import Allowance
    from shared.gateway.ports import RateLimits


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `limit` calls within any `window` seconds."""

    limit: int
    window: int


RULES: Final = MappingProxyType(
    {
        "reads": Rule(300, 60),
        "writes": Rule(60, 60),
        "uploads": Rule(30, 60),
        "exports": Rule(60, 60),
    }
)


def count_call(counter: "RateLimits", *, rule: Rule, name: str, who: str) -> "Allowance":
    """Count one call of `who` under the rule of that name."""
    try:
        return counter.take(f"{name}:{who}", limit=rule.limit, window=rule.window)
    except Unavailable as error:
        from shared.domain.allowance import Allowance

        log.warning("rate_limit_not_counted", **described(error))
        return Allowance(allowed=True, remaining=rule.limit)
