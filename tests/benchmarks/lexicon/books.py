"""Loads books that others wrote, with the terms their authors marked as introduced there: DocBook, and its HTML.

    python -m tests.benchmarks.lexicon.books FOLDER [LANG]

scores the chapters made of every .docbook or .html file below FOLDER. Debian has such books: the handbook of KStars in
English, Spanish and French (kstars-data), the manual of PostgreSQL (postgresql-doc-15).

Surprise: nothing of them is shipped, and a chapter is whatever files give a dozen marked terms together: a section of
a handbook is short, and of two terms no share can be told.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from shared.domain.zone import Zone, ZoneType
from tests.benchmarks.lexicon.glossaries import Chapter, means

FEWEST = 12
HEADINGS = frozenset({"title", "h1", "h2", "h3", "h4"})
BLOCKS = HEADINGS | {"para", "p", "li", "dt"}
UNREAD = (
    "//indexterm | //chapterinfo | //sect1info | //screenshot | //author | //pre | //table"
    " | //div[@class='navheader' or @class='navfooter' or @class='toc']"
)
MARKED = "//firstterm | //em[@class='firstterm']"
ARTICLE = re.compile(r"^(?:(?:the|an?|el|la|los|las|un|una|le|les|des|du|une)\s+|l['’])(?=\w)", re.IGNORECASE)


def chapters_of(folder: Path, lang: str) -> list[Chapter]:
    """The files in order of their names, put together until there are enough marked terms."""
    found: list[Chapter] = []
    blocks: list[tuple[ZoneType, str]] = []
    terms: dict[str, str] = {}
    for path in sorted(each for each in folder.rglob("*") if each.suffix in {".docbook", ".html"}):
        root = tree(path)
        marked = {term.lower(): term for term in terms_of(root)}
        if not marked or path.stem == "glossary":
            continue
        blocks += blocks_of(root)
        terms |= marked
        if len(terms) >= FEWEST:
            zones = tuple(Zone(at, 1 + at // 8, kind, text) for at, (kind, text) in enumerate(blocks))
            found.append(Chapter(path.stem, lang, zones, tuple(terms.values())))
            blocks, terms = [], {}
    return found


def tree(path: Path) -> etree._Element:
    """The file without what is no running text; entities of its own become blanks."""
    text = re.sub(r"<!DOCTYPE.*?\]?>|<\?xml.*?\?>", "", path.read_text("utf-8", "replace"), flags=re.DOTALL)
    text = re.sub(r"&(?!lt;|gt;|amp;|quot;|#)\w+;", " ", text)
    parser = etree.HTMLParser() if path.suffix == ".html" else etree.XMLParser(recover=True, resolve_entities=False)
    root = etree.fromstring(f"<book>{text}</book>", parser)
    for element in root.xpath(UNREAD):
        keep_tail(element)
    return root


def keep_tail(element: etree._Element) -> None:
    """Removes an element, but not the text that follows it."""
    above, before = element.getparent(), element.getprevious()
    if above is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        above.text = (above.text or "") + (element.tail or "")
    above.remove(element)


def blocks_of(root: etree._Element) -> Iterator[tuple[ZoneType, str]]:
    for element in root.iter(*BLOCKS):
        inside = any(above.tag in BLOCKS for above in element.iterancestors())
        if not inside and (text := " ".join("".join(element.itertext()).split())):
            yield ZoneType.HEADING if element.tag in HEADINGS else ZoneType.PARAGRAPH, text


def terms_of(root: etree._Element) -> Iterator[str]:
    for element in root.xpath(MARKED):
        term = ARTICLE.sub("", " ".join("".join(element.itertext()).split()), count=1)
        if re.search(r"[^\W\d_]{3}", term):
            yield term


if __name__ == "__main__":
    every = chapters_of(Path(sys.argv[1]), *(sys.argv[2:3] or ["en"]))
    print(f"{len(every)} chapters; precision and recall of ours, TF-IDF, YAKE:", means(every))
