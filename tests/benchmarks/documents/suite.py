"""Reads a folder of documents that others made, ours beside a peer, and says where we find less:

    python -m tests.benchmarks.documents.suite DIR... [--least .97]

A peer is no judge: it reads hidden sheets and running headers, and some files not at all. Surprise: so its words are
counted as a bag, order does not matter, and every file below the line is printed to be looked at by hand.
"""

import re
import resource
import subprocess
import sys
import time
import unicodedata
import zipfile
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from xml.etree.ElementTree import ParseError, iterparse

from shared.documents.parser import parse
from shared.errors import WordmillError
from tests.benchmarks.documents.readers import calamine, chardet, openpyxl, pypdf, python_docx

TYPES = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".txt": "txt",
}
SLOW, HEAVY = 10.0, 300


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file."""

    kind: str
    verdict: str
    """`ok`, or the code of our error."""
    seconds: float
    recall: dict[str, float]
    """Peer -> share of its words that we have, too."""
    failed: tuple[str, ...]
    """Peers that could not read it."""


def pdftotext(path: Path) -> list[str]:
    """Poppler's program, where it is installed; else pypdf."""
    if not which("pdftotext"):
        return pypdf(path)
    done = subprocess.run(["pdftotext", "-q", path, "-"], capture_output=True, timeout=60, check=True)
    return [done.stdout.decode("utf-8", "replace")]


def bare_xml(path: Path) -> list[str]:
    """Every `w:t` of a Word document's body, as it stands in the file."""
    with zipfile.ZipFile(path) as archive, archive.open("word/document.xml") as part:
        words = []
        for _, element in iterparse(part):
            name = element.tag.rpartition("}")[2]
            words.append({"t": element.text or "", "p": " ", "tab": " ", "br": " "}.get(name, ""))
        return ["".join(words)]


PEERS: dict[str, tuple[Callable[[Path], list[str]], ...]] = {
    "pdf": (pdftotext,),
    "docx": (python_docx, bare_xml),
    "xlsx": (calamine, openpyxl),
    "txt": (chardet,),
}


def read(path: Path) -> Reading:
    """One file by us and by its peers."""
    kind, began = TYPES[path.suffix.lower()], time.monotonic()
    verdict, ours = "ok", ""
    try:
        ours = "\n".join(zone.text for zone in parse(path, filename=path.name).zones)
    except WordmillError as error:
        verdict = error.code
    seconds = time.monotonic() - began
    recall: dict[str, float] = {}
    failed = []
    for peer in PEERS[kind]:
        try:
            recall[peer.__name__] = _recall(_WORDS[kind], "\n".join(peer(path)), ours)
        except (Exception, ParseError):  # noqa: BLE001  whatever a peer raises is an answer
            failed.append(peer.__name__)
    return Reading(kind, verdict, seconds, recall, tuple(failed))


_WORDS = {kind: re.compile(r"[^\W\d_]+" if kind == "xlsx" else r"\w+") for kind in PEERS}
"""Peers do not write numbers as the sheet shows them, so of a sheet only words are compared."""


def _recall(words: re.Pattern[str], wanted: str, found: str) -> float:
    theirs, ours = _counted(words, wanted), _counted(words, found)
    return (theirs & ours).total() / theirs.total() if theirs else 1.0


def _counted(words: re.Pattern[str], text: str) -> Counter[str]:
    plain = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    return Counter(words.findall(plain.lower()))


def table(readings: list[Reading]) -> list[str]:
    """A row per type and peer."""
    rows = ["| type | files | read by us | peer | read by it | files with less than .97 of its words | words |"]
    rows.append("|---|---|---|---|---|---|---|")
    for kind, peers in PEERS.items():
        own = [reading for reading in readings if reading.kind == kind]
        ok = sum(reading.verdict == "ok" for reading in own)
        for peer in peers if own else ():
            shares = [reading.recall[peer.__name__] for reading in own if peer.__name__ in reading.recall]
            less = sum(share < 0.97 for share in shares)
            mean = sum(shares) / max(len(shares), 1)
            rows.append(f"| {kind} | {len(own)} | {ok} | {peer.__name__} | {len(shares)} | {less} | {mean:.3f} |")
    return rows


def _documents(folders: list[Path]) -> list[Path]:
    found = (path for folder in folders for path in folder.rglob("*"))
    return sorted(path for path in found if path.suffix.lower() in TYPES and path.is_file())


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--least", type=float, default=0.97)
    given = parser.parse_args()
    readings = []
    for path in _documents(given.folders):
        reading = read(path)
        readings.append(reading)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        worst = min(reading.recall.values(), default=1.0)
        odd = reading.verdict != "ok" and reading.recall and worst < 1
        if worst < given.least or odd or reading.seconds > SLOW or peak > HEAVY:
            shares = " ".join(f"{peer} {share:.3f}" for peer, share in reading.recall.items())
            print(
                f"{reading.verdict:12} {reading.seconds:5.1f} s {peak} MB  {shares}  {path}",
                file=sys.stderr,
                flush=True,
            )
    print("\n".join(table(readings)))


if __name__ == "__main__":
    main()
