"""How often honest text is taken for an order to a machine."""

import re
from importlib.metadata import distributions

from shared.llm.hostile import is_hostile


def false_alarms() -> tuple[int, int]:
    """Paragraphs of installed packages' descriptions, and how many of them would be left out."""
    texts = [text for package in distributions() for text in re.split(r"\n\s*\n", str(package.metadata.get_payload()))]
    long = [text[:800] for text in texts if len(text) >= 80]
    return len(long), sum(map(is_hostile, long))
