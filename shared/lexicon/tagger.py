"""Says what part of speech each word of a sentence is: the likeliest path through what the words may be.

Surprise: nothing here is trained. Small words are certain, the lexicon says what the others may be, and one table of
how parts of speech follow each other, good for all our languages with a few exceptions, decides between them.
"""

from dataclasses import dataclass

from shared.lexicon.neighbours import beside, opens
from shared.lexicon.readings import guess, readings_here
from shared.lexicon.tokens import Sentence, Token
from shared.lexicon.words import Vocabulary

FOLLOWS: dict[str, dict[str, float]] = {
    "start": {"noun": 0, "propn": 0, "verb": -0.5, "adj": -0.3, "adv": 0, "det": 0.5, "pron": 0.5, "adp": 0.3},
    "det": {
        "noun": 2,
        "adj": 1.2,
        "propn": 0.5,
        "verb": -4,
        "adv": -1.2,
        "det": -0.5,
        "num": 0.5,
        "aux": -3,
        "pron": -2,
    },
    "adp": {"noun": 1.5, "propn": 0.8, "adj": 0.6, "verb": -0.8, "det": 1, "pron": 0.3, "adv": -1, "aux": -2},
    "pron": {"verb": 1.6, "aux": 1, "noun": -1.2, "adj": -0.8, "adv": 0.3, "pron": 0.3, "propn": -1},
    "aux": {"verb": 1.2, "adj": 0.6, "adv": 0.6, "noun": -0.6, "propn": -0.5, "det": 0.5, "pron": 0.2},
    "part": {"verb": 2, "noun": -1, "adj": -0.5, "det": 0.3},
    "verb": {"noun": 0, "adj": -0.1, "adv": 0.5, "det": 0.8, "adp": 0.6, "verb": -1.2, "pron": 0.3, "propn": -0.2},
    "adj": {"noun": 1.3, "adj": 0.2, "verb": -0.8, "adp": 0.3, "conj": 0.3, "adv": -0.6, "propn": 0.2},
    "noun": {"noun": -0.3, "adj": 0, "verb": 0.5, "aux": 0.6, "adp": 0.6, "adv": 0, "conj": 0.3, "propn": -0.3},
    "propn": {"propn": 0.8, "verb": 0.6, "noun": -0.4, "aux": 0.6, "adj": -0.6},
    "adv": {"verb": 0.6, "adj": 0.7, "adv": 0, "noun": -0.6, "adp": 0.2},
    "num": {"noun": 1.5, "adj": 0.6, "verb": -1},
    "conj": {"noun": 0.2, "verb": 0.2, "adj": 0.1, "adv": 0.1, "det": 0.4, "pron": 0.4, "propn": 0},
    "punct": {"noun": 0, "verb": 0, "adj": 0, "adv": 0, "propn": 0, "conj": 0.2, "det": 0.2, "pron": 0.2},
}
UNLIKELY = -6.0
A_NAME = 2.5
"""What it says for a name, where a capital letter is due anyway, that the next word has one too: "Marta Ruiz"."""


@dataclass(frozen=True, slots=True)
class Tagged:
    token: Token
    pos: str
    lemma: str


def tag(sentence: Sentence, vocabulary: Vocabulary) -> list[Tagged]:
    """Every token with its part of speech and lemma; numbers are `num`, signs `punct`."""
    tokens = sentence.tokens
    if not vocabulary.language.is_spaced:
        return [Tagged(token, token.pos, token.lemma) for token in tokens]
    shout = is_shout(sentence.text)
    states = [options(tokens, place, vocabulary, shout=shout) for place in range(len(tokens))]
    chosen = best_path([{pos: score for pos, (score, _) in state.items()} for state in states], vocabulary)
    return [Tagged(token, pos, state[pos][1]) for token, pos, state in zip(tokens, chosen, states, strict=True)]


def is_shout(text: str) -> bool:
    """Whether capitals say nothing: TITLES, and Titles Like This One."""
    letters = [char for char in text if char.isalpha()]
    if letters and sum(char.isupper() for char in letters) > 0.7 * len(letters):
        return True
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]  # noqa: PLR2004
    return len(words) > 1 and all(word[0].isupper() for word in words) and not text.rstrip().endswith(".")


def best_path(states: list[dict[str, float]], vocabulary: Vocabulary) -> list[str]:
    """The tags with the highest sum of their own scores and of how well each follows the one before."""
    follows_noun = 0.9 if vocabulary.language.adjectives_follow else -0.9
    scores: dict[str, float] = {"start": 0.0}
    back: list[dict[str, str]] = []
    for state in states:
        reached: dict[str, float] = {}
        origin: dict[str, str] = {}
        for pos, own in state.items():
            best, total = "", -1e9
            for before, score in scores.items():
                step = score + FOLLOWS.get(before, {}).get(pos, 0.0) + own
                if before == "noun" and pos == "adj":
                    step += follows_noun
                elif before == "adj" and pos in {"verb", "aux"} and follows_noun > 0:
                    step += 1.2
                if step > total:
                    best, total = before, step
            reached[pos], origin[pos] = total, best
        scores = reached
        back.append(origin)
    path: list[str] = []
    pos = max(scores, key=lambda name: scores[name])
    for origin in reversed(back):
        path.append(pos)
        pos = origin[pos]
    return path[::-1]


def options(tokens: tuple[Token, ...], place: int, words: Vocabulary, *, shout: bool) -> dict[str, tuple[float, str]]:
    """Part of speech -> (score, lemma) for what one token may be."""
    token = tokens[place]
    if not token.is_word:
        return {"num" if token.text[0].isdigit() else "punct": (0.0, token.text)}
    capital = token.text[:1].isupper()
    first = opens(tokens, place)
    found, is_settled = small(token, words, free=first or shout)
    if is_settled:
        return found
    for pos, lemma in readings_here(tokens, place, words).items():
        value = prior(token, pos, lemma, words) + beside(tokens, place, (pos, lemma), words)
        found.setdefault(pos, (value, lemma))
    if not found:
        # A conjunction that the lexicon knows is no noun, though the lists of small words have forgotten it.
        found = dict.fromkeys(words.parts(token.text), (0.5, token.lower)) or guess(token, words)
    if capital and not (first or shout or words.language.nouns_are_capital) and set(found) <= {"verb", "adv"}:
        found["propn"] = (0.0, token.text)  # the Douro is no form of "dourar"
    if "propn" in found and first and not shout and is_named(tokens, place):
        found["propn"] = (found["propn"][0] + A_NAME, found["propn"][1])
    return {pos: (score + capitals(pos, words, capital=capital, free=first or shout), lemma)
            for pos, (score, lemma) in found.items()}  # fmt: skip


def small(token: Token, words: Vocabulary, *, free: bool) -> tuple[dict[str, tuple[float, str]], bool]:
    """What a word is if it is one of the small ones, and whether it is nothing else; `free` to have a capital."""
    closed = words.language.tags.get(token.lower)
    if token.text in words.language.formal_words:
        return {closed or "pron": (0.0, token.lower)}, True
    if not closed or (token.text[:1].isupper() and not free and words.language.nouns_are_capital):
        return {}, False
    is_number = closed == "num" and words.language.adjectives_follow
    is_settled = is_number or closed in {"adp", "adv", "conj", "det"} or len(token.lower) < 3  # noqa: PLR2004
    return {closed: (1.5, token.lower)}, is_settled


def is_named(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether the next word has a capital letter too, and of its own accord."""
    following = tokens[place + 1].text if place + 1 < len(tokens) else ""
    return following[:1].isupper() and not opens(tokens, place + 1)


def prior(token: Token, pos: str, lemma: str, words: Vocabulary) -> float:
    """A form that is a headword itself is likelier that; rare lemmas are less likely than common ones."""
    own = 0.5 if lemma.lower() == token.lower else 0.0
    rarity = min(words.zipf(lemma), 5.0) / 5.0
    return own + rarity + {"noun": 0.3, "verb": 0.2, "adj": 0.1, "adv": 0.0, "propn": -1.2}.get(pos, 0.0)


def capitals(pos: str, words: Vocabulary, *, capital: bool, free: bool) -> float:
    """What a capital letter, or its absence, says."""
    if words.language.nouns_are_capital:
        if capital and not free:
            return 1.0 if pos in {"noun", "propn"} else UNLIKELY + 2
        return UNLIKELY if not capital and pos in {"noun", "propn"} else 0.0
    if capital and not free:
        return 2.5 if pos == "propn" else -0.5
    return UNLIKELY if not capital and pos == "propn" else 0.0
