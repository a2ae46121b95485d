"""Loads chapters and glossaries that others wrote, for measuring only: OpenStax modules (CNXML) and gettext glossaries.

    python -m tests.benchmarks.lexicon.corpora FOLDER [LANG]       scores every .cnxml file below FOLDER
    python -m tests.benchmarks.lexicon.corpora FILE.po FROM TO     how many terms we translate as it does

Surprise: nothing of them is shipped. Unseen books are what the engine is judged by, so it is tuned to none of them.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.dictionary import dictionary
from tests.benchmarks.lexicon.glossaries import Chapter, means

KINDS = {"title": ZoneType.HEADING, "para": ZoneType.PARAGRAPH, "item": ZoneType.LIST, "caption": ZoneType.CAPTION}
SKIPPED = {"glossary", "metadata", "exercise", "table", "math"}
FEWEST = 5
"""Marked terms of a module that is scored."""


def cnxml(path: Path, lang: str = "en") -> Chapter:
    """A module's running text as zones; its terms are those marked in the text or defined in its glossary."""
    root = etree.parse(path).getroot()
    zones: list[Zone] = []
    for element in root.iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        above = {etree.QName(one).localname for one in element.iterancestors() if isinstance(one.tag, str)}
        if name in KINDS and not above & SKIPPED and not (name == "para" and "item" in above):
            text = " ".join("".join(element.itertext()).split())
            if text:
                zones.append(Zone(len(zones), 1 + len(zones) // 8, KINDS[name], text))
    terms = (" ".join("".join(one.itertext()).split()) for one in root.iter("{*}term"))
    return Chapter(path.parent.name, lang, tuple(zones), tuple(dict.fromkeys(filter(None, terms))))


def gettext(text: str) -> Iterator[tuple[str, str]]:
    """(term, translation) of each finished entry of a .po file."""
    entry = re.compile(r'^msgid ((?:"[^\n]*"\n)+)msgstr ((?:"[^\n]*"(?:\n|\Z))+)', re.MULTILINE)
    for match in entry.finditer(text):
        term, meaning = (
            "".join(ast.literal_eval(line) for line in part.split("\n") if line) for part in match.groups()
        )
        if term and meaning:
            yield term, meaning


def score_modules(folder: Path, lang: str) -> None:
    every = [chapter for path in sorted(folder.rglob("*.cnxml")) if len((chapter := cnxml(path, lang)).terms) >= FEWEST]
    print(f"{len(every)} modules; precision and recall of ours, TF-IDF, YAKE:", means(every))


def score_glossary(path: Path, source: str, target: str) -> None:
    known = dictionary(source, target)
    pairs = list(gettext(path.read_text("utf-8")))
    found = [(term, meaning, known.translations(term, known.part_of_speech(term))) for term, meaning in pairs]
    listed = [(meaning, best[0].text) for _, meaning, best in found if best]
    right = sum(best.lower() in re.split(r"[,;]\s*", meaning.lower()) for meaning, best in listed)
    print(f"{len(pairs)} terms, {len(listed)} in the lexicon, {right} translated as the glossary does")


if __name__ == "__main__":
    if sys.argv[1].endswith(".po"):
        score_glossary(Path(sys.argv[1]), *sys.argv[2:4])
    else:
        score_modules(Path(sys.argv[1]), *(sys.argv[2:3] or ["en"]))
