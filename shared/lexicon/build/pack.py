"""Writes the tables that the engine reads: one of words a language, one of translations a direction.

Surprise: Spanish heads none of the dictionaries that may be used; what is known of its words comes from the other
side of other languages' entries.
"""

from collections.abc import Iterable, Mapping

from shared.lexicon.build.triangulate import Links
from shared.lexicon.confidence import Evidence, probability

MOST = 4
"""Translations kept for a word."""
LEAST = 0.15
"""What is less likely to be right than this is not shipped."""
LONGEST_KEY = 5
"""Words in the longest phrase that is kept."""


def pair_rows(links: Links, *, target_parts: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[str, ...]]:
    """`key, part of speech, lemma, translation=percent=votes|...` for every word with a translation worth keeping."""
    for (word, pos), row in links.items():
        if len(word.split()) > LONGEST_KEY or any(char.isdigit() for char in word):
            continue
        total = sum(one.score for one in row.values()) or 1.0
        ranked = sorted(row.items(), key=lambda item: (-item[1].score, item[0]))
        kept = []
        for place, (other, one) in enumerate(ranked[:MOST]):
            known = target_parts.get(other, {})
            evidence = Evidence(
                votes=one.votes, reach=one.reach, share=one.score / total, hubs=one.hubs, direct=one.direct,
                backward=one.backward, rank=place, fits=pos in known, clashes=bool(known) and pos not in known,
            )  # fmt: skip
            chance = probability(evidence)
            if chance >= LEAST and "=" not in other and "|" not in other:
                kept.append(f"{other}={round(100 * chance)}={one.votes + one.hubs}")
        if kept:
            yield word.lower(), pos, word, "|".join(kept)


def word_rows(parts: Mapping[str, Mapping[str, str]], frequencies: Mapping[str, float]) -> Iterable[tuple[str, ...]]:
    """`key, zipf, part/lemma/gender part/lemma/gender ...`: what is known of each word form and headword."""
    readings: dict[str, set[str]] = {}
    for lemma, tags in parts.items():
        if len(lemma.split()) <= LONGEST_KEY and "/" not in lemma and "|" not in lemma:
            for pos, gender in tags.items():
                readings.setdefault(lemma.lower(), set()).add(f"{pos}/{lemma}/{gender}")
    for key in sorted({*readings, *frequencies}):
        zipf = f"{frequencies[key]:.2f}" if key in frequencies else ""
        yield key, zipf, "|".join(sorted(readings.get(key, ())))
