"""What a rate limit answers: may this call go on, and when is there room again.

Surprise: `remaining` is an estimate. The window before the present one counts by the share of it that still lies
within the last `window` seconds, so it can rise without a reset.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """The state of one key after a call was counted or refused."""

    allowed: bool
    remaining: int
    retry_after: float = 0.0
    """Seconds until the same call would be let in; 0 when it was."""
    reset_after: float = 0.0
    """Seconds until the present window ends."""
