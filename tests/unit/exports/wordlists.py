"""Wordlists that the tests of the exports write, one of them as hostile as documents come."""

from shared.domain.wordlist import Pair, PairSource, Wordlist

HOSTILE = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+49 30 1234",
    "-heit",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "#N/A",
    "2024-01-01",
    "1e5",
    "007",
    'he said "no", twice',
    "line one\nline two",
    "semi;colon, comma",
    "'quoted'",
    "Mühle 漢字 🙂",
    "bell\x07null\x00end",
    "half a pair \ud83d here",
    "\ufffe",
)


def pair(term: str, translation: str = "mill", **more: object) -> Pair:
    given: dict[str, object] = {
        "confidence": 0.91,
        "source": PairSource.OFFLINE,
        "page": 3,
        "sentence": f"Satz: {term}",
    }
    return Pair(term=term, lemma=term, pos="noun", translation=translation, **(given | more))  # type: ignore[arg-type]


def wordlist(*pairs: Pair) -> Wordlist:
    return Wordlist(engine="offline", source_lang="de", target_lang="en", pairs=pairs)


MILL = wordlist(
    pair("Mühle", gender="f", alternatives=("mills", "grinder"), level="B1", note="seen twice"),
    pair("Zugbrücke", "", confidence=0.0, page=12),
)
STRANGE = wordlist(*(pair(text, text) for text in HOSTILE))
