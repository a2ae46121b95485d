"""Users in a closed loop: each sends a document, looks at its job until it has ended, fetches an export, begins anew.

Surprise: nobody pauses to think. A user here makes the load of many people, and a new person signs up after every
twentieth document, since the limits of one are part of what is measured and must not be what is found.
"""

import itertools
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from deploy.local.stack import Stack
from tests.support.people import sign_up

PROSE = Path(__file__).parents[2] / "support" / "prose" / "mill.de.txt"
DOCUMENTS_EACH = 20
FINAL = {"completed", "failed", "cancelled"}
POLL_SECONDS = 0.1


@dataclass
class Tally:
    """What all users saw: milliseconds by operation, and what went wrong."""

    took: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def note(self, operation: str, began_at: float) -> None:
        self.took[operation].append(1000 * (time.perf_counter() - began_at))


def load(stack: Stack, *, users: int, seconds: float) -> Tally:
    """That many users at once for that long; what was begun in time is finished."""
    tally, ends_at, numbers = Tally(), time.perf_counter() + seconds, itertools.count()
    threads = [threading.Thread(target=_use, args=(stack, tally, ends_at, numbers)) for _ in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def _use(stack: Stack, tally: Tally, ends_at: float, numbers: "itertools.count[int]") -> None:
    while time.perf_counter() < ends_at:
        person = sign_up(stack, "load")
        headers = {**person.headers, "apikey": stack.publishable_key}
        with httpx.Client(base_url=stack.url, headers=headers, timeout=60) as http:
            for _ in range(DOCUMENTS_EACH):
                if time.perf_counter() >= ends_at:
                    return
                _one_document(http, tally, next(numbers))


def _one_document(http: httpx.Client, tally: Tally, number: int) -> None:
    # A line of its own, so that no two files are the same and none is spared its parse.
    text = f"Heft {number} von {time.time_ns()}.\n\n{PROSE.read_text(encoding='utf-8').replace('~', '')}".encode()
    began_at = time.perf_counter()
    files, wishes = {"file": (f"heft-{number}.txt", text, "text/plain")}, {"target_lang": "en"}
    answer = http.post("/functions/v1/upload_intake", files=files, data=wishes)
    tally.note("upload (form, until 202)", began_at)
    if answer.status_code != 202:
        tally.faults.append(f"upload {answer.status_code}")
        return
    tally.sizes.append(len(text))
    job = answer.json()["job"]["id"]
    status = _watch(http, tally, job)
    tally.note("document to finished job", began_at)
    if status != "completed":
        tally.faults.append(f"job {status}")
        return
    _export(http, tally, job)
    tally.note("document to downloaded list", began_at)


def _watch(http: httpx.Client, tally: Tally, job: str) -> str:
    while True:
        began_at = time.perf_counter()
        columns = "status,stage,progress,queue_position,eta_seconds"
        row = http.get(f"/rest/v1/jobs?id=eq.{job}&select={columns}").json()[0]
        tally.note("poll", began_at)
        if row["status"] in FINAL:
            return str(row["status"])
        time.sleep(POLL_SECONDS)


def _export(http: httpx.Client, tally: Tally, job: str) -> None:
    wordlist = http.get(f"/rest/v1/wordlists?job_id=eq.{job}&select=id,pairs").json()[0]
    began_at = time.perf_counter()
    answer = http.post("/functions/v1/export_generation", json={"wordlist_id": wordlist["id"], "format": "csv"})
    tally.note("export (CSV, until its address)", began_at)
    if answer.status_code != 200 or not answer.json().get("url"):
        tally.faults.append(f"export {answer.status_code}")
        return
    began_at = time.perf_counter()
    if not httpx.get(answer.json()["url"], timeout=60).is_success:
        tally.faults.append("download")
    tally.note("download", began_at)
