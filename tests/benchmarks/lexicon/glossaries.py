"""How many of the terms that an author marked are among the forty found, beside TF-IDF and YAKE.

Surprise: a found term counts where its lemma, or a form of it, is the marked one; the peers are judged by the same
rule, with the same lemmas.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.engine import Options, find_candidates, translate
from shared.lexicon.words import Vocabulary, vocabulary

CHAPTERS = Path("tests/data/glossaries")
MARK = re.compile(r"\[\[(.+?)\]\]")
MOST = 40


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    lang: str
    zones: tuple[Zone, ...]
    terms: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(zone.text for zone in self.zones)


def chapters(folder: Path = CHAPTERS) -> list[Chapter]:
    return [load(path) for path in sorted(folder.glob("*.txt"))]


def load(path: Path) -> Chapter:
    """A chapter with its marks taken out: what the engine sees is plain text."""
    text = path.read_text("utf-8")
    zones = []
    for number, block in enumerate(filter(str.strip, MARK.sub(r"\1", text).split("\n\n"))):
        kind = ZoneType.HEADING if block.startswith("#") else ZoneType.PARAGRAPH
        zones.append(Zone(number, 1 + number // 6, kind, block.lstrip("# ").strip()))
    return Chapter(path.stem, path.stem[:2], tuple(zones), tuple(dict.fromkeys(MARK.findall(text))))


def lemmas(term: str, words: Vocabulary) -> str:
    """A term by the noun lemmas of its words, to compare by."""
    parts = re.findall(r"[^\W\d_]+", term)
    return " ".join(words.readings(part).get("noun", part).lower() for part in parts)


def ours(chapter: Chapter) -> list[set[str]]:
    """What a learner would get: the pairs and not only the candidates."""
    target = "de" if chapter.lang == "en" else "en"
    options = Options(chapter.lang, target, max_words=MOST)
    found = translate(find_candidates(chapter.zones, options), options)
    return [{one.lemma.lower(), one.term.lower()} for one in found]


def tf_idf(chapter: Chapter, others: Iterable[Chapter]) -> list[set[str]]:
    words = re.findall(r"[^\W\d_]{3,}", chapter.text.lower())
    documents = [set(re.findall(r"[^\W\d_]{3,}", other.text.lower())) for other in others if other.lang == chapter.lang]
    small = vocabulary(chapter.lang).language.tags
    counts = Counter(word for word in words if word not in small)

    def score(word: str) -> float:
        return counts[word] * math.log((1 + len(documents)) / (1 + sum(word in one for one in documents)) + 1)

    return [{word} for word in sorted(counts, key=lambda word: (-score(word), word))[:MOST]]


def yake(chapter: Chapter) -> list[set[str]]:
    from yake import KeywordExtractor

    found = KeywordExtractor(lan=chapter.lang, n=3, top=MOST).extract_keywords(chapter.text)
    return [{keyword.lower()} for keyword, _ in found]


def scores(found: list[set[str]], chapter: Chapter) -> tuple[float, float, list[str]]:
    """Precision, recall, and the marked terms that were missed."""
    words = vocabulary(chapter.lang)
    wanted = {lemmas(term, words): term for term in chapter.terms}
    hit = {lemmas(name, words) for one in found for name in one} & set(wanted)
    right = sum(any(lemmas(name, words) in wanted for name in one) for one in found)
    return right / max(len(found), 1), len(hit) / len(wanted), [wanted[key] for key in sorted(set(wanted) - hit)]


def row_of(chapter: Chapter, every: Sequence[Chapter]) -> list[float]:
    """Precision and recall of ours, TF-IDF and YAKE."""
    lists = (ours(chapter), tf_idf(chapter, every), yake(chapter))
    return [value for found in lists for value in scores(found, chapter)[:2]]


def means(every: Sequence[Chapter]) -> list[float]:
    rows = [row_of(chapter, every) for chapter in every]
    return [round(sum(column) / len(rows), 3) for column in zip(*rows, strict=True)]


def table(folder: Path = CHAPTERS) -> str:
    """The results as Markdown."""
    every = chapters(folder)
    lines = [
        "| chapter | terms | ours P | ours R | TF-IDF P | TF-IDF R | YAKE P | YAKE R |",
        "|---|---|---|---|---|---|---|---|",
    ]
    sums = [0.0] * 6
    for one in every:
        row = row_of(one, every)
        sums = [before + now for before, now in zip(sums, row, strict=True)]
        lines.append(f"| {one.name} | {len(one.terms)} | " + " | ".join(f"{value:.3f}" for value in row) + " |")
    mean = [value / len(every) for value in sums]
    lines.append("| **mean** | | " + " | ".join(f"**{value:.3f}**" for value in mean) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
