"""Fits the weights of `shared.lexicon.confidence` to one half of the words of independent dictionaries.

    python -m tests.benchmarks.lexicon.calibration FOLDER     prints shared/lexicon/weights.py anew

Surprise: a word belongs to the fitted or to the measured half by its checksum, so that the halves never mix.
"""

import pickle
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from shared.lexicon.build.assemble import Assembly, assemble
from shared.lexicon.build.pack import evidences
from shared.lexicon.build.packages import allowed, candidates, fetch
from shared.lexicon.build.triangulate import Link
from shared.lexicon.confidence import features, first_features
from tests.benchmarks.lexicon.gold import gold, plain

JUDGED = ("de-en", "en-de", "fr-en", "en-fr", "es-en", "en-es", "it-en", "en-it", "pt-en", "en-pt")
MOST = 12_000
"""Words a direction."""
COMMON = 2.5
"""Least zipf frequency of the words it is fitted to: what lists are made of."""


def is_fitted(word: str) -> bool:
    return zlib.crc32(word.encode()) % 2 == 0


def judged(assembly: Assembly, direction: str) -> Iterator[tuple[tuple[str, str], dict[str, Link], set[str]]]:
    """(word and part of speech, links, right answers) for the words that both sides have."""
    source, target = direction.split("-")
    answers = gold(source, target)
    side = assembly.sides[source]
    count = 0
    for key in sorted(assembly.links[source, target], key=lambda key: zlib.crc32(repr(key).encode())):
        right = answers.get(plain(key[0]))
        if right and key[1] in {"noun", "verb", "adj", "adv"} and side.zipf(key[0]) >= COMMON and count < MOST:
            count += 1
            yield key, assembly.links[source, target][key], right


def fit(rows: Sequence[Sequence[float]], labels: Sequence[int], *, ridge: float = 1.0) -> np.ndarray:
    """Logistic regression by Newton's steps."""
    x, y = np.array(rows), np.array(labels, dtype=float)
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - chance) - ridge * weights
        curvature = (x * (chance * (1 - chance))[:, None]).T @ x + ridge * np.eye(x.shape[1])
        weights += np.linalg.solve(curvature, gradient)
    return weights


def main() -> None:
    path = Path(sys.argv[1])
    if path.is_file():
        with path.open("rb") as file:
            assembly = Assembly(*pickle.load(file))
    else:
        fetch(candidates(), path)
        assembly = assemble(allowed(path))
    rows: list[list[float]] = []
    labels: list[int] = []
    groups: list[tuple[str, str, float, int, int]] = []
    for direction in JUDGED:
        source, target = (assembly.sides[code] for code in direction.split("-"))
        for key, links, right in judged(assembly, direction):
            start = len(rows)
            for one in evidences(key, links, source, target):
                rows.append(features(one))
                labels.append(int(plain(one.other) in right))
            groups.append((direction, key[0], source.zipf(key[0]), start, len(rows)))
    fitted = [place for _, word, _, a, b in groups if is_fitted(word) for place in range(a, b)]
    link = fit([rows[place] for place in fitted], [labels[place] for place in fitted])
    strengths = np.array(rows) @ link
    firsts, right_firsts, names, held = [], [], [], []
    for direction, word, zipf, a, b in groups:
        order = sorted(range(a, b), key=lambda place: -strengths[place])
        firsts.append(first_features([float(strengths[place]) for place in order], zipf))
        right_firsts.append(labels[order[0]])
        names.append(direction)
        held.append(not is_fitted(word))
    where = {name: place for place, name in enumerate(JUDGED)}
    wide = [row + [float(where[name] == place) for place in range(len(JUDGED))]
            for row, name in zip(firsts, names, strict=True)]  # fmt: skip
    first = fit([row for row, out in zip(wide, held, strict=True) if not out],
                [label for label, out in zip(right_firsts, held, strict=True) if not out])  # fmt: skip
    report(np.array(wide) @ first, right_firsts, names, held)
    print_weights(link, first)


def report(values: np.ndarray, labels: list[int], names: list[str], held: list[bool]) -> None:
    chance = 1 / (1 + np.exp(-values))
    y, out, name = np.array(labels), np.array(held), np.array(names)
    for direction in ("", *JUDGED):
        mask = out & ((name == direction) if direction else True)
        line = [f"{direction or 'all':6} {mask.sum():6d} right {y[mask].mean():.3f}"]
        for low in (0, 0.5, 0.6, 0.7, 0.8, 0.9):
            inside = mask & (chance >= low) & (chance < (low + 0.1 if low else 0.5) + (low == 0.9))
            if inside.sum():
                line.append(f"{low}: {chance[inside].mean():.2f}/{y[inside].mean():.2f} ({inside.sum()})")
        print("  ".join(line), file=sys.stderr)


def print_weights(link: np.ndarray, first: np.ndarray) -> None:
    numbers = [round(float(value), 3) for value in first]
    size = len(first) - len(JUDGED)
    print('"""The fitted numbers of `confidence.py`, written by tests/benchmarks/lexicon/calibration.py."""\n')
    print(f"LINK: tuple[float, ...] = {tuple(round(float(value), 3) for value in link)}")
    print(f"FIRST: tuple[float, ...] = {tuple(numbers[:size])}")
    print(f"FIRST_OFFSETS: dict[str, float] = {dict(zip(JUDGED, numbers[size:], strict=True))}")


if __name__ == "__main__":
    main()
