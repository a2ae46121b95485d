"""Rate limits in memory, by the formula of take_rate_limit().

Surprise: refused calls are not counted, so whoever keeps knocking is not kept out longer for it.
"""

import math

from shared.domain.allowance import Allowance
from shared.testing.memory.state import State


class MemoryRateLimits:
    def __init__(self, state: State) -> None:
        self._state = state
        self._windows: dict[str, tuple[int, float, int, int]] = {}

    def take(self, key: str, *, limit: int, window: int, cost: int = 1) -> Allowance:
        with self._state.lock:
            now = self._state.clock.now().timestamp()
            start = now // window * window
            passed = now - start
            length, began, calls, before = self._windows.get(key, (window, 0.0, 0, 0))
            if (length, began) != (window, start):
                calls, before = 0, calls if (length, began) == (window, start - window) else 0
            used = calls + before * (1 - passed / window)
            allowed = used + cost <= limit
            wait = 0.0
            if allowed:
                calls, used = calls + cost, used + cost
            elif calls + cost <= limit:
                wait = window * (1 - (limit - cost - calls) / before) - passed
            else:
                wait = window - passed + window * (1 - (limit - cost) / calls)
            self._windows[key] = (window, start, calls, before)
            return Allowance(allowed, max(0, math.floor(limit - used)), max(0.0, wait), window - passed)
