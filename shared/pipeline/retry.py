"""Which errors are worth a second try, and when it comes: one policy per class of the error tree.

Surprise: the wait is drawn evenly between nothing and the whole backoff ("full jitter"), so that a hundred jobs that
met the same outage do not come back in the same second.
"""

from collections.abc import Callable

from shared.errors import WordmillError
from shared.gateway.ports import Failure

BASE_SECONDS = 2.0
LONGEST_SECONDS = 300.0
UNKNOWN = "Something went wrong on our side. Try again later; nothing of your document is lost."


def failure_of(error: Exception, *, retries: int, draw: Callable[[float, float], float]) -> Failure:
    """What to tell the user of an error, and when to try again. `draw(a, b)` is a random number between."""
    if not isinstance(error, WordmillError):
        # Its text may hold anything, also a part of the document: the log has the class, the user a sentence.
        return Failure("internal", UNKNOWN, draw(0, _backoff(retries)))
    wait = None
    if error.retryable:
        wait = (error.retry_after or 0) + draw(0, _backoff(retries))
    return Failure(error.code, str(error), wait)


def _backoff(retries: int) -> float:
    return min(LONGEST_SECONDS, BASE_SECONDS * 2.0 ** min(retries, 20))
