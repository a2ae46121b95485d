"""Puts the packages together: one graph, the links of every direction, and what is known of each side's words.

Surprise: this takes some minutes and 5 GB. It is run when a package has changed, never by a user.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations

from shared.lexicon.build import dictd, jmdict
from shared.lexicon.build.frequencies import frequencies
from shared.lexicon.build.graph import Graph
from shared.lexicon.build.pack import Parts, Side, completed, parts_from_links
from shared.lexicon.build.packages import Package
from shared.lexicon.build.triangulate import Links, add_hubs, link, mirror

CODES = {"de": "deu", "en": "eng", "fr": "fra", "es": "spa", "it": "ita", "pt": "por"}
PAIRS = ("de-en", "fr-en", "es-en", "it-en", "pt-en", "de-fr", "de-es", "fr-es")


FEW = 50_000
"""Headwords below which a language's parts of speech are inferred from its links as well."""


@dataclass(frozen=True, slots=True)
class Assembly:
    links: dict[tuple[str, str], Links]
    """(source, target) -> links, by our two-letter codes."""
    sides: dict[str, Side]


def assemble(packages: Iterable[Package]) -> Assembly:
    """Everything that the tables are written from."""
    graph = Graph()
    for package in packages:
        graph.add(package.source, package.target, entries(package))
    directions = list(permutations(CODES.values(), 2))
    raw = {(source, target): link(graph, source, target) for source, target in directions}
    seen = {(source, target): mirror(raw[source, target], raw[target, source]) for source, target in directions}
    del raw
    links = {}
    for pair in PAIRS:
        one, other = pair.split("-")
        for source, target in ((one, other), (other, one)):
            ends = CODES[source], CODES[target]
            hubs = [hub for hub in CODES.values() if hub not in ends]
            links[source, target] = add_hubs(seen, *ends, hubs=hubs)
    sides = {}
    for code, name in CODES.items():
        parts: Parts = graph.parts.get(name, {})
        if len(parts) < FEW:
            parts = completed(parts, parts_from_links(row for (source, _), row in links.items() if source == code))
        sides[code] = Side(parts, frequencies(code))
    return Assembly(links, sides)


def entries(package: Package) -> Iterable[dictd.Entry]:
    if package.source == "jpn":
        return jmdict.read(package.index, package.target)
    return dictd.read(package.index)
