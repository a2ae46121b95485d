"""Jobs by RPC: the doors to job state, one method each.

Surprise: `complete` may be told twice. A second telling after a lost answer finds its step stored under the same token,
or the next job claimed under the token it brought, and answers as the first; where neither was to be had, the answer is
LeaseLost, and stopping is right as well.
"""

from collections.abc import Sequence
from uuid import uuid4

from shared.domain.job import Claim, Completion, Job
from shared.domain.wire import Json, claim_from_json, completion_from_json, job_from_json, plain
from shared.gateway.connection import Connection
from shared.gateway.ports import Failure, NewJob, Reused, StageDone, Swept


class SupabaseJobs:
    def __init__(self, connection: Connection) -> None:
        self._rpc = connection.rpc

    def submit(
        self, user_id: str, new: NewJob, *, document_id: str | None = None, wordlist_id: str | None = None
    ) -> Job:
        params = {
            "p_user_id": user_id,
            "p_kind": new.kind,
            "p_stages": list(new.stages),
            "p_document_id": document_id,
            "p_wordlist_id": wordlist_id,
            "p_params": plain(new.params),
            "p_max_retries": new.max_retries,
        }
        return job_from_json(self._rpc("submit_job", params, twice_is_once=False))

    def get(self, job_id: str, *, user_id: str) -> Job:
        params = {"p_job_id": job_id, "p_user_id": user_id}
        return job_from_json(self._rpc("get_job", params, twice_is_once=True))

    def claim(
        self, job_id: str, *, lease_seconds: int, stage: str | None = None, webhook_id: str | None = None
    ) -> Claim | None:
        params = {
            "p_job_id": job_id,
            "p_stage": stage,
            "p_lease_seconds": lease_seconds,
            "p_webhook_id": webhook_id,
            # Made here, so that asking again after a lost answer finds one's own claim.
            "p_lease_token": str(uuid4()),
        }
        row = self._rpc("claim_stage", params, twice_is_once=True)
        return claim_from_json(row) if row else None

    def renew(self, job_id: str, *, token: str, lease_seconds: int, progress: int | None = None) -> bool:
        params = {
            "p_job_id": job_id,
            "p_lease_token": token,
            "p_lease_seconds": lease_seconds,
            "p_progress": progress,
        }
        return bool(self._rpc("renew_lease", params, twice_is_once=True))

    def save_step(self, job_id: str, *, token: str, key: str, result: object) -> bool:
        params = {"p_job_id": job_id, "p_lease_token": token, "p_key": key, "p_result": plain(result)}
        return bool(self._rpc("save_step", params, twice_is_once=True))

    def load_steps(self, job_id: str, *, prefix: str = "") -> dict[str, object]:
        params = {"p_job_id": job_id, "p_prefix": prefix}
        return dict(self._rpc("load_steps", params, twice_is_once=True) or {})

    def save_zones(self, job_id: str, *, token: str, zones: Sequence[Json]) -> bool:
        params = {"p_job_id": job_id, "p_lease_token": token, "p_zones": list(zones)}
        return bool(self._rpc("save_zones", params, twice_is_once=True))

    def reuse_zones(self, job_id: str, *, token: str, sha256: str, parser: str) -> Reused | None:
        params = {"p_job_id": job_id, "p_lease_token": token, "p_sha256": sha256, "p_parser": parser}
        row = self._rpc("reuse_zones", params, twice_is_once=True)
        return Reused(row["zones"], row["document"]) if row else None

    def complete(self, job_id: str, *, token: str, done: StageDone, run_on: int | None) -> Completion:
        params = {
            "p_job_id": job_id,
            "p_lease_token": token,
            "p_stage": done.stage,
            "p_output": plain(done.output),
            "p_effects": plain(done.effects),
            "p_lease_seconds": run_on or 0,
            "p_run_on": run_on is not None,
            # As with a claim: asking again after a lost answer finds the job that was claimed with the completion.
            "p_next_token": None if run_on is None else str(uuid4()),
        }
        return completion_from_json(self._rpc("complete_stage", params, twice_is_once=True))

    def fail(self, job_id: str, *, token: str, failure: Failure) -> Job:
        params = {
            "p_job_id": job_id,
            "p_lease_token": token,
            "p_error_code": failure.code,
            "p_error_message": failure.message,
            "p_retry_in": failure.retry_in,
        }
        return job_from_json(self._rpc("fail_stage", params, twice_is_once=True))

    def release(self, job_id: str, *, token: str) -> Job:
        params = {"p_job_id": job_id, "p_lease_token": token}
        return job_from_json(self._rpc("release_stage", params, twice_is_once=True))

    def cancel(self, job_id: str, *, user_id: str) -> Job:
        params = {"p_job_id": job_id, "p_user_id": user_id}
        return job_from_json(self._rpc("cancel_job", params, twice_is_once=True))

    def retry(self, job_id: str, *, user_id: str) -> Job:
        # Told twice, the second would find the job queued and call that a conflict.
        params = {"p_job_id": job_id, "p_user_id": user_id}
        return job_from_json(self._rpc("retry_job", params, twice_is_once=False))

    def sweep(self, *, limit: int) -> Swept:
        row = self._rpc("sweep_jobs", {"p_limit": limit}, twice_is_once=True)
        unclaimed = tuple(job["id"] for job in row.pop("unclaimed", None) or ())
        return Swept({name: int(count) for name, count in row.items()}, unclaimed)
