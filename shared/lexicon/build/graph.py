"""The translation graph: words of every language, joined where some dictionary says that one means the other.

Surprise: an edge carries the part of speech of the headword it was found under, and a path may only use edges of
one part of speech. Most wrong pairs of a plain triangulation are wrong in exactly that.
"""

from collections import defaultdict
from collections.abc import Iterable

from shared.lexicon.build.dictd import Entry

Adjacency = dict[tuple[str, str], dict[str, float]]
"""(word, part of speech) -> its neighbours in one other language and how often each was named."""


class Graph:
    """Edges between languages, kept in both directions; genders and parts of speech of headwords beside them."""

    def __init__(self) -> None:
        self.edges: dict[tuple[str, str], Adjacency] = defaultdict(dict)
        self.parts: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        """language -> word -> part of speech -> gender(s)"""

    def add(self, source: str, target: str, entries: Iterable[Entry]) -> None:
        """Takes a dictionary in. Earlier senses and earlier translations weigh more."""
        for entry in entries:
            genders = self.parts[source][entry.word].get(entry.pos, "")
            if entry.gender not in genders or not genders:
                genders += entry.gender
            self.parts[source][entry.word][entry.pos] = genders
            for place, sense in enumerate(entry.senses):
                for rank, word in enumerate(sense):
                    weight = 1 / (1 + 0.3 * min(place, 4)) / (1 + 0.2 * min(rank, 4))
                    self.join((source, entry.word), (target, word), entry.pos, weight=weight)

    def join(self, left: tuple[str, str], right: tuple[str, str], pos: str, *, weight: float) -> None:
        for (lang, word), (other_lang, other) in ((left, right), (right, left)):
            neighbours = self.edges[lang, other_lang].setdefault((word, pos), {})
            neighbours[other] = neighbours.get(other, 0.0) + weight

    def shares(self, source: str, target: str, word: str, pos: str) -> dict[str, float]:
        """What part of `word`'s meaning each neighbour gets; sums to 1 where there is any."""
        neighbours = self.edges.get((source, target), {}).get((word, pos), {})
        total = sum(neighbours.values())
        return {other: weight / total for other, weight in neighbours.items()} if total else {}

    def neighbours_of(self, lang: str) -> list[str]:
        return sorted({target for source, target in self.edges if source == lang})
