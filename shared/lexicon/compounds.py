"""Takes terms apart that the lexicon lacks as a whole: German compounds, and phrases of a noun with what describes it.

Surprise: parts are put together only where the result needs no inflection that we do not know: into English always,
into French, Spanish, Italian and Portuguese as "noun de noun", into German two nouns by a joint that known compounds
have, never an adjective.
"""

import math
from collections import Counter
from functools import lru_cache

from shared.lexicon.dictionary import Dictionary, Translation
from shared.lexicon.words import Vocabulary, vocabulary

JOINTS = ("", "s", "es", "n", "en", "er", "e", "ns")
SHORTEST = 3
LEAST_ZIPF = 2.2
"""How common a part has to be; rare ones are accidents of spelling."""
SURE, LEAST = 0.3, 0.2
"""What is left of a confidence when a German compound is put together from its parts, and what is too little to show:
measured with a dictionary."""
SURE_PHRASE, LEAST_PHRASE = 0.8, 0.36
"""The same of a phrase of two words: read one by one, since dictionaries list hardly any but idioms."""
LOOSE = {"fr": "de", "es": "de", "it": "di", "pt": "de"}
ELIDES = frozenset("aeiouéèêh")
SHORTEST_FIRST = 4
"""Letters of a first part whose joint can be told: too many words begin like "Ei" by accident."""


@lru_cache(maxsize=20_000)
def split(word: str, words: Vocabulary) -> tuple[str, ...]:
    """The parts of a German compound as lemmas, its head last; empty where it is none."""
    key = word.lower()
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for cut in range(SHORTEST, len(key) - SHORTEST + 1):
        head = known_noun(key[cut:], words)
        if not head:
            continue
        for joint in JOINTS:
            stem = key[:cut].removesuffix(joint) if joint else key[:cut]
            if (joint and not key[:cut].endswith(joint)) or len(stem) < SHORTEST:
                continue
            first = known_noun(stem, words) or known_stem(stem, words)
            if first:
                value = min(words.zipf(first), words.zipf(head)) + 0.25 * min(len(stem), len(head)) - 0.1 * len(joint)
                best = max(best, (value, (first, head)))
    return best[1]


def known_noun(key: str, words: Vocabulary) -> str:
    """The noun as it is written, "" where there is none common enough."""
    if key in words.language.tags or len(key) < SHORTEST:
        return ""
    written, _ = words.parts(key).get("noun", ("", ""))
    return written if written and words.zipf(key) >= LEAST_ZIPF else ""


def known_stem(key: str, words: Vocabulary) -> str:
    """The verb or adjective that a first part is cut from: fahr(en) in Fahrkarte, hoch in Hochhaus."""
    for ending, pos in (("en", "verb"), ("n", "verb"), ("", "adj"), ("e", "noun")):
        written, _ = words.parts(key + ending).get(pos, ("", ""))
        if written and words.zipf(key + ending) >= LEAST_ZIPF + 0.8:
            return written
    return ""


def by_parts(
    parts: tuple[tuple[str, str], ...], head: int, known: Dictionary, target: str, *, is_word: bool
) -> tuple[Translation, ...]:
    """The translation of a word or phrase put together from its parts'; empty where that would be guessing."""
    found = [known.translations(lemma, pos)[:1] for lemma, pos in parts]
    if len(parts) < 2 or not all(found):  # noqa: PLR2004
        return ()
    best = [one[0] for one in found]
    others = [one.text for place, one in enumerate(best) if place != head]
    describes = {pos for place, (_, pos) in enumerate(parts) if place != head}
    text = ""
    # A verb that describes a noun takes -ing in English, which is not ours to make.
    if target == "en" and "verb" not in describes:
        text = " ".join([*(others if head else reversed(others)), best[head].text])
    elif sorted(pos for _, pos in parts) == ["adj", "noun"]:
        text = described(others[0], best[head].text, vocabulary(target))
    elif target == "de" and is_pair_of_nouns(parts):
        text = joined(others[0], best[head].text, vocabulary(target))
    elif target in LOOSE and is_pair_of_nouns(parts):
        glued = f"d'{others[0]}" if target == "fr" and others[0][:1] in ELIDES else f"{LOOSE[target]} {others[0]}"
        text = f"{best[head].text} {glued}"
    sure, least = (SURE, LEAST) if is_word else (SURE_PHRASE, LEAST_PHRASE)
    confidence = sure * math.prod(one.confidence for one in best)
    return (Translation(text, confidence),) if text and confidence >= least else ()


def described(adjective: str, noun: str, words: Vocabulary) -> str:
    """A noun and its adjective in the form the noun's gender asks for; "" where that form is not known for sure."""
    gender = words.gender(noun, "noun") or words.gender_by_ending(noun)
    if "adj" not in words.parts(adjective) or not adjective.isalpha() or not noun.isalpha():
        return ""
    for ending, form in words.language.agreement.get(gender, ()):
        if adjective.endswith(ending):
            shaped = "" if form is None else adjective.removesuffix(ending) + form
            pair = (noun, shaped) if words.language.adjectives_follow else (shaped, noun)
            return " ".join(pair) if shaped else ""
    return ""


def is_pair_of_nouns(parts: tuple[tuple[str, str], ...]) -> bool:
    return [pos for _, pos in parts] == ["noun", "noun"]


@lru_cache(maxsize=4_000)
def joined(first: str, head: str, words: Vocabulary) -> str:
    """Two German nouns as one, with the joint that most known compounds of the first have; "" where none has more."""
    stem = first.lower()
    if len(stem) < SHORTEST_FIRST or not (stem + head).isalpha():
        return ""
    seen = Counter(
        joint
        for key in words.beginning_with(stem)
        for joint in JOINTS
        if key.startswith(stem + joint) and known_noun(key[len(stem + joint) :], words)
    )
    joint, count = max(seen.items(), key=lambda one: one[1], default=("", 0))
    return f"{first}{joint}{head.lower()}" if 2 * count > sum(seen.values()) else ""
