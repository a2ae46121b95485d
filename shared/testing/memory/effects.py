"""What a completed stage does to the tables, in memory.

Surprise: effects are applied in the same locked call that moves the job on, which is the whole promise: either both
are there or neither.
"""

from shared.testing.memory.state import Hint, Row, State


def apply_effects(state: State, job: Row, effects: Row) -> None:
    if known := effects.get("document"):
        state.documents[job["document_id"]].update(known)
    for zone in effects.get("zones") or ():
        state.zones[job["document_id"]][zone["index"]] = zone
    if wordlist := effects.get("wordlist"):
        save_wordlist(state, job, wordlist)
    job["progress"] = max(job["progress"], effects.get("progress") or 0)


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
    """The export of that wordlist, format and options: the one that is there, or a new one."""
    for export in state.exports.values():
        is_same = (export["wordlist_id"], export["format"], export["options"]) == (wordlist["id"], format_name, options)
        if is_same and export["status"] not in {"failed", "removed"}:
            return export
    export = {
        "id": state.new_id(),
        "user_id": wordlist["user_id"],
        "wordlist_id": wordlist["id"],
        "job_id": wordlist["job_id"],
        "format": format_name,
        "options": options,
        "status": "queued",
        "attempt": 0,
        "created_at": state.now(),
    }
    state.exports[export["id"]] = export
    state.hints.append(Hint("export_generation", {"id": export["id"], "status": "queued"}))
    return export
