"""More judges: Apertium's bilingual dictionaries (GPL), asked by its own `lt-proc`, at measuring time only.

Surprise: they are compiled and cannot be listed, so each word is asked for under every tag that its part of speech
may carry; a word with a wrong tag is simply not known.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

PACKAGES = {
    ("es", "en"): ("apertium-eng-spa", "spa-eng"),
    ("en", "es"): ("apertium-eng-spa", "eng-spa"),
    ("fr", "es"): ("apertium-fr-es", "fr-es"),
    ("es", "fr"): ("apertium-fr-es", "es-fr"),
}
TAGS = {
    "noun": ("<n>", "<n><m>", "<n><f>", "<n><mf>"),
    "verb": ("<vblex>", "<vblex><pron>"),
    "adj": ("<adj>", "<adj><sint>", "<adj><mf>", "<adj><m>"),
    "adv": ("<adv>",),
}
UNIT = re.compile(r"\^([^/$]+)((?:/[^/$]*)*)\$")


def meanings(source: str, target: str, words: Iterable[str], folder: Path) -> Iterator[tuple[str, str]]:
    """(word, meaning) for each of the words that Apertium has in that direction."""
    name, mode = PACKAGES[source, target]
    root = unpack(name, folder)
    data = root / f"usr/share/apertium/{name}/{mode}.autobil.bin"
    asked = [f"^{word}{tags}$" for word in words if word.replace(" ", "").isalpha() for each in TAGS.values()
             for tags in each]  # fmt: skip
    # The libraries were unpacked beside the program, not installed.
    libraries = ":".join(str(path) for path in root.glob("usr/lib/*-linux-gnu*"))
    answer = subprocess.run(
        [root / "usr/bin/lt-proc", "-b", data], input="\n".join(asked), capture_output=True, text=True, check=True,
        env={**os.environ, "LD_LIBRARY_PATH": libraries},  # a child's environment, not our settings
    ).stdout  # fmt: skip
    for unit in UNIT.finditer(answer):
        word = unit[1].split("<")[0]
        for meaning in unit[2].split("/")[1:]:
            if meaning and not meaning.startswith("@"):
                yield word, meaning.split("<")[0].replace("_", " ")


def unpack(name: str, folder: Path) -> Path:
    """Where the packages lie, fetched once into the temporary folder."""
    root = folder / "apertium"
    if not (root / f"usr/share/apertium/{name}").exists():
        root.mkdir(parents=True, exist_ok=True)
        wanted = [name, "lttoolbox", "liblttoolbox3", "libicu72"]
        subprocess.run(["apt-get", "download", "-q", *wanted], cwd=root, check=True, capture_output=True)
        for deb in root.glob("*.deb"):
            subprocess.run(["dpkg", "-x", deb, root], check=True)
    return root
