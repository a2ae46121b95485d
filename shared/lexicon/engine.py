"""The offline engine: zones in, pairs out, in four steps that may run in different processes.

Surprise: nothing here guesses. A term that the lexicon lacks stays with an empty translation and confidence 0.
"""

from collections.abc import Sequence

from shared.domain.wordlist import Wordlist
from shared.domain.zone import Zone
from shared.lexicon.candidate import Candidate, Options
from shared.lexicon.cleaning import clean
from shared.lexicon.detection import detect_language
from shared.lexicon.dictionary import check_direction, languages
from shared.lexicon.extraction import find_candidates
from shared.lexicon.translation import translate

__all__ = [
    "Candidate", "Options", "check_direction", "clean", "detect_language", "find_candidates", "find_pairs",
    "languages", "translate",
]  # fmt: skip


def find_pairs(zones: Sequence[Zone], options: Options) -> Wordlist:
    """The wordlist of a document: all the steps in one go."""
    candidates = find_candidates(clean(zones), options)
    return Wordlist("offline", options.source_lang, options.target_lang, translate(candidates, options))
