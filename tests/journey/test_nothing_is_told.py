"""What learners write, in every place they can write it, good and bad: it works, and no log hears of it.

Surprise: the assertion is not here. The check for secrets in logs, which ends every run, knows the word; one log is
read here all the same, so that this file fails by itself.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from openpyxl import Workbook

from deploy.local.stack import Stack
from tests.journey.conftest import Learner
from tests.support.canary import DOCUMENT_WORD, leaks_below

PROSE = f"Die {DOCUMENT_WORD} steht am Bach hinter der Mühle. Der Müller mahlt jeden Morgen das Korn. " * 20


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.title = DOCUMENT_WORD
    book.properties.title = DOCUMENT_WORD
    for row in ("Wort", DOCUMENT_WORD, f"={DOCUMENT_WORD}+1"):
        sheet.append([row, PROSE[:200]])
    book.save(out)
    return out.getvalue()


def broken_docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", f"<{DOCUMENT_WORD}")
        archive.writestr("word/document.xml", f"<w:document><w:body>{DOCUMENT_WORD}<w:p></w:body>")
    return out.getvalue()


FILES = {
    "good.txt": PROSE.encode(),
    "good.xlsx": workbook(),
    "broken.docx": broken_docx(),
    "broken.pdf": b"%PDF-1.7\n1 0 obj << /Title ("
    + DOCUMENT_WORD.encode()
    + b") >>\nendobj\ntrailer << /Root 9 0 R >>",
    "latin.txt": PROSE.encode("utf-16")[:-1],
    "not.pdf": DOCUMENT_WORD.encode() * 50,
}


@pytest.fixture
def writer(learner: Learner, stack: Stack) -> Iterator[Learner]:
    yield learner
    assert leaks_below(stack.home) == []


@pytest.mark.parametrize("name", FILES)
def test_a_document_is_told_to_no_log(writer: Learner, name: str) -> None:
    fields = {"target_lang": "en", "focus": f"{DOCUMENT_WORD},Korn", "exports": "csv,xlsx,docx,apkg,json"}
    answer = writer.http.post("/upload_intake", files={"file": (f"{DOCUMENT_WORD} {name}", FILES[name])}, data=fields)
    if answer.status_code == 202:
        job = writer.watch(answer.json()["job"]["id"])
        for wordlist in writer.rows("wordlists", job_id=job["id"]):
            writer.exports(wordlist["id"], count=5)
    else:
        assert answer.status_code == 422, answer.text


BODIES = (
    {DOCUMENT_WORD: 1},
    {"action": DOCUMENT_WORD},
    {"filename": f"{DOCUMENT_WORD}.exe", "size_bytes": 1},
    {"filename": f"{DOCUMENT_WORD}.doc", "size_bytes": 1},
)


@pytest.mark.parametrize("body", [DOCUMENT_WORD, f'{{"{DOCUMENT_WORD}"', *map(json.dumps, BODIES)])
def test_a_request_is_told_to_no_log(writer: Learner, body: str) -> None:
    stamps = {"Idempotency-Key": f"{DOCUMENT_WORD}-{uuid4()}", "User-Agent": DOCUMENT_WORD, "Referer": DOCUMENT_WORD,
              "Traceparent": DOCUMENT_WORD, "Content-Type": "application/json"}  # fmt: skip
    for function in ("upload_intake", "job_control", "export_generation", "job_advance"):
        answer = writer.http.post(f"/{function}?q={DOCUMENT_WORD}", content=body, headers=stamps)
        assert 400 <= answer.status_code < 500, answer.text


def test_rows_that_are_asked_for_and_refused_are_told_to_no_log(writer: Learner, stack: Stack) -> None:
    with httpx.Client(base_url=f"{stack.url}/rest/v1", headers=dict(writer.person.client.options.headers)) as rest:
        for path in ("wordlists", "jobs", "documents", f"rpc/{DOCUMENT_WORD}"):
            for method in ("GET", "POST", "PATCH"):
                rest.request(method, f"/{path}?title=eq.{DOCUMENT_WORD}", json={"title": DOCUMENT_WORD * 30})
