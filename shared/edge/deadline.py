"""How long this platform lets a call go on.

Surprise: Lambda's word comes with every call and counts down by itself; Cloud Run tells its limit once, in the
environment, and the counting is ours.
"""

import time
from collections.abc import Callable
from typing import Protocol, cast

from werkzeug import Request

from shared.wiring import App


class LambdaContext(Protocol):
    """The one thing we ask of Lambda's context."""

    def get_remaining_time_in_millis(self) -> int: ...


def seconds_left(request: Request, app: App, *, since: float) -> Callable[[], float]:
    """A clock that runs down to the moment the platform stops us; `since` is monotonic."""
    context = request.environ.get("apig_wsgi.context")
    if hasattr(context, "get_remaining_time_in_millis"):
        ticking = cast("LambdaContext", context)
        return lambda: max(0.0, ticking.get_remaining_time_in_millis() / 1000)
    return lambda: max(0.0, since + app.settings.request_seconds - time.monotonic())
