"""Which model is asked, where, and how patiently: the operator's settings as one value.

Surprise: the key is left out of `repr`, and `name` (what rows, logs and breakers use) is a hash of address and
model, so that neither an address with a token in it nor the key can leak by way of a row.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlsplit

from shared.errors import ModelRefused

REASONING = r"(^|[/:_-])(o[1-9]|gpt-5|deepseek-r1|qwq|magistral|sonar-reasoning)|reason|think"
"""Names of models that think before they answer."""


class WhenDown(StrEnum):
    """What a job does while the endpoint is down."""

    OFFLINE = "offline"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible endpoint; `base_url` ends before `/chat/completions`."""

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    timeout: float = 60.0
    """Seconds for one answer, from the first byte sent to the last one read."""
    reasoning_timeout: float = 240.0
    reasoning_pattern: str = REASONING
    attempts: int = 4
    concurrency: int = 5
    """Calls under way at once, of all jobs in one process."""
    context_tokens: int = 8_000
    """The most that one call may send."""
    output_tokens: int = 4_000
    """The most that one call may be answered with."""
    temperature: float | None = 0.0
    max_tokens_per_job: int = 200_000
    max_cost_per_job: float | None = None
    """US dollars; without effect where the price is unknown."""
    when_down: WhenDown = WhenDown.OFFLINE
    breaker_failures: int = 5
    breaker_seconds: float = 60.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ModelRefused("LLM_BASE_URL must look like https://host/v1")
        if parts.username or parts.query or parts.fragment:
            raise ModelRefused("LLM_BASE_URL must hold no user, query or fragment; the key belongs into LLM_API_KEY")
        if not self.model:
            raise ModelRefused("LLM_MODEL must name the model to ask")

    @property
    def url(self) -> str:
        """Where questions go."""
        return self.base_url.rstrip("/") + "/chat/completions"

    @property
    def host(self) -> str:
        """Who is asked, fit for a log line."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def name(self) -> str:
        """A stable name that tells nothing."""
        return sha256(f"{self.base_url.rstrip('/')}\n{self.model}".encode()).hexdigest()[:24]

    @property
    def is_reasoning(self) -> bool:
        return re.search(self.reasoning_pattern, self.model, re.IGNORECASE) is not None

    @property
    def patience(self) -> float:
        """Seconds this model gets for one answer."""
        return self.reasoning_timeout if self.is_reasoning else self.timeout
