"""What a completed stage does to the tables, in memory.

Surprise: effects are applied in the same locked call that moves the job on, which is the whole promise: either both
are there or neither.
"""

from shared.gateway.ports import Reused
from shared.testing.memory.state import Hint, Row, State


def apply_effects(state: State, job: Row, effects: Row) -> None:
    if known := effects.get("document"):
        state.documents[job["document_id"]].update(known)
    for zone in effects.get("zones") or ():
        state.zones[job["document_id"]][zone["index"]] = zone
    if parsing := effects.get("parsing"):
        row = state.documents[job["document_id"]]
        row["sha256"] = parsing["sha256"]
        zones = state.zones[job["document_id"]]
        state.zones[job["document_id"]] = {at: zone for at, zone in zones.items() if at < parsing["zones"]}
        state.parsings[job["document_id"]] = {**parsing, "user_id": row["user_id"], "found": effects.get("document")}
    if wordlist := effects.get("wordlist"):
        save_wordlist(state, job, wordlist)
    job["progress"] = max(job["progress"], effects.get("progress") or 0)


def document_row(state: State, document_id: str) -> Row | None:
    """A document as a claim shows it."""
    row = state.documents.get(document_id)
    if row is None:
        return None
    before = [one for key, one in state.parsings.items() if key != document_id and one["user_id"] == row["user_id"]]
    return {**row, "sent_before": any(one["sha256"] == row.get("sha256") for one in before)}


def claim_row(state: State, job: Row, *, token: str) -> Row:
    """What a worker is given with a stage."""
    steps = state.steps[job["id"]]
    return {
        "job": job,
        "document": document_row(state, job["document_id"] or ""),
        "wordlist": state.wordlists.get(job["wordlist_id"] or ""),
        "lease_token": token,
        "outputs": {key[6:]: value for key, value in steps.items() if key.startswith("stage:")},
        "steps": sum(not key.startswith("stage:") for key in steps),
    }


def reuse_zones(state: State, job: Row, *, sha256: str, parser: str) -> Reused | None:
    """The zones of the newest other document of this user that was read from the same bytes by the same parser."""
    for document_id, row in reversed(state.parsings.items()):
        is_same = (row["user_id"], row["sha256"], row["parser"]) == (job["user_id"], sha256, parser)
        if is_same and document_id not in {job["document_id"], *state.corrected}:
            zones = {index: dict(zone) for index, zone in state.zones[document_id].items()}
            state.zones[job["document_id"]].update(zones)
            return Reused(len(zones), row["found"])
    return None


def save_wordlist(state: State, job: Row, wordlist: Row) -> None:
    row = {"id": state.new_id(), "user_id": job["user_id"], "job_id": job["id"], "created_at": state.now()}
    state.wordlists[row["id"]] = {**row, "document_id": job["document_id"], **wordlist}
    job["wordlist_id"] = row["id"]


def finish(state: State, job: Row) -> None:
    """What the last stage's end brings: the job is whole, the exports that were asked for are queued."""
    job["progress"] = 100
    for name in job["params"].get("exports") or ():
        queue_export(state, wordlist=state.wordlists[job["wordlist_id"]], format_name=name, options={})


def queue_export(state: State, *, wordlist: Row, format_name: str, options: Row) -> Row:
    """The export of that wordlist and format: the one that is there, begun anew where other options are asked for."""
    every = (one for one in state.exports.values() if one["wordlist_id"] == wordlist["id"])
    export = next((one for one in every if one["format"] == format_name), None)
    if export and export["options"] == options and export["status"] not in {"failed", "removed"}:
        return export
    if export is None:
        export = {
            "id": state.new_id(),
            "user_id": wordlist["user_id"],
            "wordlist_id": wordlist["id"],
            "job_id": wordlist["job_id"],
            "format": format_name,
            "created_at": state.now(),
        }
        state.exports[export["id"]] = export
    state.leases.pop(export["id"], None)
    export.update(options=options, status="queued", attempt=0, error_code=None, error_message=None, finished_at=None)
    state.hints.append(Hint("export_generation", {"id": export["id"], "status": "queued"}))
    return export
