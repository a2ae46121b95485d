"""Big files of people who mean no harm, read in a fresh process whose memory is looked at, as a function would."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.documents.limits import Limits
from tests.support.big_files import MIB, book, document, ledger, long_text, page_text

ROOT = Path(__file__).resolve().parents[3]
READ = """
import json, resource, sys
from pathlib import Path
from shared.documents.parser import Limits, parse

path, told = Path(sys.argv[1]), []
# The clock is not what is measured: other work on this machine would count.
found = parse(path, filename=path.name, limits=Limits(seconds=1_500), on_page=lambda *told_of: told.append(told_of))
status = Path("/proc/self/status").read_text()
uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({
    "pages": found.pages,
    "told": told,
    "warnings": found.warnings,
    "chars": sum(len(zone.text) for zone in found.zones),
    "tables": sum(zone.type == "table" for zone in found.zones),
    "said": [[zone.page, zone.text] for zone in found.zones if "Seite Nummer" in zone.text],
    "megabytes": int(status.split("VmHWM:")[1].split()[0]) // 1024 + uses[1].ru_maxrss // 1024,
    "seconds": sum(use.ru_utime + use.ru_stime for use in uses),
}))
"""


def read(data: bytes, name: str, folder: Path) -> dict[str, Any]:
    """What was found in a file, within the memory that an honest one may take, both processes together."""
    path = folder / name
    path.write_bytes(data)
    done = subprocess.run([sys.executable, "-c", READ, path], cwd=ROOT, capture_output=True, text=True, check=False)
    path.unlink()
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["megabytes"] < 300
    assert answer["seconds"] < Limits().seconds
    return answer


def check_book(pages: int, *, bad: int, folder: Path, **look: int) -> None:
    found = read(book(pages, bad=bad, **look), "book.pdf", folder)
    assert found["pages"] == pages
    assert found["told"] == [[page, pages] for page in range(1, pages + 1)]
    assert found["warnings"] == [f"Page {bad} is damaged and was left out."]
    read_pages = [page for page, text in found["said"] if page_text(page) in text]
    assert read_pages == [page for page in range(1, pages + 1) if page != bad]


def test_a_book_is_read_page_by_page_and_a_bad_page_costs_that_page(tmp_path: Path):
    check_book(200, bad=77, folder=tmp_path, picture=20_000)


SMALL: dict[str, Callable[[], bytes]] = {
    "a.docx": lambda: document(5_000, size=5 * MIB),
    "a.xlsx": lambda: ledger(5_000, size=5 * MIB),
    "a.txt": lambda: long_text(2 * MIB),
}
LARGE: dict[str, Callable[[], bytes]] = {
    "a.docx": lambda: document(60_000, size=50 * MIB),
    "a.xlsx": lambda: ledger(150_000, size=50 * MIB),
    "a.txt": lambda: long_text(50 * MIB),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_file_of_some_megabytes_is_read_to_its_end(name: str, tmp_path: Path):
    data = SMALL[name]()
    found = read(data, name, tmp_path)
    assert found["warnings"] == []
    assert found["told"]
    last = page_text(5_000) if name != "a.txt" else page_text(data.count(b"Seite Nummer"))
    assert last in found["said"][-1][1]


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_five_thousand_pages_are_read_and_a_bad_page_costs_that_page(tmp_path: Path):
    check_book(5_000, bad=4_321, folder=tmp_path)


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_a_book_of_fifty_megabytes_is_read_and_a_bad_page_costs_that_page(tmp_path: Path):
    check_book(1_000, bad=4, folder=tmp_path, picture=50_000)


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("name", LARGE)
def test_a_file_of_fifty_megabytes_is_read_as_far_as_the_ceiling(name: str, tmp_path: Path):
    data = LARGE[name]()
    assert len(data) == pytest.approx(50 * MIB, rel=0.001)
    assert len(data) <= 50 * MIB
    found = read(data, name, tmp_path)
    if name == "a.txt":
        assert found["chars"] >= Limits().max_chars
        assert "longer than is allowed" in found["warnings"][0]
    else:
        assert found["warnings"] == []
        assert page_text(60_000 if name == "a.docx" else 150_000) in found["said"][-1][1]
