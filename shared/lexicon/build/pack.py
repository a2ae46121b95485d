"""Turns links and words into the rows of the tables that the engine reads.

Surprise: Spanish heads none of the dictionaries that may be used; what is known of its words comes from the other
side of other languages' entries.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shared.lexicon.build.triangulate import Link, Links
from shared.lexicon.confidence import Evidence, first_probability, sigmoid, strength

MOST = 4
"""Translations kept for a word."""
LEAST = 0.12
"""What is less likely to be right than this is not shipped."""
LONGEST_KEY = 4
"""Words in the longest phrase that is kept."""
CONSIDERED = 7
SHARE = 0.3
"""Of the score of a word's best part of speech, what another one needs to be believed."""
Parts = Mapping[str, Mapping[str, str]]
Frequencies = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of one language's words."""

    parts: Parts
    frequencies: Frequencies

    def zipf(self, text: str) -> float:
        """How common a word is; a phrase is a good deal rarer than its rarest word."""
        words = text.lower().replace("'", " ").split()
        return min((self.frequencies.get(word, 1.0) for word in words), default=1.0) - 0.8 * (len(words) - 1)


def evidences(key: tuple[str, str], row: Mapping[str, Link], source: Side, target: Side) -> Iterator[Evidence]:
    """What speaks for each translation of a word; the weakest are not looked at."""
    word, pos = key
    total = sum(one.score for one in row.values()) or 1.0
    ranked = sorted(row.items(), key=lambda item: (-item[1].score, item[0]))[:CONSIDERED]
    for other, one in ranked:
        known = target.parts.get(other, {})
        yield Evidence(
            word=word,
            other=other,
            pos=pos,
            votes=one.votes,
            reach=one.reach,
            forward=one.forward,
            backward=one.backward,
            share=one.score / total,
            hubs=one.hubs,
            hub_share=one.hub_share,
            direct=one.direct,
            fits=pos in known,
            clashes=bool(known) and pos not in known,
            zipf=source.zipf(word),
            other_zipf=target.zipf(other),
        )


def is_kept(word: str) -> bool:
    return len(word.split()) <= LONGEST_KEY and not any(char.isdigit() or char in "=|/\t" for char in word)


def pair_rows(links: Links, source: Side, target: Side, direction: str) -> Iterator[tuple[str, ...]]:
    """`key, part of speech, lemma, translation=percent=votes|...` for every word with a translation worth keeping."""
    for key, row in links.items():
        if not is_kept(key[0]):
            continue
        scored = sorted(
            ((strength(one), one) for one in evidences(key, row, source, target)),
            key=lambda item: (-item[0], item[1].other),
        )
        scored = [item for item in scored if is_kept(item[1].other)]
        if not scored:
            continue
        first = first_probability([value for value, _ in scored], source.zipf(key[0]), direction)
        kept = []
        for place, (value, one) in enumerate(scored[:MOST]):
            chance = first if place == 0 else min(sigmoid(value), first)
            if chance >= LEAST:
                kept.append(f"{one.other}={round(100 * chance)}={one.votes + one.hubs}")
        if kept:
            yield key[0].lower(), key[1], key[0], "|".join(kept)


def word_rows(side: Side) -> Iterator[tuple[str, ...]]:
    """`key, zipf, part/lemma/gender|part/lemma/gender ...`: what is known of each word form and headword."""
    readings: dict[str, set[str]] = {}
    for lemma, tags in side.parts.items():
        if is_kept(lemma):
            for pos, gender in tags.items():
                readings.setdefault(lemma.lower(), set()).add(f"{pos}/{lemma}/{gender}")
    for key in sorted({*readings, *side.frequencies}):
        zipf = f"{side.frequencies[key]:.2f}" if key in side.frequencies else ""
        yield key, zipf, "|".join(sorted(readings.get(key, ())))


def parts_from_links(links: Iterable[Links]) -> dict[str, dict[str, str]]:
    """Parts of speech of words that head no dictionary: those that their links were found under."""
    return sure_parts(
        (word, pos, max(link.score for link in row.values())) for one in links for (word, pos), row in one.items()
    )


def sure_parts(scored: Iterable[tuple[str, str, float]], *, least: float = 0.0) -> dict[str, dict[str, str]]:
    """The parts of speech of each word, out of (word, part of speech, score); no word without one is left."""
    strongest: dict[str, dict[str, float]] = {}
    for word, pos, score in scored:
        tags = strongest.setdefault(word, {})
        tags[pos] = max(tags.get(pos, 0.0), score)
    sure = {
        word: {pos: "" for pos, score in sorted(tags.items()) if score >= max(least, SHARE * max(tags.values()))}
        for word, tags in strongest.items()
    }
    return {word: tags for word, tags in sure.items() if tags}


def completed(listed: Parts, inferred: Parts) -> dict[str, Mapping[str, str]]:
    """What a small dictionary says of its words, else the links; it calls verbs adjectives, which no link does."""
    found = {**inferred, **listed}
    for word in listed.keys() & inferred.keys():
        if "adj" in listed[word] and "verb" in inferred[word] and "adj" not in inferred[word]:
            found[word] = {pos: gender for pos, gender in {**inferred[word], **listed[word]}.items() if pos != "adj"}
    return found
