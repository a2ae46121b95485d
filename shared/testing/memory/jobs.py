"""Jobs in memory: the state machine of supabase/migrations once more, small enough to be read in one go.

Surprise: admission happens inside whatever frees or fills a place, as in the database, so a test needs no admitter.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from shared.domain.job import Claim, Completion, Job
from shared.domain.wire import Json, claim_from_json, job_from_json, plain
from shared.errors import Conflict, LeaseLost
from shared.gateway.ports import Failure, NewJob, Reused, StageDone, Swept
from shared.testing.memory.effects import apply_effects, claim_row, finish, reuse_zones
from shared.testing.memory.state import Hint, Row, State


class MemoryJobs:
    def __init__(self, state: State) -> None:
        self._state = state

    def submit(
        self, user_id: str, new: NewJob, *, document_id: str | None = None, wordlist_id: str | None = None
    ) -> Job:
        state = self._state
        with state.lock:
            job: Row = {
                "id": state.new_id(),
                "user_id": user_id,
                "kind": new.kind,
                "status": "queued",
                "stage": new.stages[0],
                "stages": list(new.stages),
                "document_id": document_id,
                "wordlist_id": wordlist_id,
                "params": plain(new.params),
                "progress": 0,
                "attempt": 1,
                "retry_count": 0,
                "max_retries": new.max_retries,
                "created_at": state.now(),
            }
            state.jobs[job["id"]] = job
            self._admit()
            return job_from_json(job)

    def get(self, job_id: str, *, user_id: str) -> Job:
        with self._state.lock:
            return job_from_json(self._state.owned(self._state.jobs, job_id, user_id))

    def claim(
        self, job_id: str, *, lease_seconds: int, stage: str | None = None, webhook_id: str | None = None
    ) -> Claim | None:
        state = self._state
        with state.lock:
            job = state.jobs.get(job_id)
            if job is None or not state.take_receipt(webhook_id):
                return None
            if job["status"] != "processing" or stage not in {None, job["stage"]} or state.is_leased(job_id):
                return None
            return self._claimed(job, lease_seconds)

    def renew(self, job_id: str, *, token: str, lease_seconds: int, progress: int | None = None) -> bool:
        state = self._state
        with state.lock:
            if not state.holds(job_id, token):
                return False
            state.extend(job_id, seconds=lease_seconds)
            job = state.jobs[job_id]
            job["progress"] = max(job["progress"], progress or 0)
            return True

    def save_step(self, job_id: str, *, token: str, key: str, result: object) -> bool:
        with self._state.lock:
            if not self._state.holds(job_id, token):
                return False
            self._state.steps[job_id].setdefault(key, plain(result))
            return True

    def load_steps(self, job_id: str, *, prefix: str = "") -> dict[str, object]:
        with self._state.lock:
            return {key: value for key, value in self._state.steps[job_id].items() if key.startswith(prefix)}

    def save_zones(self, job_id: str, *, token: str, zones: Sequence[Json]) -> bool:
        with self._state.lock:
            if not self._state.holds(job_id, token):
                return False
            document_id = self._state.jobs[job_id]["document_id"]
            self._state.zones[document_id].update({zone["index"]: plain(zone) for zone in zones})
            return True

    def reuse_zones(self, job_id: str, *, token: str, sha256: str, parser: str) -> Reused | None:
        with self._state.lock:
            return reuse_zones(self._state, self._held(job_id, token), sha256=sha256, parser=parser)

    def complete(self, job_id: str, *, token: str, done: StageDone, run_on: int | None) -> Completion:
        state = self._state
        with state.lock:
            job = self._held(job_id, token)
            if f"stage:{done.stage}" in state.steps[job_id]:
                return Completion(job_from_json(job), token)
            if job["stage"] != done.stage:
                raise LeaseLost
            state.steps[job_id][f"stage:{done.stage}"] = plain(done.output)
            apply_effects(state, job, plain(done.effects))
            self._log(job, "stage_completed")
            return self._move_on(job, token=token, run_on=run_on)

    def fail(self, job_id: str, *, token: str, failure: Failure) -> Job:
        with self._state.lock:
            job = self._held(job_id, token)
            job["error_code"], job["error_message"] = failure.code, failure.message
            self._give_up(job, failure.retry_in)
            return job_from_json(job)

    def release(self, job_id: str, *, token: str) -> Job:
        with self._state.lock:
            job = self._held(job_id, token)
            del self._state.leases[job_id]
            self._log(job, "released")
            self._hint(job)
            return job_from_json(job)

    def cancel(self, job_id: str, *, user_id: str) -> Job:
        with self._state.lock:
            job = self._state.owned(self._state.jobs, job_id, user_id)
            if job["status"] in {"completed", "failed"}:
                raise Conflict(f"the job is {job['status']} already")
            if job["status"] != "cancelled":
                self._end(job, "cancelled")
            return job_from_json(job)

    def retry(self, job_id: str, *, user_id: str) -> Job:
        with self._state.lock:
            job = self._state.owned(self._state.jobs, job_id, user_id)
            if job["status"] not in {"failed", "cancelled"}:
                raise Conflict(f"only a failed or cancelled job can be retried; this one is {job['status']}")
            job.update(status="queued", retry_count=0, attempt=1, error_code=None, error_message=None, finished_at=None)
            self._log(job, "retried")
            self._admit()
            return job_from_json(job)

    def sweep(self, *, limit: int) -> Swept:
        state = self._state
        with state.lock:
            counts = dict.fromkeys(("due", "expired", "hints", "admitted", "exports", "failed", "idle"), 0)
            for job in [job for job in state.jobs.values() if job["status"] in {"scheduled", "processing"}][:limit]:
                counts[self._sweep_one(job)] += 1
            del counts["idle"]
            idle = [job for job in state.jobs.values() if job["status"] == "processing"]
            unclaimed = tuple(job["id"] for job in idle if job["id"] not in state.leases)
            counts["admitted"] = self._admit()
            for export in state.exports.values():
                if export["status"] == "queued":
                    state.hints.append(Hint("export_generation", {"id": export["id"], "status": "queued"}))
                    counts["exports"] += 1
            return Swept(counts, unclaimed)

    def _sweep_one(self, job: Row) -> str:
        if job["status"] == "scheduled":
            if job["run_after"] > self._state.clock.now():
                return "idle"
            job["status"] = "queued"
            return "due"
        if self._state.is_leased(job["id"]):
            return "idle"
        was_leased = self._state.leases.pop(job["id"], None) is not None
        if was_leased and job["retry_count"] >= job["max_retries"]:
            job["error_code"], job["error_message"] = "internal", "The work was begun several times and never ended."
            self._end(job, "failed")
            return "failed"
        if was_leased:
            job.update(attempt=job["attempt"] + 1, retry_count=job["retry_count"] + 1)
        self._hint(job)
        return "expired" if was_leased else "hints"

    def _claimed(self, job: Row, seconds: int) -> Claim:
        self._log(job, "claimed")
        return claim_from_json(claim_row(self._state, job, token=self._state.lease(job["id"], seconds=seconds)))

    def _held(self, job_id: str, token: str) -> Row:
        if not self._state.holds(job_id, token):
            raise LeaseLost
        return self._state.jobs[job_id]

    def _move_on(self, job: Row, *, token: str, run_on: int | None) -> Completion:
        later = job["stages"][job["stages"].index(job["stage"]) + 1 :]
        job["attempt"] = 1
        if not later:
            finish(self._state, job)
            return Completion(following=self._end(job, "completed", go_on=run_on))
        job["stage"] = later[0]
        self._hint(job)
        if run_on is None:
            del self._state.leases[job["id"]]
            return Completion()
        self._state.extend(job["id"], seconds=run_on)
        return Completion(job_from_json(job), token)

    def _give_up(self, job: Row, retry_in: float | None) -> None:
        if retry_in is None or job["retry_count"] >= job["max_retries"]:
            self._end(job, "failed")
            return
        self._state.leases.pop(job["id"], None)
        job.update(status="scheduled", retry_count=job["retry_count"] + 1, attempt=job["attempt"] + 1)
        job["run_after"] = self._state.clock.now() + timedelta(seconds=retry_in)
        self._log(job, "scheduled")
        self._admit()

    def _end(self, job: Row, status: str, *, go_on: int | None = None) -> Claim | None:
        self._state.leases.pop(job["id"], None)
        job.update(status=status, finished_at=self._state.now())
        self._log(job, status)
        following = self._next() if go_on is not None else None
        self._admit()
        return self._claimed(following, go_on or 0) if following else None

    def _admit(self) -> int:
        admitted = 0
        while job := self._next():
            self._hint(job)
            admitted += 1
        return admitted

    def _next(self) -> Row | None:
        """The job whose turn it is, in a slot; None when none waits or all slots are taken."""
        jobs = self._state.jobs.values()
        waiting = next((job for job in jobs if job["status"] == "queued"), None)
        if waiting is None or sum(job["status"] == "processing" for job in jobs) >= self._state.cap:
            return None
        waiting.update(status="processing", started_at=waiting.get("started_at") or self._state.now())
        self._log(waiting, "admitted")
        return waiting

    def _hint(self, job: Row) -> None:
        record = {key: job[key] for key in ("id", "status", "stage", "kind", "user_id")}
        self._state.hints.append(Hint("job_advance", record))

    def _log(self, job: Row, action: str) -> None:
        known: Mapping[str, object] = {key: job.get(key) for key in ("stage", "attempt", "error_code")}
        self._state.events.append({"job_id": job["id"], "action": action, **known})
