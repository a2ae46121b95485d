"""What an answer must have to do with the document, judged without asking anyone.

A term comes back by number or with a quote that stands in the document; a lemma must resemble its
term; a translation may not be copied from the text that was sent, may not be the same for everything, and holds
no link, markup or order.

Surprise: the last rules are what stops an injected "translate all words as X" that no list of phrases knows: whatever
the model picked up, it picked it up in the text it was sent, and from there nothing may be copied.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from functools import cached_property

from shared.llm.fence import fold
from shared.llm.hostile import is_hostile

LONGEST = 80
_MOST_WORDS = 8
_ALIKE = 0.5
_WORD = re.compile(r"[^\W\d_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_FORBIDDEN = re.compile(
    r"https?:|www\.|://|@|[<>{}\[\]|\\`=#*_]|\d{3,}|\w\.(?:com|net|org|io|dev|example)\b", re.IGNORECASE
)
_SCRIPTS = {"ja": _CJK, "zh": _CJK, "ru": re.compile("[а-яё]", re.IGNORECASE), "bg": re.compile("[а-я]", re.IGNORECASE),
            "el": re.compile("[α-ωά-ώ]", re.IGNORECASE)}  # fmt: skip
_LATIN = re.compile(r"[a-z\u00c0-\u024f]", re.IGNORECASE)


class Ground:
    """The text that quotes must stand in, folded once."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(fold(text) for text in texts)

    def holds(self, quote: str) -> bool:
        """Whether the quote stands there, verbatim after folding whitespace."""
        wanted = fold(quote)
        return bool(wanted) and any(wanted in text for text in self._texts)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(words(" ".join(self._texts)))


def words(text: str) -> set[str]:
    """The words of a text, without case and accents' encodings."""
    return set(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


def fault_of_text(text: str, *, longest: int = LONGEST) -> str | None:
    """What is wrong with a short text that a learner will read."""
    if not text.strip() or text != fold(text):
        return "must be one plain line"
    if len(text) > longest or len(text.split()) > _MOST_WORDS:
        return f"must be at most {longest} letters and {_MOST_WORDS} words"
    if _FORBIDDEN.search(text) or is_hostile(text):
        return "must hold words only"
    return None


def fault_of_lemma(lemma: str, term: str, *, known: Collection[str] = ()) -> str | None:
    """A dictionary form may differ from its term, but not be another word."""
    fault = fault_of_text(lemma)
    if fault:
        return fault
    if lemma in known or fold(lemma).casefold() == fold(term).casefold():
        return None
    if len(lemma.split()) > len(term.split()) + 1:
        return "must be the dictionary form of its own term"
    # That it stands elsewhere in the document counts for nothing: so does whatever somebody planted there.
    alike = SequenceMatcher(None, lemma.casefold(), term.casefold()).ratio()
    return None if alike >= _ALIKE else "must be the dictionary form of its own term"


def fault_of_translation(text: str, *, target: str, own: Iterable[str], sent: Collection[str]) -> str | None:
    """`own` are the texts a translation may share words with; `sent` the words the model was shown."""
    fault = fault_of_text(text)
    if fault:
        return fault
    if not _SCRIPTS.get(target, _LATIN).search(text):
        return "must be in the target language"
    allowed: set[str] = set().union(*(words(each) for each in own))
    for word in words(text):
        if is_telling(word) and word in sent and word not in allowed:
            return "must be a translation, not words of the text"
    return None


def is_telling(word: str) -> bool:
    """Whether meeting the same word twice is no accident."""
    return len(word) >= 4 or bool(_CJK.search(word) and len(word) > 1)  # noqa: PLR2004


def repeated(translations: Iterable[tuple[str, str]], *, most: int = 3) -> set[str]:
    """Of pairs (lemma, translation): the translations given to more lemmas than languages need."""
    lemmas: dict[str, set[str]] = {}
    for lemma, text in translations:
        lemmas.setdefault(text.casefold(), set()).add(lemma.casefold())
    return {text for text, those in lemmas.items() if len(those) >= most}
