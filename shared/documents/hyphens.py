"""Joins the lines of a paragraph, and the halves of words that were divided between them.

Surprise: the document itself is the dictionary. A word that it writes elsewhere in one piece was divided by the
typesetter; one that it writes elsewhere with its hyphen keeps it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.documents.paragraphs import Block

LONGEST_WORD = 80
HYPHENS = "-\u2010\u00ad\ufffe"
_END = re.compile(rf"([^\W\d_]+(?:['’-][^\W\d_]+)*)([{HYPHENS}])$")
_START = re.compile(r"([^\W\d_]+)(.*)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
_AND = re.compile(r"und|oder|bzw|sowie|and|or|to|et|ou|y|o|e|och|eller|en|of")
"""After these a hyphen stands for a word's missing half: `Vor- und Nachteile`."""
_PRONOUN = re.compile(r"je|tu|il|elle|on|nous|vous|ils|elles|ce|ci|là|moi|toi|lui|leur|mêmes?|t|les?|la|y|en|être|dire")
_FRENCH_FIRST = re.compile(r"peut|est|celui|celles?|ceux|dit|avait|était|sera|serait|lui|eux|soi|nous|vous|moi|toi")
_CLEAR_PRONOUN = re.compile(r"elles?|ils|nous|vous|ci|là|mêmes?|moi|toi")
_PEOPLE = re.compile(r"(?:anglo|franco|germano|hispano|italo|luso|sino|afro)")
_PREFIX = re.compile(r"self|non|well|semi|quasi|ex|anti|multi|half|cross|all|long|short|high|low|vice|mid")


def complete_last_words(blocks: Iterable["Block"]) -> None:
    """Give the rest of a word that a page's end divided to the page where it began."""
    waiting: Block | None = None
    for block in blocks:
        if block.is_table or not block.lines:
            continue
        if waiting and block.page == waiting.page + 1:
            first, _, rest = block.lines[0].partition(" ")
            if first[:1].islower() and rest:
                waiting.lines.append(first)
                block.lines[0] = rest
        if not waiting or block.page != waiting.page:
            waiting = None
        if block.lines[-1][-1:] in HYPHENS:
            waiting = block


class Vocabulary:
    """The words of a document, as they stand inside its lines."""

    def __init__(self) -> None:
        self._words: Counter[str] = Counter()
        self._firsts: Counter[str] = Counter()
        self._lasts: Counter[str] = Counter()

    def learn(self, lines: Iterable[str]) -> None:
        """Count the words that no line end divides."""
        before = ""
        for line in lines:
            words = _WORD.findall(line.lower())
            if words and before[-1:] in HYPHENS and before:
                words = words[1:]
            if words and line[-1:] in HYPHENS:
                words = words[:-1]
            for word in words:
                self._words[word] += 1
                if "-" in word:
                    self._firsts[word.split("-", 1)[0]] += 1
                    self._lasts[word.rsplit("-", 1)[1]] += 1
            before = line

    def joined(self, lines: Iterable[str]) -> str:
        """The lines as one."""
        text = ""
        for line in lines:
            text = self._join(text, line) if text else line
        return text.replace("\ufffe", "-")

    def _join(self, text: str, line: str) -> str:
        # Only the last word is looked at, or long paragraphs would cost the square of their length.
        end = _END.search(text, max(0, len(text) - LONGEST_WORD)) if text[-1:] in HYPHENS else None
        start = _START.match(line)
        if end and start:
            return self._join_word(text, line, end, start)
        if text[-1:] == "\u00ad":
            return text[:-1] + line
        if text[-1:] in "\u2010\ufffe" or (text[-1:] == "-" and text[-2:-1].isalnum() and line[:1].isalnum()):
            return text[:-1] + "-" + line
        if _CJK.match(text[-1:]) and _CJK.match(line[:1]):
            return text + line
        if text[-1:] in {"/", "\u2014"} and line[:1].isalpha() and not text[-2:-1].isspace():
            return text + line
        return f"{text} {line}"

    def _join_word(self, text: str, line: str, end: "re.Match[str]", start: "re.Match[str]") -> str:
        first, mark, second = end.group(1), end.group(2), start.group(1)
        bare = text[:-1]
        if mark == "\u00ad":
            return bare + line
        if _AND.fullmatch(second.lower()) and not self._words[(first + second).lower()]:
            return f"{bare}- {line}"
        return bare + ("-" if self._is_hyphenated(first, second) else "") + line

    def _is_hyphenated(self, first: str, second: str) -> bool:
        whole, parted = (first + second).lower(), f"{first}-{second}".lower()
        counts = self._words[whole], self._words[parted]
        if counts[0] != counts[1]:
            return counts[1] > counts[0]
        if second[0].isupper() and not (first.isupper() and len(first) > 1):
            return True
        if "-" in first or (first.isupper() and second.islower()):
            return True
        a, b = first.lower(), second.lower()
        if _PRONOUN.fullmatch(b) and (_FRENCH_FIRST.fullmatch(a) or (_CLEAR_PRONOUN.fullmatch(b) and self._words[a])):
            return True
        if _PEOPLE.fullmatch(a) or (_PREFIX.fullmatch(a) and self._words[b]):
            return True
        return (self._firsts[a] > 1 and self._words[b] > 0) or (self._lasts[b] > 1 and self._words[a] > 0)
