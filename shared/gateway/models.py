"""What is remembered of language models: their answers by the hash of the question, and how their endpoints are.

Surprise: the shapes of these calls are those that `shared.llm` asks for, though neither room knows the other.
"""

from collections.abc import Mapping
from datetime import timedelta

from shared.gateway.connection import Connection


class SupabaseModels:
    """Rows of private.llm_answers and private.llm_endpoints, by their RPCs."""

    def __init__(self, connection: Connection) -> None:
        self._rpc = connection.rpc

    def get(self, key: str) -> Mapping[str, object] | None:
        answer: Mapping[str, object] | None = self._rpc("llm_answer", {"p_key": key}, twice_is_once=True)
        return answer

    def put(self, key: str, answer: Mapping[str, object], *, agent: str, model: str) -> None:
        row = {"p_key": key, "p_agent": agent, "p_model": model, "p_answer": dict(answer)}
        self._rpc("keep_llm_answer", row, twice_is_once=True)

    def admit(self, name: str, *, trial: timedelta) -> float:
        # Asked twice, the second answer would be that the trial is taken: by us.
        wait = self._rpc(
            "llm_endpoint_admit", {"p_name": name, "p_trial_seconds": trial.total_seconds()}, twice_is_once=False
        )
        return float(wait or 0)

    def report(self, name: str, *, ok: bool, failures: int, pause: timedelta) -> None:
        report = {"p_name": name, "p_ok": ok, "p_failures": failures, "p_pause_seconds": pause.total_seconds()}
        self._rpc("llm_endpoint_report", report, twice_is_once=ok)

    def recall(self, name: str) -> Mapping[str, object] | None:
        known: Mapping[str, object] | None = self._rpc("llm_endpoint_capability", {"p_name": name}, twice_is_once=True)
        return known

    def learn(self, name: str, capability: Mapping[str, object]) -> None:
        self._rpc("learn_llm_endpoint", {"p_name": name, "p_capability": dict(capability)}, twice_is_once=True)
