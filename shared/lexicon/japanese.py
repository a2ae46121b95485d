"""Reads Japanese: SudachiPy says where words begin and end, what they are and how their plain form is spelt.

Surprise: its words are smaller than a learner's. Nouns in a row that the dictionary lists as one become one
(自動 + 車), and a verb keeps what is glued to it (走っ + て).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from shared.lexicon.tokens import Token
from shared.lexicon.words import vocabulary

if TYPE_CHECKING:
    from sudachipy import Morpheme, Tokenizer

EXTRA = ("sudachipy", "sudachidict_small")
WORD = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc\u3005\u3400-\u9fff]+")
KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]")
FOLDED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
"""What is left of a line's end inside Japanese."""
MOST_AT_ONCE = 8_000
"""Characters that SudachiPy is given at once; it takes 49,149 bytes."""
MOST_PIECES = 4
PARTS = {
    "名詞": "noun", "動詞": "verb", "形容詞": "adj", "形状詞": "adj", "副詞": "adv", "代名詞": "pron", "連体詞": "det",
    "接続詞": "conj", "感動詞": "intj", "助詞": "adp", "助動詞": "aux", "接頭辞": "part", "接尾辞": "part",
}  # fmt: skip
APART = frozenset({"助動詞-ダ", "助動詞-デス", "助動詞-ラシイ", "文語助動詞-ベシ"})
"""Auxiliaries that are no ending of the verb before them: だ, です, らしい, べき."""
NOUN_MARKS = frozenset("がをはのも")
NAMING = frozenset({"言う", "呼ぶ", "よぶ"})
LAST_ENDINGS = frozenset({"て", "で", "ば"})


def is_installed() -> bool:
    """Whether the extra [ja] is there."""
    return all(find_spec(name) for name in EXTRA)


@lru_cache(maxsize=1)
def tokenizer() -> "Tokenizer":
    # 25 MB and a fifth of a second, and an extra: only where Japanese is read.
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="small").tokenizer(mode=SplitMode.C)


def parts_of(word: str) -> tuple[str, ...]:
    """What the dictionary calls a word; nothing where it lacks it."""
    return tuple(vocabulary("ja").parts(word))


def analyse(text: str) -> Iterator[Token]:
    """The words of a sentence with part of speech and lemma, where they stand in it."""
    spaces = {match.start() for match in FOLDED.finditer(text)}
    places = [place for place in range(len(text)) if place not in spaces] + [len(text)]
    bare = "".join(text[place] for place in places[:-1])
    for start in range(0, len(bare), MOST_AT_ONCE):
        read = list(tokenizer().tokenize(bare[start : start + MOST_AT_ONCE]))
        for first, after, pos, lemma in joined(read):
            begin, end = start + read[first].begin(), start + read[after - 1].end()
            left, right = places[begin], places[end - 1] + 1
            if bare[begin:end].strip():
                is_word = WORD.fullmatch(bare[begin:end]) is not None
                yield Token(text[left:right], bare[begin:end], left, is_word, pos, lemma)


def joined(read: "Sequence[Morpheme]") -> Iterator[tuple[int, int, str, str]]:
    """(first morpheme, the one after the last, part of speech, lemma) of each word."""
    place = 0
    while place < len(read):
        after = compound(read, place)
        if after > place + 1:
            lemma = "".join(one.surface() for one in read[place:after])
            found = parts_of(lemma)
            pos = "adj" if "adj" in found and is_attributive(read, after) else "noun" if "noun" in found else found[0]
        else:
            pos = part_of_speech(read, place)
            named = noun_here(read, place) if pos == "verb" else ""
            pos, lemma = ("noun", named) if named else (pos, lemma_of(read[place], pos))
            after = with_endings(read, place, pos)
            pos = confirmed(pos, lemma, attributive=is_attributive(read, after))
        yield place, after, pos, lemma
        place = after


def compound(read: "Sequence[Morpheme]", place: int) -> int:
    """Where the longest word that begins here and is listed as one ends; the next place where there is none."""
    if not may_begin(read, place):
        return place + 1
    for after in range(min(place + MOST_PIECES, len(read)), place + 1, -1):
        piece = read[place:after]
        if piece[-1].surface() == "に" and parts_of("".join(one.surface() for one in piece)) == ("adv",):
            return after
        if all(may_follow(one) for one in piece[1:]):
            # 日本語 and 日本人 are words, 東京大学 is a name.
            is_name = piece[0].part_of_speech()[1] == "固有名詞" and len(piece[-1].surface()) > 1
            if not is_name and parts_of("".join(one.surface() for one in piece)):
                return after
    return place + 1


def may_begin(read: "Sequence[Morpheme]", place: int) -> bool:
    part = read[place].part_of_speech()
    return part[0] in {"名詞", "形状詞", "接頭辞"} and part[1] != "数詞" and not is_counter(read, place)


def may_follow(one: "Morpheme") -> bool:
    part = one.part_of_speech()
    return (part[0] in {"名詞", "接尾辞"} and part[1] not in {"数詞", "固有名詞"}) or part[:2] == ("形状詞", "一般")


def is_counter(read: "Sequence[Morpheme]", place: int) -> bool:
    """Whether a word counts what the number before it numbers: the 個 of 100個."""
    before = read[place - 1].part_of_speech() if place else ("",) * 3
    own = read[place].part_of_speech()
    return before[1] == "数詞" and (own[2] == "助数詞可能" or own[0] == "接尾辞")


def part_of_speech(read: "Sequence[Morpheme]", place: int) -> str:
    """Our tag for what SudachiPy says of a morpheme and of the one before it."""
    own = read[place].part_of_speech()
    before = read[place - 1] if place else None
    if own[1] == "固有名詞":
        return "propn"
    if own[1] == "数詞" or is_counter(read, place):
        return "num"
    if own[1] in {"助動詞語幹", "非自立可能"} and own[0] != "名詞" and is_auxiliary(own, before):
        return "aux"
    return PARTS.get(own[0], "punct")


def noun_here(read: "Sequence[Morpheme]", place: int) -> str:
    """The noun that a verb's stem is here: 働き before が, 仕組み for しくみ after の; "" where it is none."""
    one = read[place]
    after = read[place + 1].surface() if place + 1 < len(read) else ""
    if not one.part_of_speech()[5].startswith("連用形"):
        return ""
    if after not in NOUN_MARKS and not (place and read[place - 1].surface() == "の"):
        return ""
    spellings = one.surface(), one.normalized_form()[:-1] + one.surface()[-1]
    return next((noun for noun in spellings if "noun" in parts_of(noun)), "")


def is_auxiliary(own: Sequence[str], before: "Morpheme | None") -> bool:
    """Whether a verb or adjective that may stand alone helps the word before it: 食べて いる, 製粉 する."""
    if own[1] == "助動詞語幹":
        return True
    if before is None:
        return False
    part = before.part_of_speech()
    if part[0] == "動詞" or part[:2] == ("助詞", "接続助詞"):
        return True
    return (own[0] == "形容詞" and part[0] in {"形容詞", "助動詞", "形状詞"}) or "サ変可能" in part[2]


def with_endings(read: "Sequence[Morpheme]", place: int, pos: str) -> int:
    """Where a word ends with what is glued to it: 走った, 走って, 美しかった; also とは, という and と呼ぶ."""
    after = place + 1
    if read[place].surface() == "と" and after < len(read):
        return after + (read[after].surface() == "は" or read[after].normalized_form() in NAMING)
    if pos not in {"verb", "adj"} or read[place].part_of_speech()[0] == "形状詞":
        return after
    while after < len(read):
        one = read[after]
        is_ending = one.part_of_speech()[0] == "助動詞" and one.part_of_speech()[4] not in APART
        if not is_ending and not (one.surface() in LAST_ENDINGS and one.part_of_speech()[1] == "接続助詞"):
            break
        after += 1
        if not is_ending:
            break
    return after


def lemma_of(one: "Morpheme", pos: str) -> str:
    """The plain form as it is spelt here, or as the dictionary spells it where it lacks that spelling."""
    lemma, usual = str(one.dictionary_form()), str(one.normalized_form())
    if pos in {"noun", "verb", "adj", "adv"} and not parts_of(lemma) and parts_of(usual):
        return usual
    return lemma


def confirmed(pos: str, lemma: str, *, attributive: bool) -> str:
    """The part of speech that the dictionary has, where it lacks SudachiPy's; kana alone are no word."""
    if pos not in {"noun", "verb", "adj", "adv"}:
        return pos
    if len(lemma) == 1 and KANA.match(lemma):
        return "part"
    found = parts_of(lemma)
    if pos == "noun" and attributive and "adj" in found:
        return "adj"
    return pos if pos in found or not found or found == ("phrase",) else found[0]


def is_attributive(read: "Sequence[Morpheme]", after: int) -> bool:
    """Whether な or だ follows, which makes an adjective of what may be one."""
    return after < len(read) and read[after].part_of_speech()[4] == "助動詞-ダ"
