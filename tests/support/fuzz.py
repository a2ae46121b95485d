"""Cut and bit-flipped versions of the samples, read one after the other in a process that may die of them.

Surprise: the reader runs without its child here, two thousand times in one process; where that process dies, the
next takes over behind the file that killed it, and the death is written down.
"""

import io
import json
import random
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.hostile import TEXT as TEXT_STREAM
from tests.support.hostile import page_pdf, stream, zipped
from tests.support.make_samples import SAMPLES

ROOT = Path(__file__).resolve().parents[2]
PLAIN = TEXT_STREAM * 3 + b"/X0 Do 1 0 0 1 30 30 cm [(Korn)-200(und)] TJ\n"
TEXT = "Die Mühle mahlt das Korn, und der Bach treibt das Rad. «À bientôt», dit le meunier.\n\n" * 20


@dataclass
class Outcome:
    """What became of the files."""

    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    """Exceptions that are none of ours: each is a bug."""
    deaths: list[int] = field(default_factory=list)
    slowest: float = 0.0


def mutants(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """`count` damaged files, the same for the same seed."""
    samples = [(path.name, path.read_bytes()) for path in sorted(SAMPLES.iterdir())]
    samples += [("text.txt", TEXT.encode()), ("plain.pdf", page_pdf(stream(PLAIN), kids=3))]
    for number in range(count):
        dice = random.Random(f"{seed}-{number}")
        name, data = samples[number % len(samples)]
        if name.endswith("x") and dice.random() < 0.5:
            yield name, _damaged_inside(data, dice)
        else:
            yield name, _damaged(bytearray(data), dice)


def _damaged(data: bytearray, dice: random.Random) -> bytes:
    kind = dice.randrange(5)
    if kind == 0:
        return bytes(data[: dice.randrange(len(data))])
    if kind == 1:
        start = dice.randrange(len(data))
        del data[start : start + dice.randrange(1, 400)]
    elif kind == 2:
        start = dice.randrange(len(data))
        data[start:start] = dice.randbytes(dice.randrange(1, 400))
    else:
        for _ in range(dice.choice((1, 3, 20, 200))):
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data)


def _damaged_inside(data: bytes, dice: random.Random) -> bytes:
    """A sound archive around one damaged part, which no check sum gives away."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice([name for name in parts if parts[name] and name.endswith((".xml", ".rels"))])
    parts[name] = _damaged(bytearray(parts[name]), dice)
    return zipped(parts)


def run(seed: int, count: int) -> Outcome:
    """Read all mutants, in as many processes as it takes."""
    outcome = Outcome()
    at = 0
    while at < count:
        process = subprocess.run(
            [sys.executable, "-m", "tests.support.fuzz", str(seed), str(at), str(count)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        lines = [json.loads(line) for line in process.stdout.splitlines()]
        for answer, fault, seconds in lines:
            outcome.answers[answer] += 1
            outcome.slowest = max(outcome.slowest, seconds)
            if fault:
                outcome.faults.append(fault)
        at += len(lines)
        if at < count:
            outcome.deaths.append(at)
            at += 1
    return outcome


def _serve(seed: int, start: int, count: int) -> None:
    import resource

    from shared.documents.parser import Limits, read_file
    from shared.documents.zones import Zones
    from shared.errors import WordmillError

    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    for number, (name, data) in enumerate(mutants(seed, count)):
        if number < start:
            continue
        began, fault = time.perf_counter(), ""
        try:
            found = read_file(io.BytesIO(data), Zones(Limits()), filename=name)
            answer = "read"
            json.dumps([zone.text for zone in found.zones]).encode()
        except WordmillError as error:
            answer = error.code
        except Exception as error:  # noqa: BLE001  finding those is what this is for
            answer, fault = "fault", f"{number} {name}: {type(error).__name__}: {error}"[:300]
        print(json.dumps([answer, fault, time.perf_counter() - began]), flush=True)


if __name__ == "__main__":
    _serve(*(int(argument) for argument in sys.argv[1:4]))
