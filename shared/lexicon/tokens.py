"""Cuts zones into sentences and sentences into tokens.

Surprise: a sentence is the whitespace-folded text of its zone, so that a reader's search finds it there; cells of a
table and lines of a list are sentences of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.zone import Zone, ZoneType
from shared.lexicon.languages import Language

WORD = re.compile(r"[^\W\d_]+(?:[-‐‑'’·][^\W\d_]+)*['’]?|\d+(?:[.,:/]\d+)*|[^\w\s]|_+", re.UNICODE)
BREAK = re.compile(r"(?<=[.!?…])[\"»”’)\]]*\s+(?=[\"«“„¿¡(\[]*[A-ZÀ-ÞŒ\d])|\s{0,99}[•▪◦●]\s*")
NOT_PROSE = re.compile(
    # What stands before a sign begins with its first letter: begun at each letter, the search would take a square.
    r"https?://\S+|www\.\S+|(?<![^\s@])[^\s@]+@[^\s@]+\.\w+|\b\w+(?:[._/\\]\w+){2,}|(?<![\w.])[\w.]+\(\)|"
    r"(?<![\w-])[\w-]+\.(?:com|org|net|py|js)\b"
)
LINES = frozenset({ZoneType.TABLE, ZoneType.LIST})
OPENING, CLOSING, ENDING = frozenset("「『（(【〔"), frozenset("」』）)】〕"), frozenset("。！？!?")
FARTHEST = 300
"""Characters after which a bracket in a text without spaces counts as forgotten."""
LONGEST = 400
"""Characters of a sentence that is shown; longer ones are cut around the term."""


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    lower: str
    start: int
    is_word: bool
    pos: str = ""
    """Its part of speech and lemma, where what found the word tells them too."""
    lemma: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    page: int
    zone: int
    type: ZoneType
    tokens: tuple[Token, ...]
    emphasis: tuple[str, ...] = ()


def sentences(zone: Zone, language: Language) -> Iterator[Sentence]:
    """The sentences of a zone with their tokens, in order; those without a word are left out."""
    parts = re.split(r"[\t\n]+", zone.text) if zone.type in LINES else re.split(r"\n\s*\n", zone.text)
    emphasis = tuple(phrase.lower() for phrase in zone.emphasis)
    for part in parts:
        folded = " ".join(part.split())
        for text in split(folded, language) if language.is_spaced else split_by_signs(folded):
            tokens = tuple(tokenize(text, language) if language.is_spaced else analysed(text))
            if any(token.is_word for token in tokens):
                yield Sentence(text, zone.page, zone.index, zone.type, tokens, emphasis)


def analysed(text: str) -> Iterator[Token]:
    # Only where Japanese is read: the extra [ja] and a fifth of a second.
    from shared.lexicon.japanese import analyse

    return analyse(text)


def split_by_signs(text: str) -> Iterator[str]:
    """Sentences where no space ends them; what stands in brackets belongs to the sentence around it."""
    start = depth = 0
    for place, char in enumerate(text):
        if place - start > FARTHEST:
            depth = 0  # a bracket that nobody closed
        depth = max(depth + (char in OPENING) - (char in CLOSING), 0)
        if char in ENDING and not depth and text[place + 1 : place + 2] not in ENDING:
            yield text[start : place + 1].strip()
            start = place + 1
    if text[start:].strip():
        yield text[start:].strip()


def split(text: str, language: Language) -> Iterator[str]:
    start = 0
    for match in BREAK.finditer(text):
        before = text[start : match.start()].rstrip('"»”’)]')
        last = before[:-1].rsplit(None, 1)[-1] if before[:-1].strip() else ""
        if before.endswith(".") and ends_short(last, language):
            continue
        yield text[start : match.end()].strip(" •▪◦●")
        start = match.end()
    if text[start:].strip():
        yield text[start:].strip()


def ends_short(word: str, language: Language) -> bool:
    """Whether a full stop after `word` belongs to it: an abbreviation, an initial, a German ordinal."""
    bare = word.lower().lstrip("(«„“\"'")
    if bare.isdigit():
        return language.nouns_are_capital and len(bare) <= 2  # noqa: PLR2004  # 3. Oktober, not 1990.
    return bare in language.stops or bare.rsplit(".", 1)[-1] in language.stops or (len(bare) == 1 and bare.isalpha())


def tokenize(text: str, language: Language) -> Iterator[Token]:
    hidden = [match.span() for match in NOT_PROSE.finditer(text)]
    for match in WORD.finditer(text):
        word, start = match.group(), match.start()
        if any(left <= start < right for left, right in hidden):
            yield Token(word, word.lower(), start, is_word=False)
            continue
        for piece, offset in pieces(word, language):
            yield Token(piece, piece.lower().replace("’", "'"), start + offset, is_word=piece[0].isalpha())


def pieces(word: str, language: Language) -> Iterator[tuple[str, int]]:
    """A word without what an apostrophe glued to it: l'eau -> l', eau; dog's -> dog, 's; a-t-il -> a, -t-il."""
    plain = word.replace("’", "'")
    head, mark, rest = plain.partition("'")
    if mark and head.lower() in language.elisions:
        cut = len(head) + 1
        yield word[:cut], 0
        if rest:
            for piece, offset in pieces(word[cut:], language):
                yield piece, cut + offset
        return
    if plain.endswith("'") and len(plain) > 1:
        yield word[:-1], 0
        return
    if language.code == "en" and plain.lower().endswith("'s") and plain.lower() not in language.tags:
        yield word[:-2], 0
        yield word[-2:], len(word) - 2
        return
    clitic = CLITICS.search(plain) if language.code == "fr" else None
    if clitic and clitic.start():
        yield word[: clitic.start()], 0
        return
    yield word, 0


CLITICS = re.compile(
    r"-(?:t-)?(?:il|elle|on|ils|elles|je|tu|nous|vous|ce|le|la|les|lui|leur|moi|toi|y|en|là|ci)$", re.IGNORECASE
)
