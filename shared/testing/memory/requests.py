"""Idempotency keys, receipts, probe, upkeep and metrics in memory.

Surprise: every service behind the memory gateway is always well, so the probe has nothing to raise.
"""

from collections.abc import Mapping, Sequence

from shared.domain.allowance import Allowance
from shared.domain.wire import Json, plain
from shared.gateway.ports import Begun
from shared.testing.memory.state import State


class MemoryRequests:
    def __init__(self, state: State) -> None:
        self._state = state

    def begin(self, user_id: str, *, key: str, route: str, body_hash: str) -> Begun:
        with self._state.lock:
            row = self._state.requests.get((user_id, key, route))
            if row is None:
                self._state.requests[user_id, key, route] = {"state": "in_flight", "body_hash": body_hash}
                return Begun("new")
            if row["body_hash"] != body_hash:
                return Begun("mismatch")
            if row["state"] == "in_flight":
                return Begun("in_flight", retry_after=1.0)
            return Begun("done", status=row["status"], body=row["body"])

    def finish(self, user_id: str, *, key: str, route: str, status: int, body: object) -> None:
        with self._state.lock:
            row = self._state.requests[user_id, key, route]
            row.update(state="done", status=status, body=plain(body))

    def abandon(self, user_id: str, *, key: str, route: str) -> None:
        with self._state.lock:
            self._state.requests.pop((user_id, key, route), None)


class MemoryReceipts:
    def __init__(self, state: State) -> None:
        self._state = state

    def take(self, webhook_id: str) -> bool:
        with self._state.lock:
            return self._state.take_receipt(webhook_id)


class MemoryRateLimits:
    """Calls of the present window, and of the one before as it fades out: no minute's end forgives what was called."""

    def __init__(self, state: State) -> None:
        self._state = state

    def take(self, key: str, *, limit: int, window: int, cost: int = 1) -> Allowance:
        now = self._state.clock.now().timestamp()
        start = now // window * window
        reset = start + window - now
        with self._state.lock:
            calls = self._state.windows.get((key, start), 0)
            before = self._state.windows.get((key, start - window), 0)
            used = calls + before * reset / window
            if used + cost > limit:
                fades = calls + cost > limit  # then room comes in the next window, else within this one
                fading, left = (calls, limit - cost) if fades else (before, limit - cost - calls)
                wait = (reset if fades else reset - window) + window * (1 - left / fading)
                return Allowance(
                    allowed=False, remaining=max(int(limit - used), 0), retry_after=max(wait, 0.0), reset_after=reset
                )
            self._state.windows[key, start] = calls + cost
            return Allowance(allowed=True, remaining=int(limit - used - cost), reset_after=reset)


class MemoryUpkeep:
    def run(self, task: str) -> dict[str, int]:
        return {task: 0}


class MemoryProbe:
    def database(self) -> Json:
        return {"version": "memory"}

    def storage(self) -> None:
        pass

    def auth(self) -> None:
        pass


class MemoryMetrics:
    def __init__(self, state: State) -> None:
        self._state = state

    def llm_calls(self, rows: Sequence[Mapping[str, object]]) -> None:
        self._state.llm_calls.extend(dict(row) for row in rows)
