"""Reads WordNet: the words that an English word is explained with, in each of its senses.

Surprise: what stands beside a sense says more than its explanation: synonyms, what it is a kind of, its own kinds, its
parts, its wholes and the field it belongs to. "Defence" is explained because it stands beside "defense".
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "wordnet-base"
FOLDER = Path("root/usr/share/wordnet")
PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
RELATED = frozenset("@ @i ~ + ;c #p #m %p %m".split())  # noqa: SIM905  # reads better
"""Pointers that are followed: to what it is a kind of, to its kinds, to derived words, its field, wholes and parts."""
NAMED = 2
"""Words of a related sense that count."""
RARER = 0.5
"""How much less the second sense of a word counts than its first: 1 / (1 + this)."""
Words = Callable[[str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Sense:
    """Words that mean the same, the senses beside them, and what they are explained with."""

    words: tuple[str, ...]
    related: tuple[tuple[str, str], ...]
    text: str


def explaining(folder: Path, content: Words) -> dict[str, Counter[str]]:
    """English word in small letters -> what explains it, heavier from its commoner senses; `content` cuts a text."""
    senses = {key: sense for part in PARTS for key, sense in read_senses(folder, part)}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for part in PARTS:
        for word, places in read_index(folder, part):
            for rank, place in enumerate(places):
                for other, times in around(word, senses[PARTS[part], place], senses, content).items():
                    found[word][other] += times / (1 + RARER * rank)  # type: ignore[assignment]  # it adds floats too
    return found


def around(word: str, sense: Sense, senses: Mapping[tuple[str, str], Sense], content: Words) -> Counter[str]:
    """What one sense of a word is explained with, and how often."""
    beside = [sense.words, *(senses[key].words[:NAMED] for key in sense.related)]
    total = Counter(set(content(sense.text)))
    for names in beside:
        total.update({cut for name in names if name != word for cut in content(name)})
    del total[word]
    return total


def read_senses(folder: Path, part: str) -> Iterator[tuple[tuple[str, str], Sense]]:
    """(part of speech, number) and the sense; satellites of adjectives count as adjectives."""
    for line in lines(folder / FOLDER / f"data.{part}"):
        head, _, text = line.partition(" | ")
        cells = head.split()
        count = int(cells[3], 16)
        names = (cells[4 + 2 * place] for place in range(count))
        after = 4 + 2 * count
        pointers = cells[after + 1 : after + 1 + 4 * int(cells[after])]  # behind them stand the frames of verbs
        found = zip(*(pointers[first::4] for first in range(3)), strict=False)
        related = tuple((kind, number) for sign, number, kind in found if sign in RELATED)
        words = tuple(name.split("(")[0].replace("_", " ").lower() for name in names)
        yield (PARTS[part], cells[0]), Sense(words, related, text.split('; "')[0])


def read_index(folder: Path, part: str) -> Iterator[tuple[str, list[str]]]:
    """Each word and the numbers of its senses, the commonest first."""
    for line in lines(folder / FOLDER / f"index.{part}"):
        cells = line.split()
        yield cells[0].replace("_", " "), cells[-int(cells[2]) :]


def lines(path: Path) -> Iterator[str]:
    """What is no licence: that stands indented at the head of each file."""
    return (line for line in path.read_text("utf-8").splitlines() if not line.startswith("  "))
