"""Leaves out what no reader reads: running headers and footers, page numbers, lists of references.

Surprise: zones are dropped whole or kept as they are. Their text is never changed, so that a sentence is always found
where the parser saw it.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from shared.domain.zone import Zone, ZoneType

PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:page|seite|p[áa]gina|pagina|s\.|p\.|pag\.)\s*)?[\divxlc]{1,6}\W*"
    r"(?:(?:of|von|de|di|sur|/)\s*\d+)?\W*$",
    re.IGNORECASE,
)
REFERENCES = re.compile(
    r"^\W*(?:\d+[.)]?\s*)?(?:references|bibliography|works cited|further reading|literatur(?:verzeichnis|angaben)?|"
    r"quellen(?:verzeichnis|angaben)?|bibliographie|références(?: bibliographiques)?|sources|bibliograf[íi]a|"
    r"referencias(?: bibliográficas)?|fuentes|riferimenti|bibliografia|referências)\W*$",
    re.IGNORECASE,
)
CONTENTS = re.compile(r"(?<!\.)(?<!\.\s)(?:\.\s?){4,}+\s*\d+|…\s*\d+\s*$")
LONGEST_RUNNING = 120


def clean(zones: Sequence[Zone]) -> tuple[Zone, ...]:
    """The zones worth reading, as they were, in order."""
    running = running_lines(zones)
    kept: list[Zone] = []
    in_references = False
    for zone in zones:
        text = " ".join(zone.text.split())
        if zone.type == ZoneType.HEADING or len(text) < 40:  # noqa: PLR2004
            if REFERENCES.match(text):
                in_references = True
            elif zone.type == ZoneType.HEADING:
                in_references = False
        if not text or in_references or zone.type == ZoneType.IMAGE or PAGE_NUMBER.match(text):
            continue
        if shape(text) in running or len(CONTENTS.findall(text)) > 1:
            continue
        kept.append(zone)
    return tuple(kept) or tuple(zone for zone in zones if zone.text.strip())


def running_lines(zones: Sequence[Zone]) -> frozenset[str]:
    """Short texts that stand on many pages, whatever number is in them."""
    pages: dict[str, set[int]] = defaultdict(set)
    total = len({zone.page for zone in zones})
    for zone in zones:
        text = " ".join(zone.text.split())
        if len(text) <= LONGEST_RUNNING and zone.type != ZoneType.TABLE:
            pages[shape(text)].add(zone.page)
    needed = max(3, total * 0.3)
    return frozenset(text for text, where in pages.items() if len(where) >= needed)


def shape(text: str) -> str:
    return re.sub(r"\d+", "0", text.lower())
