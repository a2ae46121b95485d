"""The fitted numbers of `confidence.py`, written by tests/benchmarks/lexicon/calibration.py."""

LINK: tuple[float, ...] = (
    -4.538,
    0.698,
    0.16,
    1.237,
    0.413,
    0.0,
    0.0,
    -1.302,
    -0.614,
    2.697,
    2.519,
    -0.153,
    0.356,
    0.064,
    -0.055,
    -0.36,
    1.619,
    -0.553,
    -0.014,
    0.092,
    0.0,
)
FIRST: tuple[float, ...] = (-0.091, 1.012, -0.085, -0.087, 0.079)
FIRST_OFFSETS: dict[str, float] = {
    "de-en": 0.528,
    "en-de": 0.367,
    "fr-en": 0.197,
    "en-fr": -0.278,
    "es-en": 0.3,
    "en-es": -0.528,
    "it-en": -0.118,
    "en-it": -0.886,
    "pt-en": 0.619,
    "en-pt": -0.292,
}
