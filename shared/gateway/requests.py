"""Idempotency keys, webhook receipts, rate limits, upkeep and figures: small things that are asked around a call.

Surprise: beginning a request and taking a receipt are never repeated after a lost answer. The repeat would find its own
first try and take it for somebody else's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.domain.allowance import Allowance
from shared.domain.wire import plain
from shared.errors import MalformedRequest
from shared.gateway.connection import Connection
from shared.gateway.ports import Begun

_TASKS: Mapping[str, tuple[str, ...]] = {
    "cooldowns": ("cleanup_expired_cooldowns", "cleanup_rate_limits"),
    "requests": ("cleanup_expired_requests",),
    "answers": ("cleanup_llm_answers",),
    "history": ("prune_history",),
}


class SupabaseRequests:
    def __init__(self, connection: Connection) -> None:
        self._rpc = connection.rpc

    def begin(self, user_id: str, *, key: str, route: str, body_hash: str) -> Begun:
        params = {"p_user_id": user_id, "p_key": key, "p_route": route, "p_body_hash": body_hash}
        row = self._rpc("begin_request", params, twice_is_once=False)
        return Begun(
            state=row["state"], status=row.get("status"), body=row.get("body"), retry_after=row.get("retry_after")
        )

    def finish(self, user_id: str, *, key: str, route: str, status: int, body: object) -> None:
        params = {"p_user_id": user_id, "p_key": key, "p_route": route, "p_status": status, "p_body": plain(body)}
        self._rpc("finish_request", params, twice_is_once=True)

    def abandon(self, user_id: str, *, key: str, route: str) -> None:
        self._rpc("abandon_request", {"p_user_id": user_id, "p_key": key, "p_route": route}, twice_is_once=True)


class SupabaseReceipts:
    def __init__(self, connection: Connection) -> None:
        self._rpc = connection.rpc

    def take(self, webhook_id: str) -> bool:
        return bool(self._rpc("take_receipt", {"p_webhook_id": webhook_id}, twice_is_once=False))


class SupabaseRateLimits:
    def __init__(self, connection: Connection) -> None:
        self._rpc = connection.rpc

    def take(self, key: str, *, limit: int, window: int, cost: int = 1) -> Allowance:
        params = {"p_key": key, "p_limit": limit, "p_window_seconds": window, "p_cost": cost}
        row = self._rpc("take_rate_limit", params, twice_is_once=False)
        return Allowance(
            allowed=row["allowed"],
            remaining=row["remaining"],
            retry_after=float(row["retry_after"]),
            reset_after=float(row["reset_after"]),
        )


class SupabaseUpkeep:
    def __init__(self, connection: Connection) -> None:
        self._rpc = connection.rpc

    def run(self, task: str) -> dict[str, int]:
        if task not in _TASKS:
            raise MalformedRequest(f"no upkeep {task!r}; try one of {', '.join(_TASKS)}")
        counts: dict[str, int] = {}
        for name in _TASKS[task]:
            answer = self._rpc(name, {}, twice_is_once=True)
            counts |= answer if isinstance(answer, dict) else {name: int(answer or 0)}
        return counts


class SupabaseMetrics:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def llm_calls(self, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            plain_rows: list[dict[str, Any]] = [plain(row) for row in rows]
            self._connection.insert("llm_metrics", plain_rows)
