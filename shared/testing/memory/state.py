"""The rows that the memory gateway keeps, and the one lock that makes every call a transaction.

Surprise: rows are kept as the JSON the real functions answer with, so that both gateways read them the same way.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import RLock
from typing import Any

from shared.clock import Clock
from shared.errors import NotFound

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may work on a row, and until when."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Hint:
    """A webhook that the database would have sent."""

    function: str
    record: Row


@dataclass(slots=True)
class State:
    """Every table, keyed by id in the order of insertion."""

    clock: Clock
    cap: int = 5
    lock: RLock = field(default_factory=RLock)
    documents: dict[str, Row] = field(default_factory=dict)
    zones: defaultdict[str, dict[int, Row]] = field(default_factory=lambda: defaultdict(dict))
    parsings: dict[str, Row] = field(default_factory=dict)
    corrected: set[str] = field(default_factory=set)
    """Documents in whose zones a learner put something right."""
    jobs: dict[str, Row] = field(default_factory=dict)
    steps: defaultdict[str, dict[str, object]] = field(default_factory=lambda: defaultdict(dict))
    wordlists: dict[str, Row] = field(default_factory=dict)
    vocabulary: defaultdict[tuple[str, str, str], list[list[object]]] = field(default_factory=lambda: defaultdict(list))
    exports: dict[str, Row] = field(default_factory=dict)
    leases: dict[str, Lease] = field(default_factory=dict)
    requests: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    windows: dict[tuple[str, float], int] = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)
    llm_calls: list[Row] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)

    def now(self) -> str:
        return self.clock.now().isoformat()

    def new_id(self) -> str:
        return str(self.clock.new_id())

    def lease(self, row_id: str, *, seconds: float) -> str:
        token = self.new_id()
        self.leases[row_id] = Lease(token, self.clock.now() + timedelta(seconds=seconds))
        return token

    def extend(self, row_id: str, *, seconds: float) -> None:
        token = self.leases[row_id].token
        self.leases[row_id] = Lease(token, self.clock.now() + timedelta(seconds=seconds))

    def is_leased(self, row_id: str) -> bool:
        lease = self.leases.get(row_id)
        return lease is not None and lease.expires_at > self.clock.now()

    def holds(self, row_id: str, token: str) -> bool:
        """Whether the token is the one on the row; an expired lease nobody took over still counts."""
        lease = self.leases.get(row_id)
        return lease is not None and lease.token == token

    def take_receipt(self, webhook_id: str | None) -> bool:
        if webhook_id is None:
            return True
        is_first = webhook_id not in self.receipts
        self.receipts.add(webhook_id)
        return is_first

    def owned(self, table: dict[str, Row], row_id: str, user_id: str) -> Row:
        row = table.get(row_id)
        if row is None or row["user_id"] != user_id:
            raise NotFound
        return row
