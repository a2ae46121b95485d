"""How hard a word is for a learner: a CEFR level, estimated from how common it is; of Japanese, a level of the JLPT.

Surprise: neither comes from an official list, for there is none; a pair's note says so.
"""

LEVELS = ("a1", "a2", "b1", "b2", "c1", "c2")
FLOORS = (5.2, 4.7, 4.2, 3.7, 3.1)
"""The least zipf frequency of a word of each level but the last: roughly the first 700, 1,700, 4,000, 9,000, 22,000."""
NOTE = "level estimated from frequency"
JLPT = ("n5", "n4", "n3", "n2", "n1")
JLPT_NOTE = "JLPT level, unofficial"


def levels_of(language: str) -> tuple[str, ...]:
    """The levels there are for a language, easiest first."""
    return JLPT if language == "ja" else LEVELS


def note_on(level: str, *, is_asked: bool) -> str:
    """What has to be said of a level; that of the JLPT looks official, so it is said wherever it stands."""
    if level in JLPT:
        return JLPT_NOTE
    return NOTE if is_asked else ""


def level_of(zipf: float) -> str:
    """The level at which a learner is likely to meet a word of that frequency."""
    return next((level for level, floor in zip(LEVELS, FLOORS, strict=False) if zipf >= floor), LEVELS[-1])


def is_easier(level: str, wanted: str) -> bool:
    """Whether a word of `level` is below what a learner of level `wanted` needs; both are of one scale."""
    scale = JLPT if level in JLPT else LEVELS
    return scale.index(level) < scale.index(wanted.lower())
