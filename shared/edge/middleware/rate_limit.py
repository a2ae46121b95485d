"""Counts a call against its function's limit and tells the caller how much room is left.

Surprise: users are counted by who they are, everyone else by address. The address is the platform's word; a header
that a caller can write is not asked.
"""

import math

from werkzeug import Request

from shared.edge.call import Identity, Policy
from shared.errors import RateLimited
from shared.limits.rules import RULES, Rule, count_call
from shared.wiring import App


def take(request: Request, identity: Identity, policy: Policy, *, app: App, headers: dict[str, str]) -> None:
    """Note the limit in the answer's headers, also in those of the refusal when there is no room."""
    if policy.limit is None or identity.caller in {"webhook", "schedule"} or not app.settings.rate_limits:
        return
    base = RULES[policy.limit]
    rule = Rule(max(1, round(base.limit * app.settings.rate_factor)), base.window)
    who = identity.user.id if identity.user else (request.remote_addr or "unknown")
    allowance = count_call(app.secret.rate_limits, rule=rule, name=policy.limit, who=who)
    headers["RateLimit-Policy"] = f'"{policy.limit}";q={rule.limit};w={rule.window}'
    headers["RateLimit"] = f'"{policy.limit}";r={max(0, allowance.remaining)};t={math.ceil(allowance.reset_after)}'
    if not allowance.allowed:
        raise RateLimited(
            f"at most {rule.limit} calls in {rule.window} seconds; wait a little",
            retry_after=max(1.0, allowance.retry_after),
            details={"limit": rule.limit, "window_seconds": rule.window},
        )
