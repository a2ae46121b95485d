"""The readers that are compared, each as a function from a path to the text of its pages.

Run as a program it reads the files that it is given and prints what it found, what it cost and how it ended:
    python -m tests.benchmarks.documents.readers READER FILE...
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import TYPE_CHECKING

from tests.benchmarks.memory import peak_mb

if TYPE_CHECKING:
    from shared.domain.zone import Zone

Pages = list[str]


def ours(path: Path) -> Pages:
    """What the child does: zones go to whoever asked as they are found, and here their text is kept."""
    from shared.documents.limits import Limits
    from shared.documents.parser import read_file
    from shared.documents.zones import Zones

    pages: dict[int, list[str]] = {}

    def keep(zones: "Sequence[Zone]") -> None:
        for zone in zones:
            pages.setdefault(zone.page, []).append(zone.text)

    with path.open("rb") as file:
        found = read_file(file, Zones(Limits(), keep), filename=path.name)
    keep(found.zones)
    return [" ".join(pages.get(page, ())) for page in range(1, found.pages + 1)]


def ours_in_child(path: Path) -> Pages:
    """As a function calls it: all zones are kept here, and they were read elsewhere."""
    from shared.documents.parser import parse

    return [zone.text for zone in parse(path, filename=path.name).zones]


def ours_text_only(path: Path) -> Pages:
    from shared.documents.parser import Limits, parse_here

    return [zone.text for zone in parse_here(path, filename=path.name, limits=Limits(text_only=True)).zones]


def pypdf(path: Path) -> Pages:
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(path).pages]


def pdfium(path: Path) -> Pages:
    from pypdfium2 import PdfDocument

    pages = []
    document = PdfDocument(path)
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        pages.append(text.get_text_range())
        text.close()
        page.close()
    return pages


def pdfminer(path: Path) -> Pages:
    from pdfminer.high_level import extract_text

    return extract_text(str(path)).split("\f")


def python_docx(path: Path) -> Pages:
    from docx import Document

    document = Document(str(path))
    rows = (row for table in document.tables for row in table.rows)
    return ["\n".join([*(p.text for p in document.paragraphs), *(" ".join(c.text for c in row.cells) for row in rows)])]


def openpyxl(path: Path) -> Pages:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    return [
        "\n".join(" ".join("" if cell is None else str(cell) for cell in row) for row in sheet.values) for sheet in book
    ]


def calamine(path: Path) -> Pages:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
    return ["\n".join(" ".join(str(cell) for cell in row) for row in sheet.iter_rows()) for sheet in sheets]


def chardet(path: Path) -> Pages:
    import chardet as guesser

    data = path.read_bytes()
    return [data.decode(guesser.detect(data)["encoding"] or "utf-8")]


def charset_normalizer(path: Path) -> Pages:
    from charset_normalizer import from_bytes

    return [str(from_bytes(path.read_bytes()).best() or "")]


READERS: dict[str, dict[str, Callable[[Path], Pages]]] = {
    "pdf": {
        "ours": ours,
        "ours, text only": ours_text_only,
        "pypdf": pypdf,
        "pypdfium2": pdfium,
        "pdfminer.six": pdfminer,
    },
    "docx": {"ours": ours, "python-docx": python_docx},
    "xlsx": {"ours": ours, "openpyxl": openpyxl, "python-calamine": calamine},
    "txt": {"ours": ours, "chardet": chardet, "charset-normalizer": charset_normalizer},
}


IN_CHILD = "ours, in the child"


def cpu_seconds() -> float:
    child = getrusage(RUSAGE_CHILDREN)
    return time.process_time() + child.ru_utime + child.ru_stime


def main(name: str, paths: list[str]) -> None:
    began = cpu_seconds()
    for text in paths:
        path = Path(text)
        try:
            pages = (ours_in_child if name == IN_CHILD else READERS[path.suffix[1:]][name])(path)
            answer: dict[str, object] = {"pages": pages if len(paths) > 1 else len(pages)}
        except MemoryError:
            answer = {"memory": True}
        except Exception as error:  # noqa: BLE001  whatever a reader raises is an answer
            answer = {"error": type(error).__name__}
        answer["cpu"] = cpu_seconds() - began
        answer["peak_mb"] = peak_mb()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
