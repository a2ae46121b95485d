"""In which language a text is written.

Surprise: a zone says nothing rather than something doubtful. Headings, names and rows of figures stay without a
language and count as the document's; what is told has three small words at least, or a script of its own.
"""

import re
from collections.abc import Iterable

SAMPLE = 240
"""Characters looked at in one zone."""
MOST_ZONES = 20_000
"""Zones looked at; in a longer document the rest counts as the document's."""
LEAST = 3
"""Small words that a zone needs."""
_SMALL_WORDS = {
    "cs": "a aby ale ani byl byla bylo být co jak jako je jeho jeji když která které který mezi nebo není pod podle "
    "pro při se si už však ze že",
    "da": "af at blev da de den der det efter eller en er et for fra han har havde hun hvad hvor ikke jeg kan men "
    "med når og også om på som til var ved",
    "de": "als am auch auf aus bei dann das dass dem den der des die durch ein eine einem einen einer er es für hat "
    "ich im in ist kann mit nach nicht noch oder sich sie sind und von war werden wie wird zu zum zur über",
    "en": "a an and are as at be been but by can for from had has have he her his i if in into is it its not of on "
    "or she that the their there they this to was were which will with would you",
    "es": "al como con de del donde el en entre era es esta este ha hay la las le lo los muy más no o para pero por "
    "que se si sin sobre son su sus también un una y ya",
    "fi": "ei eivät ennen ja joka jos jotka kanssa koska kuin kun mikä mutta myös ne niin nyt oli olivat on ovat se "
    "sekä sen siinä siitä tai tämä vain vielä että",
    "fr": "au aux avec c'est ce cette ces comme d'une dans de des du elle en est et il ils je la le les leur mais ne "
    "nous on ou par pas plus pour qu'il que qui s'est sa se ses son sont sur un une vous à était",
    "hu": "a az azt csak de egy ez ezt hogy is kell lehet már meg mert mint minden még nem nincs olyan pedig sem "
    "vagy van volt után és",
    "it": "al alla anche che chi come con da dal dalla dei del della delle di e era gli ha i il in la le lo ma nel "
    "nella non per più può quando questa questo se si sono su sua suo un una è",
    "nl": "aan als bij dat de deze die dit door een en er haar had heeft het hij ik in is kan maar met naar niet of "
    "om onder ook op over te tot uit van voor was werd worden zijn",
    "no": "av at ble da de den der det eller en er et etter for fra han har hadde hun hva hvor ikke jeg kan men med "
    "når og også om på som til var ved å",
    "pl": "ale być co czy dla do i ich jak jako jego jest jeszcze już która które który lub między na nie o od oraz "
    "po przez przy się są tak to tylko w z za że",
    "pt": "ao aos as com como da das de do dos e ela ele em entre era essa foi isso mais mas muito na nas no nos não "
    "o os ou para pela pelo por que se sem seu sua são também um uma à é",
    "ro": "a al ale am are au ca care ce cel cu către de din după este fi în la mai nu o pe pentru prin sa sau se "
    "sunt un și că această",
    "sv": "att av de den denna det där efter eller en ett från för han har hon hur i inte jag kan man med men mot "
    "någon när och också om på sig ska som så till under var vid är",
    "tr": "bir bu çok da daha de değil en gibi göre her için ile ise kadar ki mi ne o olan olarak olduğu oldu sonra "
    "ve veya ya çünkü şu",
}
_CYRILLIC, _ARABIC, _HAN = "\u0400-\u04ff", "\u0600-\u06ff", "\u4e00-\u9fff"
_SCRIPTS = tuple(
    (code, re.compile(f"[{script}]"), re.compile(f"[{own}]"), share)
    for code, script, own, share in (
        ("ja", _HAN + "\u3040-\u30ff", "\u3040-\u30ff", 0.08),
        ("zh", _HAN, _HAN, 0.5),
        ("ko", "\uac00-\ud7af", "\uac00-\ud7af", 0.5),
        ("uk", _CYRILLIC, "іїєґІЇЄҐ", 0.02),
        ("ru", _CYRILLIC, "ыэёЫЭЁ", 0.01),
        ("el", "\u0370-\u03ff\u1f00-\u1fff", "\u0370-\u03ff\u1f00-\u1fff", 0.5),
        ("he", "\u0590-\u05ff", "\u0590-\u05ff", 0.5),
        ("ur", _ARABIC, "\u0679\u0688\u0691\u06d2\u06ba", 0.02),
        ("fa", _ARABIC, "\u067e\u0686\u0698\u06af\u06a9\u06cc", 0.02),
        ("ar", _ARABIC, "\u0629\u0649\u0643\u064a\u0623", 0.02),
        ("hi", "\u0900-\u097f", "\u0900-\u097f", 0.5),
        ("th", "\u0e00-\u0e7f", "\u0e00-\u0e7f", 0.5),
    )
)
"""Language, its script, the letters that set it apart in that script, and how many of them there are at least."""

_OTHER = re.compile("[\u0370-\u1fff\u2c00-\U0010ffff]")
"""A letter that is not Latin."""


def _by_word() -> dict[str, tuple[str, ...]]:
    codes: dict[str, list[str]] = {}
    for code, words in _SMALL_WORDS.items():
        for word in words.split():
            codes.setdefault(word, []).append(code)
    return {word: tuple(found) for word, found in codes.items()}


_CODES = _by_word()
_KNOWN = frozenset(_CODES)


def language_of(text: str) -> str | None:
    """ISO 639-1, or None where the text is too short, too mixed or in none of the languages known here."""
    sample = text[:SAMPLE]
    if _OTHER.search(sample) and (found := _by_script(sample)):
        return found
    words = sample.lower().replace("’", "'").split()
    hits = _KNOWN.intersection(words)
    if len(hits) < LEAST:
        return None
    shares: dict[str, float] = {}
    for word in hits:
        codes = _CODES[word]
        for code in codes:
            shares[code] = shares.get(code, 0.0) + 1 / len(codes)
    best, second = _two_best(shares.values())
    if best < 1.5 or second > 0.7 * best or 8 * len(hits) < len(set(words)):
        return None
    return max(shares, key=lambda code: shares[code])


def _two_best(values: Iterable[float]) -> tuple[float, float]:
    ranked = sorted(values, reverse=True)
    return ranked[0], ranked[1] if len(ranked) > 1 else 0.0


def _by_script(text: str) -> str | None:
    letters = sum(map(str.isalpha, text))
    for code, script, own, share in _SCRIPTS if letters >= 4 else ():
        if 2 * len(script.findall(text)) > letters and len(own.findall(text)) >= share * letters:
            return code
    return None
