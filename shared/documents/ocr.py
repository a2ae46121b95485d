"""Reads pages that are pictures with tesseract, where a setting names the program; it is no part of what we install.

Surprise: it runs in the child that reads the document, under the same lock: no environment, no file that could be
written. A picture goes in through a pipe, words with boxes come back through another.
"""

import csv
import re
import resource
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from shared.documents.limits import MIB, Limits
from shared.documents.page_picture import Picture, picture_of
from shared.documents.zones import Zones
from shared.domain.zone import Box

TOOL = "tesseract"
LEAST = 0.4
"""A passage whose words are less sure on average is dust, or a drawing."""
SHARE = 0.6
"""Part of a document's time that its pictures may take."""
_NAMES = {
    "en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "pt": "por", "nl": "nld", "pl": "pol", "sv": "swe",
    "da": "dan", "no": "nor", "fi": "fin", "cs": "ces", "hu": "hun", "ro": "ron", "tr": "tur", "el": "ell", "ru": "rus",
    "uk": "ukr", "ar": "ara", "fa": "fas", "ur": "urd", "he": "heb", "hi": "hin", "th": "tha", "ja": "jpn",
    "zh": "chi_sim", "ko": "kor",
}  # fmt: skip
"""What tesseract calls a language."""
_GUESSED = 2
"""Languages that are read side by side where nobody said which it is."""
_NO_BLANK = re.compile("(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]) (?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that was read in a picture."""

    lines: list[str]
    box: Box
    confidence: float


class PictureReader:
    """Reads the pictures of one document, as long as their time lasts."""

    def __init__(self, limits: Limits, zones: Zones) -> None:
        self._limits = limits
        self._zones = zones
        self._until = time.monotonic() + SHARE * limits.seconds
        self._languages: str | None = None
        """What tesseract is told; "" where it is not there."""

    def passages(self, document: Any, number: int) -> list[Passage]:  # noqa: ANN401  pypdfium2 is untyped
        """What stands on the page of that number, counted from 0."""
        if not self._limits.tesseract or not self._known_languages():
            return []
        if time.monotonic() > self._until:
            self._zones.warn("Only the first pictures were read; the document has more than there is time for.")
            return []
        picture = picture_of(document, number, most_pixels=self._limits.ocr_pixels)
        passages = list(_passages(self._said(picture), picture)) if picture else []
        if passages:
            self._zones.warn("Pages that are pictures were read by OCR, which makes mistakes.")
        return passages

    def _known_languages(self) -> str:
        if self._languages is None:
            there = set(self._run("--list-langs").split())
            wanted = _NAMES.get(self._limits.lang, "")
            installed = [name for name in _NAMES.values() if name in there]
            if wanted and wanted not in there and installed:
                self._zones.warn(f"The OCR program has no data for the language {self._limits.lang!r}.")
            self._languages = wanted if wanted in there else "+".join(installed[:_GUESSED])
        return self._languages

    def _said(self, picture: Picture) -> str:
        dots = str(round(72 / picture.points))
        return self._run("stdin", "stdout", "-l", self._known_languages(), "--dpi", dots, "tsv", data=picture.pgm)

    def _run(self, *arguments: str, data: bytes = b"") -> str:
        """What tesseract prints, nothing where it is not there or fails."""
        try:
            process = subprocess.Popen(  # noqa: S603  the path is a setting, the arguments are ours
                [self._limits.tesseract, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
            )
        except OSError:
            return ""
        with process:
            _limit(process.pid, self._limits)
            try:
                said, _ = process.communicate(data, timeout=max(0.1, self._until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                return ""
        return said.decode("utf-8", "replace") if process.returncode == 0 else ""


def _limit(pid: int, limits: Limits) -> None:
    wanted = (resource.RLIMIT_AS, limits.ocr_memory_mb * MIB), (resource.RLIMIT_CPU, int(limits.ocr_seconds))
    # It may be gone already; and not every system lets one process limit another.
    with suppress(AttributeError, OSError):
        for what, most in wanted:
            ours = resource.prlimit(pid, what)[1]
            least = most if ours == resource.RLIM_INFINITY else min(most, ours)
            resource.prlimit(pid, what, (least, least))


def _passages(said: str, picture: Picture) -> Iterator[Passage]:
    rows = csv.DictReader(said.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row.get("level") == "5" and (row.get("text") or "").strip()]
    for _, paragraph in groupby(words, lambda row: (row["block_num"], row["par_num"])):
        own = list(paragraph)
        chars = sum(len(row["text"]) for row in own)
        confidence = sum(_number(row, "conf") * len(row["text"]) for row in own) / chars / 100
        if confidence >= LEAST:
            lines = [" ".join(row["text"] for row in line) for _, line in groupby(own, lambda row: row["line_num"])]
            yield Passage([_NO_BLANK.sub("", line) for line in lines], _box(own, picture), min(confidence, 1.0))


def _box(rows: list[dict[str, str]], picture: Picture) -> Box:
    sides = [
        (left, top, left + _number(row, "width"), top + _number(row, "height"))
        for row in rows
        for left, top in [(_number(row, "left"), _number(row, "top"))]
    ]
    lefts, tops, rights, bottoms = zip(*sides, strict=True)
    corners = min(lefts), min(tops), max(rights), max(bottoms)
    return Box(*(round(corner * picture.points, 1) for corner in corners))


def _number(row: Mapping[str, str], key: str) -> float:
    try:
        return float(row[key])
    except (KeyError, TypeError, ValueError):
        return 0.0
