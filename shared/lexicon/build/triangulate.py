"""Joins two languages without a dictionary of their own through every language that has one with both.

Surprise: the six languages that are served are also pivots for each other in a second round ("hubs"): Spanish has
hardly a dictionary in common with English, but good ones with French and Portuguese.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from shared.lexicon.build.graph import Graph

Key = tuple[str, str]
"""A word and its part of speech."""
Links = dict[Key, dict[str, "Link"]]


@dataclass(frozen=True, slots=True)
class Link:
    """What speaks for one word being the translation of another."""

    votes: int
    """Languages that agree."""
    reach: int
    """Languages that could have agreed."""
    forward: float
    """Share of the source word's meaning, averaged over the languages that reached the target at all."""
    backward: float
    hubs: int = 0
    hub_share: float = 0.0
    direct: float = 0.0
    """Share in dictionaries between the two languages themselves."""

    @property
    def score(self) -> float:
        both = math.sqrt(self.forward * self.backward)
        return both * (1 + self.votes) + self.hub_share * self.hubs + 2 * self.direct


def link(graph: Graph, source: str, target: str) -> Links:
    """Every word of `source` with what the pivots say it means in `target`."""
    pivots = [lang for lang in graph.neighbours_of(source) if (lang, target) in graph.edges]
    keys = sorted({key for lang in [*pivots, target] for key in graph.edges.get((source, lang), {})})
    found: Links = {}
    for word, pos in keys:
        direct = graph.shares(source, target, word, pos)
        votes: dict[str, list[float]] = defaultdict(list)
        reach = 0
        for pivot in pivots:
            if pivot == target:
                continue
            shares = through(graph, (source, pivot, target), word, pos)
            reach += bool(shares)
            for other, share in shares.items():
                votes[other].append(share)
        names = {*direct, *votes}
        if names:
            found[word, pos] = {
                name: Link(
                    votes=len(votes.get(name, ())),
                    reach=reach,
                    forward=sum(votes.get(name, ())) / reach if reach else 0.0,
                    backward=0.0,
                    direct=direct.get(name, 0.0),
                )
                for name in sorted(names)
            }
    return found


def through(graph: Graph, path: tuple[str, str, str], word: str, pos: str) -> dict[str, float]:
    """Where `word` arrives by way of one pivot language, with the share of its meaning that arrives there."""
    source, pivot, target = path
    arrived: dict[str, float] = defaultdict(float)
    for middle, share in graph.shares(source, pivot, word, pos).items():
        for end, part in graph.shares(pivot, target, middle, pos).items():
            arrived[end] += share * part
    return arrived


def mirror(forward: Links, backward: Links) -> Links:
    """`forward` with each link's share in the other direction beside it."""
    mirrored: Links = {}
    for (word, pos), links in forward.items():
        row = {}
        for other, one in links.items():
            back = backward.get((other, pos), {}).get(word)
            row[other] = Link(one.votes, one.reach, one.forward, back.forward if back else 0.0, direct=one.direct)
        mirrored[word, pos] = row
    return mirrored


def add_hubs(links: Mapping[tuple[str, str], Links], source: str, target: str, *, hubs: list[str]) -> Links:
    """The links of one direction, strengthened and widened by what two other directions say together."""
    own = links[source, target]
    routes = [
        (normal(links[source, hub]), normal(links[hub, target]))
        for hub in hubs
        if (source, hub) in links and (hub, target) in links
    ]
    keys = sorted({*own, *(key for first, _ in routes for key in first)})
    result: Links = {}
    for key in keys:
        arrived: dict[str, list[float]] = defaultdict(list)
        for first, second in routes:
            ends: dict[str, float] = defaultdict(float)
            for middle, share in first.get(key, {}).items():
                for end, part in second.get((middle, key[1]), {}).items():
                    ends[end] += share * part
            for end, share in ends.items():
                arrived[end].append(share)
        row = {}
        for name in sorted({*own.get(key, {}), *arrived}):
            base = own.get(key, {}).get(name) or Link(0, 0, 0.0, 0.0)
            shares = arrived.get(name, [])
            row[name] = Link(
                base.votes, base.reach, base.forward, base.backward,
                len(shares), sum(shares) / len(routes) if routes else 0.0, base.direct,
            )  # fmt: skip
        if row:
            result[key] = row
    return result


def normal(links: Links) -> dict[Key, dict[str, float]]:
    """Scores of each word as shares; what is too small to matter is left out to keep the second round short."""
    shares: dict[Key, dict[str, float]] = {}
    for key, row in links.items():
        total = sum(one.score for one in row.values())
        if total:
            kept = {name: one.score / total for name, one in row.items() if one.score / total > 0.04}  # noqa: PLR2004
            shares[key] = kept
    return shares
