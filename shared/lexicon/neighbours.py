"""What the words around one say for what it may be.

Surprise: they speak for or against single readings, where the table of the tagger knows parts of speech only.
"""

from shared.lexicon.tokens import Token
from shared.lexicon.words import Vocabulary

AN_INFINITIVE, NO_INFINITIVE = 2.0, -1.5
"""What it says for a Romance verb to stand as in a dictionary after a preposition, and for an English one elsewhere."""
A_FOLLOWER = 1.5
"""What it says for an English verb that "up" or the like follows, and for a German one before "Sie"."""
A_PARTICIPLE = 2.0
"""What it says for a Romance verb that a form of "to have" stands before it: "aveva sbagliato"."""
DISAGREES = -2.0
"""What it says against an adjective to be plural after a singular noun: "la zia decise"."""
NO_PARTICIPLE = -3.0
"""What it says for a Romance verb that "to be" stands before it and it is no participle: "est prête"."""
AN_ADJECTIVE = 0.2
"""What it says for an English adjective, mostly a noun as well, that no article stands before it: "thick walls"."""


def beside(tokens: tuple[Token, ...], place: int, reading: tuple[str, str], words: Vocabulary) -> float:
    """What the words around say for a reading."""
    pos, lemma = reading
    if pos == "verb":
        return verbal(tokens, place, lemma, words)
    return adjectival(tokens, place, lemma, words) if pos == "adj" else 0.0


def verbal(tokens: tuple[Token, ...], place: int, lemma: str, words: Vocabulary) -> float:
    """What its neighbours say for a verb that stands as in a dictionary, in Romance after a preposition: "à dire"."""
    if opens(tokens, place) and place + 1 < len(tokens) and tokens[place + 1].text in words.language.formal_words:
        return A_FOLLOWER  # "Trocknen Sie", which is no drying
    if not place:
        return 0.0
    if lemma.lower() != tokens[place].lower:
        return after_auxiliary(tokens, place, lemma, words) if words.language.having else 0.0
    before = tokens[place - 1]
    closed = words.language.tags.get(before.lower, "")
    if words.language.code == "en":
        return english_verb(tokens, place, closed, words)
    return AN_INFINITIVE if words.language.adjectives_follow and closed == "adp" else 0.0


def after_auxiliary(tokens: tuple[Token, ...], place: int, lemma: str, words: Vocabulary) -> float:
    """A Romance participle stands after "to have"; "est prête" is no form of prêter, since its participle is prêtée."""
    start = place
    while start and words.language.tags.get(tokens[start - 1].lower) == "adv":
        start -= 1
    auxiliary = words.readings(tokens[start - 1].text).get("verb", "") if start else ""
    if auxiliary == words.language.having:
        return A_PARTICIPLE
    infinitive, participles = words.language.participle
    is_other = lemma.endswith(infinitive) and not tokens[place].lower.endswith(participles)
    is_other = is_other and "adj" in words.readings(tokens[place].text)
    return NO_PARTICIPLE if is_other and auxiliary in words.language.beings else 0.0


def english_verb(tokens: tuple[Token, ...], place: int, closed: str, words: Vocabulary) -> float:
    """It stands after to, a pronoun, an auxiliary, a plural or before "up", hardly elsewhere; "is loose" has none."""
    before = tokens[place - 1]
    following = tokens[place + 1].lower if place + 1 < len(tokens) else ""
    if following in words.language.verb_followers and closed in {"part", "conj", ""}:
        return A_FOLLOWER
    if before.lower in words.language.beings and "adj" in words.readings(tokens[place].text):
        return NO_INFINITIVE
    is_due = closed in {"part", "pron", "aux", "conj"} or not before.is_word or before.lower.endswith("s")
    return 0.0 if is_due else NO_INFINITIVE


def adjectival(tokens: tuple[Token, ...], place: int, lemma: str, words: Vocabulary) -> float:
    """What the word before it says for an English adjective, and against an Italian one: see the constants."""
    if words.language.code == "en":
        is_article = place > 0 and words.language.tags.get(tokens[place - 1].lower) == "det"
        return AN_ADJECTIVE if place and not is_article else 0.0
    ends, form = words.language.plural_vowels, tokens[place].lower
    if not ends or not place or lemma == form or not form.endswith(ends):
        return 0.0
    before = tokens[place - 1].lower
    return DISAGREES if before[-1] in "aoe" and words.readings(before).get("noun") == before else 0.0


def opens(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a capital letter is due here anyway."""
    return place == 0 or tokens[place - 1].text in {
        ":",
        "„",
        "“",
        '"',
        "«",
        "¿",
        "¡",
        "(",
        "-",
        "–",
        "—",
        "•",
        ".",
        "…",
    }
