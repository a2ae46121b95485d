"""The lexicon's data as Lambda layers: too much for a zip under 20 MB, and not new with each change of the code.

Surprise: the layer that holds a file follows from its name, so that a new file moves no other. The functions that get
the layers are those that can reach the data; serverless.yml reads their list from what is written here.
"""

import json
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from deploy.bundle.reach import EXTRAS, ROOT, is_left_out
from deploy.bundle.zips import Bundle, write_zip
from shared.lexicon.words import IN_LAYERS

DATA: Final = ROOT / "shared" / "lexicon" / "data"
LAYERS: Final = {
    "lexiconFromEnglish": re.compile(r"en-.+"),
    "lexiconToEnglish": re.compile(r".+-en"),
    "lexiconOthers": re.compile(r".+-.+"),
    "lexiconWords": re.compile(r".+"),
}
"""A file goes into the first layer that its whole name fits: dictionaries by direction, then all else."""
LICENCES: Final = ("LICENSE", "ATTRIBUTION.md")
"""In every layer, since each may be handed on alone."""


def layered(path: Path) -> bool:
    """Whether a file comes in a layer on Lambda, and not in the zip."""
    return path.is_relative_to(DATA)


def layers_of(files: Iterable[Path]) -> list[str]:
    """The layers that a function with these files needs."""
    return sorted({layer_of(path.name) for path in files if layered(path) and path.name not in LICENCES})


def layer_of(name: str) -> str:
    """Where the data file of that name is."""
    return next(layer for layer, names in LAYERS.items() if names.fullmatch(name))


def make_layer(layer: str, target: Path, extras: Collection[str] = ()) -> Bundle:
    """What Lambda unpacks under /opt; it has /opt/python on Python's path."""
    files = [
        path
        for path in DATA.iterdir()
        if path.name in LICENCES or (layer_of(path.name) == layer and not is_left_out(path, set(EXTRAS) - set(extras)))
    ]
    return write_zip(target, {f"python/{IN_LAYERS}/{path.name}": path for path in files})


def write_list(needs: dict[str, list[str]], target: Path) -> None:
    """Each function's layers, as serverless.yml reads them."""
    listed = {function: [{"Ref": logical_id(layer)} for layer in layers] for function, layers in needs.items()}
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")


def logical_id(layer: str) -> str:
    """What osls calls a layer in the template."""
    return f"{layer[0].upper()}{layer[1:]}LambdaLayer"
