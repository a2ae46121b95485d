"""No address that a user gives is ever fetched: a server waits for a call that does not come.

Surprise: the server is called once on purpose, or its silence would prove nothing.
"""

import io
import json
import re
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_socket

from deploy.openapi import document
from shared.documents.parser import parse
from shared.errors import DocumentError
from shared.pipeline.engine import Request
from shared.pipeline.engines.offline import OfflineEngine
from tests.llm.work import MemoryWork

ROOT = Path(__file__).parents[2]
PROSE = "Die alte Mühle steht am Bach. Der Müller mahlt jeden Morgen das Getreide der Bauern. " * 8


class Listener:
    """Counts who connects, and answers nobody."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        with suppress(OSError):
            while True:
                called, _ = self.socket.accept()
                self.calls += 1
                called.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    pytest_socket.enable_socket()
    one = Listener()
    yield one
    one.socket.close()


def repacked(data: bytes, *, add: dict[str, str], change: Callable[[str, str], str] = lambda _, text: text) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(name, content.decode()) if name.endswith((".xml", ".rels")) else content)
        for name, text in add.items():
            new.writestr(name, text)
    return out.getvalue()


def docx(url: str) -> bytes:
    """Linked picture, attached template, frame, external entity: all of them somewhere else."""
    from docx import Document

    made, out = Document(), io.BytesIO()
    made.add_paragraph(PROSE)
    made.add_paragraph(f"Siehe {url}/text")
    made.save(out)
    kinds = ("image", "attachedTemplate", "frame", "hyperlink", "oleObject", "subDocument", "externalLinkPath")
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="x{kind}" Type="{office}/{kind}" Target="{url}/{kind}" TargetMode="External"/>'
        for kind in kinds
    )

    def change(name: str, text: str) -> str:
        return text.replace("</Relationships>", f"{links}</Relationships>") if name.endswith(".rels") else text

    return repacked(out.getvalue(), add={}, change=change)


def docx_with_entity(url: str) -> bytes:
    def change(name: str, text: str) -> str:
        if name != "word/document.xml":
            return text
        doctype = f'<!DOCTYPE w:document SYSTEM "{url}/dtd" [<!ENTITY x SYSTEM "{url}/entity">]>'
        return re.sub(r"(<\?xml[^>]*\?>)", rf"\1{doctype}", text).replace("Siehe", "Siehe &x;")

    return repacked(docx(url), add={}, change=change)


def xlsx(url: str) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row, text in enumerate(PROSE.split(". "), 1):
        sheet.cell(row, 1, text)
    sheet.cell(1, 2).hyperlink = f"{url}/link"
    sheet.cell(2, 2, f'=WEBSERVICE("{url}/formula")')
    sheet.cell(3, 2, f'=IMAGE("{url}/image")')
    sheet.cell(4, 2, f"=[{url}/other.xlsx]Sheet1!A1")
    book.save(out)
    link = f'<connections><connection id="1" type="4"><webPr url="{url}/query"/></connection></connections>'
    return repacked(out.getvalue(), add={"xl/connections.xml": link})


def pdf(url: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out)
    for row, text in enumerate(PROSE.split(". ")):
        page.drawString(60, 780 - 16 * row, text)
    page.linkURL(f"{url}/uri", (60, 700, 300, 800))
    page.save()
    # Opening it shall fetch; a reader that runs actions would.
    action = f"/OpenAction << /S /URI /URI ({url}/open) >> /Type /Catalog".encode()
    return out.getvalue().replace(b"/Type /Catalog", action, 1)


def txt(url: str) -> bytes:
    return f"{PROSE}\n\n<img src={url}/img> ![x]({url}/md) file:///etc/passwd {url}/plain".encode()


FILES = {"a.docx": docx, "entity.docx": docx_with_entity, "a.xlsx": xlsx, "a.pdf": pdf, "a.txt": txt}


@pytest.mark.parametrize("name", FILES)
def test_an_address_in_a_document_is_text_at_most(listener: Listener, name: str) -> None:
    engine, work, request = OfflineEngine(), MemoryWork(), Request("en", "de")
    with suppress(DocumentError):  # refused is as good as not followed
        zones = engine.clean(parse(FILES[name](listener.address), filename=name).zones, work)
        assert "Mühle" in " ".join(zone.text for zone in zones)
        engine.translate(engine.extract(zones, request, work), zones, request, work)
    assert listener.calls == 0
    with socket.create_connection(listener.socket.getsockname(), timeout=5) as called:
        assert called.recv(1) == b""
    assert listener.calls == 1


def test_no_request_has_a_field_for_an_address() -> None:
    """A field that took one would be the place to look at for where it leads."""
    bodies = [schema for name, schema in document()["components"]["schemas"].items() if "Body" in name]
    assert len(bodies) >= 6
    for body in bodies:
        for name, field in body["properties"].items():
            assert not re.search(r"ur[il]|href|link|host|address|callback|webhook|endpoint", name), name
            assert '"uri' not in json.dumps(field), name


def test_the_rooms_that_call_out_are_known() -> None:
    """Supabase, the operator's model, bucket and secrets: look where an address comes from before a room is added."""
    calls = re.compile(r"\bhttpx\.(?!\w*(?:codes|Error|Exception))|urlopen|http\.client\b|import requests|boto3\.")
    found = {
        "/".join(path.relative_to(ROOT).parts[:2])
        for room in ("shared", "functions")
        for path in (ROOT / room).rglob("*.py")
        if "build" not in path.parts and calls.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"shared/gateway", "shared/llm", "shared/mirror.py", "shared/secrets.py"}
